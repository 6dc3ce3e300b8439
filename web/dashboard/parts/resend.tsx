// Sending an event again: to an endpoint that had it, or to any other that is enabled.
import type { EventDetail, EventRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useCall, useSend } from '../api/queries.ts';
import { eventWords } from '../catalogue/events.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Menu } from '../kit/menu.tsx';
import { useErrorMessage } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { useOperatorRefusal } from './refused.ts';

function useResend(event: string) {
  const say = useWords(eventWords);
  const message = useErrorMessage();
  const send = useSend('POST /events/:id/resend', ['GET /events/:id', 'GET /events', 'GET /webhook_endpoints']);
  return {
    busy: send.isPending,
    to(endpoint: { id: string; url: string }): void {
      send.mutate(
        { path: { id: event }, body: { endpoint: endpoint.id } },
        {
          onSuccess: () => toast(say('resent', { url: endpoint.url })),
          onError: (error) => toast(message(error), { tone: 'bad' }),
        },
      );
    },
  };
}

export function ResendButton({ event, endpoint }: { event: string; endpoint: { id: string; url: string } }) {
  const say = useWords(eventWords);
  const refused = useOperatorRefusal();
  const { busy, to } = useResend(event);
  return (
    <Button
      small
      icon="refresh"
      busy={busy}
      refused={refused}
      aria-label={`${say('resend')}: ${endpoint.url}`}
      onClick={() => to(endpoint)}
    >
      {say('resend')}
    </Button>
  );
}

/** The page's one action. One failed delivery: sends that again; else a menu of all enabled endpoints. */
export function ResendMenu({ event, deliveries }: { event: EventRow; deliveries: EventDetail['deliveries'] }) {
  const say = useWords(eventWords);
  const refused = useOperatorRefusal();
  const endpoints = useCall('GET /webhook_endpoints', {}, { enabled: refused === null });
  const { busy, to } = useResend(event.id);
  const failed = deliveries.filter(({ status }) => status === 'failed');
  const enabled = (endpoints.data ?? []).filter(({ status }) => status === 'enabled');
  if (refused !== null) return <Button refused={refused}>{say('resend')}</Button>;
  if (failed.length === 1) {
    const { endpoint } = failed[0]!;
    return (
      <Button kind="primary" icon="refresh" busy={busy} onClick={() => to(endpoint)}>
        {say('resend')}
      </Button>
    );
  }
  if (enabled.length === 0) return <Button refused={say('resend_none')}>{say('resend')}</Button>;
  return (
    <Menu
      trigger={<Button icon="down">{say('resend')}</Button>}
      items={enabled.map((endpoint) => ({ name: endpoint.url, icon: 'webhooks', onSelect: () => to(endpoint) }))}
    />
  );
}
