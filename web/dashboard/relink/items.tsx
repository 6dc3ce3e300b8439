// The accounts of one request with their results, filtered by result and reason.
import type { BatchDetail, BatchItem } from '../../../server/src/wire/dashboard_objects.ts';
import { AccountLink, HolderLink, RelinkCell } from '../accounts/labels.tsx';
import { type ItemsSearch, useFilters, useIdParam } from '../api/address.ts';
import { csvAddress } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { relinkWords } from '../catalogue/relink.ts';
import { termWords } from '../catalogue/terms.ts';
import { useWords } from '../catalogue/words.ts';
import { FilterChoice } from '../kit/filters.tsx';
import { Icon } from '../kit/icon.tsx';
import { Section } from '../kit/page.tsx';
import { Pager } from '../kit/pager.tsx';
import { ErrorState, Loading } from '../kit/states.tsx';
import { StatusMark, type Tone } from '../kit/status.tsx';
import { type Column, Table } from '../kit/table.tsx';

const STATES = ['requested', 'refused', 'waiting'] as const;
const TONES: Record<BatchItem['state'], Tone> = { waiting: 'calm', requested: 'good', refused: 'warn' };

export function RequestItems({ batch }: { batch: BatchDetail }) {
  const say = useWords(relinkWords);
  const term = useWords(termWords);
  const id = useIdParam();
  const { filters, set } = useFilters<ItemsSearch>();
  const { after: _after, before: _before, ...filter } = filters;
  return (
    <Section
      title={say('items')}
      actions={
        <>
          <FilterChoice
            name={say('filter_result')}
            value={filters.state}
            options={STATES.map((value) => ({ value, name: say(`item.${value}`) }))}
            onChange={(state) => set({ state, reason: state === 'refused' ? filters.reason : undefined })}
          />
          <FilterChoice
            name={say('filter_reason')}
            value={filters.reason}
            options={batch.refusals.map(({ reason }) => ({ value: reason, name: term(`refusal.${reason}`) }))}
            onChange={(reason) => set({ reason, state: reason === undefined ? filters.state : 'refused' })}
          />
          <a className="button plain small" href={csvAddress(`relink_requests/${id}/items`, filter)} download>
            <Icon name="download" />
            <span>{say('csv')}</span>
          </a>
        </>
      }
    >
      <Items id={id} />
    </Section>
  );
}

function Items({ id }: { id: string }) {
  const say = useWords(relinkWords);
  const { filters, set } = useFilters<ItemsSearch>();
  const columns = useColumns();
  const items = useCall('GET /relink_requests/:id/items', { path: { id }, query: filters }, { keep: true });
  if (items.data === undefined) {
    return items.error === null ? <Loading /> : <ErrorState error={items.error} retry={() => void items.refetch()} />;
  }
  const { data, next, previous } = items.data;
  if (data.length === 0 && previous === null) return <p className="soft">{say('items_empty')}</p>;
  return (
    <div className="table-frame">
      <Table
        label={say('items')}
        columns={columns}
        rows={data}
        keyOf={({ account }) => account.id}
        stale={items.isPlaceholderData}
      />
      <Pager next={next} previous={previous} onMove={set} />
    </div>
  );
}

function useColumns(): Column<BatchItem>[] {
  const say = useWords(relinkWords);
  const term = useWords(termWords);
  return [
    { key: 'account', name: say('column_account'), cell: ({ account }) => <AccountLink account={account} /> },
    { key: 'holder', name: say('column_holder'), cell: ({ account }) => <HolderLink holder={account.holder} /> },
    {
      key: 'item',
      name: say('column_item'),
      cell: ({ state, reason }) => (
        <span className="item-result">
          <StatusMark tone={TONES[state]}>{say(`item.${state}`)}</StatusMark>
          {reason === null ? null : <span className="soft">{term(`refusal.${reason}`)}</span>}
        </span>
      ),
    },
    { key: 'relink', name: say('column_now'), cell: ({ account }) => <RelinkCell relink={account.relink} /> },
  ];
}
