// The history of relink requests: by whom, how far, and what came of it.
import { Link } from '@tanstack/react-router';
import type { Batch } from '../../../server/src/wire/dashboard_objects.ts';
import { useFilters } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { useWords } from '../catalogue/words.ts';
import { Page } from '../kit/page.tsx';
import { Pager } from '../kit/pager.tsx';
import { EmptyState, ErrorState, Loading } from '../kit/states.tsx';
import { type Column, Table } from '../kit/table.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { BatchStatus, ProgressBar, useRequestedBy } from '../relink/progress.tsx';

const EVERY_MS = 1_500;

export default function RelinkRequestsPage() {
  const say = useWords(relinkWords);
  return (
    <Page title={say('history')} summary={say('history_lead')}>
      <List />
    </Page>
  );
}

function List() {
  const say = useWords(relinkWords);
  const { filters, set } = useFilters<{ after?: string; before?: string }>();
  const columns = useColumns();
  const batches = useCall(
    'GET /relink_requests',
    { query: filters },
    {
      keep: true,
      refetchInterval: (answer) => (answer?.data.some(({ state }) => state === 'running') ? EVERY_MS : false),
    },
  );
  if (batches.data === undefined) {
    return batches.error === null ? (
      <Loading />
    ) : (
      <ErrorState error={batches.error} retry={() => void batches.refetch()} />
    );
  }
  const { data, next, previous } = batches.data;
  if (data.length === 0 && previous === null) return <Nothing />;
  return (
    <div className="table-frame">
      <Table
        label={say('history')}
        columns={columns}
        rows={data}
        keyOf={({ id }) => id}
        stale={batches.isPlaceholderData}
      />
      <Pager next={next} previous={previous} onMove={set} />
    </div>
  );
}

function useColumns(): Column<Batch>[] {
  const say = useWords(relinkWords);
  const formats = useFormats();
  const byOf = useRequestedBy();
  return [
    {
      key: 'created',
      name: say('column_created'),
      cell: (batch) => (
        <Link className="row-link" to="/relink-requests/$id" params={{ id: batch.id }}>
          <RelativeTime at={batch.created} />
        </Link>
      ),
    },
    { key: 'by', name: say('column_by'), cell: (batch) => byOf(batch) },
    {
      key: 'state',
      name: say('column_state'),
      cell: (batch) => (
        <span className="batch-state">
          <BatchStatus batch={batch} />
          {batch.state === 'running' ? <ProgressBar batch={batch} /> : null}
        </span>
      ),
    },
    { key: 'total', name: say('column_total'), numeric: true, cell: ({ total }) => formats.number(total) },
    { key: 'requested', name: say('column_requested'), numeric: true, cell: (one) => formats.number(one.requested) },
    { key: 'refused', name: say('column_refused'), numeric: true, cell: ({ refused }) => formats.number(refused) },
  ];
}

function Nothing() {
  const say = useWords(relinkWords);
  return (
    <EmptyState
      icon="requests"
      title={say('history_empty')}
      actions={
        <>
          <Link className="button primary" to="/accounts" search={{ needs_relink: 'true' }}>
            {say('to_accounts')}
          </Link>
          <Link className="button plain" to="/settings/policies">
            {say('to_policies')}
          </Link>
        </>
      }
    >
      <p>{say('history_empty_text')}</p>
    </EmptyState>
  );
}
