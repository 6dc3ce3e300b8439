// One delivery of an event to one endpoint: how it stands, every try, and sending it again.
import { Link } from '@tanstack/react-router';
import type { DeliveryAttempt, EventDetail } from '../../../server/src/wire/dashboard_workspace.ts';
import { eventWords } from '../catalogue/events.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { StatusMark, type Tone } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { RelativeTime, useNow } from '../kit/time.tsx';
import { ResendButton } from './resend.tsx';

type OneDelivery = EventDetail['deliveries'][number];

const TONES: Record<OneDelivery['status'], Tone> = { delivered: 'good', failed: 'bad', pending: 'active' };

export function Delivery({ event, delivery }: { event: string; delivery: OneDelivery }) {
  const say = useWords(eventWords);
  const { endpoint, status, attempts } = delivery;
  return (
    <article className="panel">
      <header>
        <StatusMark tone={TONES[status]}>{say(`state.${status}`)}</StatusMark>
        <Link to="/webhooks/$id" params={{ id: endpoint.id }}>
          {endpoint.url}
        </Link>
        <ResendButton event={event} endpoint={endpoint} />
      </header>
      <NextTry delivery={delivery} />
      {attempts.length === 0 ? <p className="soft">{say('attempts_none')}</p> : <Attempts attempts={attempts} />}
    </article>
  );
}

function NextTry({ delivery }: { delivery: OneDelivery }) {
  const say = useWords(eventWords);
  const formats = useFormats();
  const now = useNow();
  const { status, next_attempt_at } = delivery;
  if (status === 'pending' && next_attempt_at !== null)
    return (
      <p title={formats.exact(next_attempt_at)}>
        {say('next_attempt', { time: formats.relative(next_attempt_at, now) })}
      </p>
    );
  return status === 'failed' ? <p className="soft">{say('no_more')}</p> : null;
}

function Attempts({ attempts }: { attempts: DeliveryAttempt[] }) {
  const say = useWords(eventWords);
  const formats = useFormats();
  return (
    <Table
      label={say('attempts')}
      rows={attempts}
      keyOf={({ attempt }) => String(attempt)}
      columns={[
        { key: 'attempt', name: say('attempt.number'), cell: ({ attempt }) => formats.number(attempt) },
        { key: 'when', name: say('attempt.when'), cell: ({ started_at }) => <RelativeTime at={started_at} /> },
        {
          key: 'outcome',
          name: say('attempt.outcome'),
          cell: ({ outcome }) => (
            <StatusMark tone={outcome === 'delivered' ? 'good' : 'bad'}>{say(`outcome.${outcome}`)}</StatusMark>
          ),
        },
        {
          key: 'answer',
          name: say('attempt.answer'),
          cell: ({ status_code, detail }) => [status_code, detail].filter((part) => part !== null).join(' · ') || '–',
        },
        {
          key: 'took',
          name: say('attempt.took'),
          numeric: true,
          cell: ({ duration_ms }) => say('milliseconds', { count: duration_ms }),
        },
      ]}
    />
  );
}
