// What can be done with an endpoint: send the failed ones again, change, disable, enable, delete.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { EndpointRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useSend } from '../api/queries.ts';
import { eventWords } from '../catalogue/events.ts';
import { formWords } from '../catalogue/forms.ts';
import { webhookWords } from '../catalogue/webhooks.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Menu } from '../kit/menu.tsx';
import { useErrorMessage } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { EndpointForm } from './endpoint_form.tsx';
import { useOperatorRefusal, useOwnerRefusal } from './refused.ts';

type Asking = 'edit' | 'remove' | null;
const READS = ['GET /webhook_endpoints', 'GET /webhook_endpoints/:id'] as const;

export function EndpointActions({ endpoint }: { endpoint: EndpointRow }) {
  const say = useWords(webhookWords);
  const form = useWords(formWords);
  const refused = useOwnerRefusal();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const toggle = useToggle(endpoint);
  const enabled = endpoint.status === 'enabled';
  return (
    <>
      <ResendFailed endpoint={endpoint} />
      {enabled ? null : (
        <Button kind="primary" refused={refused} busy={toggle.busy} onClick={toggle.run}>
          {say('enable')}
        </Button>
      )}
      <Button refused={refused} onClick={() => setAsking('edit')}>
        {form('edit')}
      </Button>
      <Menu
        items={[
          ...(enabled ? [{ name: say('disable'), icon: 'minus' as const, refused, onSelect: toggle.run }] : []),
          { name: say('remove'), icon: 'trash', danger: true, refused, onSelect: () => setAsking('remove') },
        ]}
      />
      <Dialog open={asking === 'edit'} onClose={close} title={say('edit_title')} size="medium" holds>
        {asking === 'edit' ? <Edit endpoint={endpoint} onClose={close} /> : null}
      </Dialog>
      <Remove id={endpoint.id} open={asking === 'remove'} onClose={close} />
    </>
  );
}

function useToggle({ id, status }: EndpointRow) {
  const say = useWords(webhookWords);
  const message = useErrorMessage();
  const update = useSend('POST /webhook_endpoints/:id', [...READS]);
  const next = status === 'enabled' ? 'disabled' : 'enabled';
  return {
    busy: update.isPending,
    run: () =>
      update.mutate(
        { path: { id }, body: { status: next } },
        {
          onSuccess: () => toast(say(`${next}_done`)),
          onError: (error) => toast(message(error), { tone: 'bad' }),
        },
      ),
  };
}

function ResendFailed({ endpoint: { id, failed, status } }: { endpoint: EndpointRow }) {
  const say = useWords(webhookWords);
  const events = useWords(eventWords);
  const message = useErrorMessage();
  const refused = useOperatorRefusal();
  const resend = useSend('POST /webhook_endpoints/:id/resend_failed', [...READS, 'GET /events', 'GET /events/:id']);
  if (failed.value === 0) return null;
  const run = () =>
    resend.mutate(
      { path: { id } },
      {
        onSuccess: ({ resent }) => toast(events('resent_many', { count: resent })),
        onError: (error) => toast(message(error), { tone: 'bad' }),
      },
    );
  return (
    <Button
      kind={status === 'enabled' ? 'primary' : 'plain'}
      icon="refresh"
      busy={resend.isPending}
      refused={refused ?? (status === 'enabled' ? null : say('resend_enable_first'))}
      onClick={run}
    >
      {say('resend_failed', { count: failed.value })}
    </Button>
  );
}

function Edit({ endpoint, onClose }: { endpoint: EndpointRow; onClose: () => void }) {
  const form = useWords(formWords);
  const update = useSend('POST /webhook_endpoints/:id', [...READS]);
  const { id, url, enabled_events, connect, description, api_version } = endpoint;
  const saved = () => {
    onClose();
    toast(form('saved'));
  };
  return (
    <EndpointForm
      first={{ url, enabled_events, connect, description, api_version }}
      choosesConnect={false}
      submit={form('save')}
      busy={update.isPending}
      error={update.error}
      onSubmit={({ connect: _, ...body }) => update.mutate({ path: { id }, body }, { onSuccess: saved })}
      onClose={onClose}
    />
  );
}

function Remove({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const say = useWords(webhookWords);
  const navigate = useNavigate();
  const remove = useSend('DELETE /webhook_endpoints/:id', ['GET /webhook_endpoints']);
  const removed = () => {
    toast(say('removed'));
    void navigate({ to: '/webhooks', replace: true });
  };
  return (
    <ConfirmDialog
      open={open}
      title={say('remove_title')}
      lead={say('remove_lead')}
      confirm={say('remove')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { id } }, { onSuccess: removed })}
      onClose={onClose}
    />
  );
}
