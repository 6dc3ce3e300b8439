// How an event's deliveries stand, in a list's cell, and the list of events itself as details show it.
import { Link } from '@tanstack/react-router';
import type { EventRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { eventWords } from '../catalogue/events.ts';
import { useWords } from '../catalogue/words.ts';
import { Jointed } from '../kit/jointed.tsx';
import { StatusMark } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { RelativeTime } from '../kit/time.tsx';

export function DeliveryState({ event }: { event: EventRow }) {
  const say = useWords(eventWords);
  const { delivered, failed, pending } = event;
  if (delivered + failed + pending === 0) return <span className="soft">{say('undelivered')}</span>;
  return (
    <span className="states">
      {failed === 0 ? null : <StatusMark tone="bad">{say('failed', { count: failed })}</StatusMark>}
      {pending === 0 ? null : <StatusMark tone="active">{say('pending', { count: pending })}</StatusMark>}
      {delivered === 0 ? null : <StatusMark tone="good">{say('delivered', { count: delivered })}</StatusMark>}
    </span>
  );
}

/** `about`: with the id of the object, where the list is not about one object anyway, and with the connected accounts that events happened in. */
export function EventTable({ events, about = false, stale }: { events: EventRow[]; about?: boolean; stale?: boolean }) {
  const say = useWords(eventWords);
  const connected = about && events.some(({ account }) => account !== null);
  return (
    <Table
      label={say('title')}
      rows={events}
      keyOf={({ id }) => id}
      stale={stale}
      columns={[
        {
          key: 'type',
          name: say('column.type'),
          cell: (event) => (
            <Link to="/events/$id" params={{ id: event.id }} className="row-link">
              <Jointed text={event.type} />
            </Link>
          ),
        },
        ...(about
          ? [
              {
                key: 'object',
                name: say('column.object'),
                cell: (event: EventRow) => <ObjectLink id={event.object_id} />,
              },
            ]
          : []),
        ...(connected
          ? [
              {
                key: 'connected',
                name: say('column.account'),
                cell: ({ account }: EventRow) => (account === null ? null : <ObjectLink id={account} />),
              },
            ]
          : []),
        { key: 'deliveries', name: say('column.deliveries'), cell: (event) => <DeliveryState event={event} /> },
        { key: 'created', name: say('column.created'), cell: (event) => <RelativeTime at={event.created} /> },
      ]}
    />
  );
}

/** An object's id, as a link where the object has a page here. */
export function ObjectLink({ id }: { id: string }) {
  const shown = <code>{id}</code>;
  if (id.startsWith('fca_'))
    return (
      <Link to="/accounts/$id" params={{ id }}>
        {shown}
      </Link>
    );
  if (id.startsWith('cus_'))
    return (
      <Link to="/customers/$id" params={{ id }}>
        {shown}
      </Link>
    );
  if (id.startsWith('acct_'))
    return (
      <Link to="/connected-accounts/$id" params={{ id }}>
        {shown}
      </Link>
    );
  return shown;
}
