// The signing secret of an endpoint: hidden until asked for, replaced with an overlap.
import { useState } from 'react';
import type { EndpointRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useSend } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { webhookWords } from '../catalogue/webhooks.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { ErrorNotice, Notice } from '../kit/states.tsx';
import { useNow } from '../kit/time.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { OverlapChoice, useOverlap } from './overlap.tsx';
import { useOwnerRefusal } from './refused.ts';
import { SecretDialog, type ShownSecret } from './secret.tsx';

export function EndpointSecret({ endpoint }: { endpoint: EndpointRow }) {
  const say = useWords(webhookWords);
  const formats = useFormats();
  const now = useNow();
  const refused = useOwnerRefusal();
  const [shown, setShown] = useState<ShownSecret | null>(null);
  const [rolling, setRolling] = useState(false);
  const reveal = useSend('POST /webhook_endpoints/:id/reveal');
  const { id, previous_secret_until: until } = endpoint;
  const show = () =>
    reveal.mutate(
      { path: { id } },
      { onSuccess: ({ secret }) => setShown({ title: say('secret'), lead: say('created_lead'), value: secret }) },
    );
  return (
    <>
      {until === null || until <= now ? null : (
        <Notice icon="clock">{say('previous', { time: formats.time(until) })}</Notice>
      )}
      <div className="actions">
        <code aria-hidden="true">whsec_••••••••••••••••</code>
        <Button small icon="eye" refused={refused} busy={reveal.isPending} onClick={show}>
          {say('secret_reveal')}
        </Button>
        <Button small icon="refresh" refused={refused} onClick={() => setRolling(true)}>
          {say('roll')}
        </Button>
      </div>
      <ErrorNotice error={reveal.error} />
      <Roll id={id} open={rolling} onClose={() => setRolling(false)} onShow={setShown} />
      <SecretDialog shown={shown} onClose={() => setShown(null)} />
    </>
  );
}

interface RollProps {
  id: string;
  open: boolean;
  onClose: () => void;
  onShow: (secret: ShownSecret) => void;
}

function Roll({ id, open, onClose, onShow }: RollProps) {
  const say = useWords(webhookWords);
  const { hours, setHours } = useOverlap();
  const roll = useSend('POST /webhook_endpoints/:id/roll', ['GET /webhook_endpoints', 'GET /webhook_endpoints/:id']);
  const confirm = () =>
    roll.mutate(
      { path: { id }, body: { overlap_hours: hours } },
      {
        onSuccess: ({ secret }) => {
          onClose();
          onShow({ title: say('rolled_title'), lead: say('created_lead'), value: secret });
        },
      },
    );
  return (
    <ConfirmDialog
      open={open}
      title={say('roll_title')}
      lead={say('roll_lead')}
      confirm={say('roll_confirm')}
      busy={roll.isPending}
      error={roll.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <OverlapChoice legend={say('roll_overlap')} hours={hours} onChange={setHours} atOnce={say('roll_warning')} />
    </ConfirmDialog>
  );
}
