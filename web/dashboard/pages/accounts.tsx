// Accounts: what needs action first, then every account, filtered, selected, and asked to relink.
import { useRef, useState } from 'react';
import type { AccountFilter, Selection } from '../../../server/src/wire/dashboard.ts';
import { AccountTable } from '../accounts/account_table.tsx';
import { NoAccounts } from '../accounts/empty.tsx';
import { FilterBar } from '../accounts/filter_bar.tsx';
import { focusedRow, moveFocus } from '../accounts/row_keys.ts';
import { type Selecting, useSelection } from '../accounts/selection.ts';
import { SelectionBar } from '../accounts/selection_bar.tsx';
import { SummaryBar } from '../accounts/summary_bar.tsx';
import { type AccountsSearch, useFilters } from '../api/address.ts';
import { useMay } from '../api/me.ts';
import { useCall } from '../api/queries.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { useWords } from '../catalogue/words.ts';
import { Page } from '../kit/page.tsx';
import { Pager } from '../kit/pager.tsx';
import { useShortcuts } from '../kit/shortcuts.ts';
import { ErrorState, Loading } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { BankTroubles } from '../parts/bank_troubles.tsx';
import { RequestRelink } from '../relink/request_dialog.tsx';
import { RunningRequests } from '../relink/running.tsx';

/** Some accounts come to need a relink by nothing but time, which is no change that the server tells. */
const SELDOM_MS = 60_000;

export default function AccountsPage() {
  const say = useWords(accountsWords);
  const may = useMay('operator');
  const { filters } = useFilters<AccountsSearch>();
  const { after: _after, before: _before, sort: _sort, ...filter } = filters;
  const selecting = useSelection(filter);
  const [asked, setAsked] = useState<Selection | null>(null);
  const request = (selection: Selection) => {
    if (may) setAsked(selection);
    else toast(say('request_refused_role'), { tone: 'bad' });
  };
  const search = useRef<HTMLInputElement>(null);
  const isNew = useIsNew(filter);
  useKeys({ selecting, search: () => search.current?.focus(), request });
  return (
    <Page title={say('title')}>
      {isNew ? null : (
        <>
          <BankTroubles />
          <SummaryBar filter={filter} />
          <RunningRequests />
          <FilterBar searchRef={search} />
        </>
      )}
      <List filter={filter} selecting={selecting} onRequest={request} />
      <SelectionBar filter={filter} selecting={selecting} onRequest={() => request(selecting.selection)} />
      {asked === null ? null : (
        <RequestRelink selection={asked} onClose={() => setAsked(null)} onDone={() => selecting.clear()} />
      )}
    </Page>
  );
}

/** Without a single account there is nothing to count or to filter. */
function useIsNew(filter: AccountFilter): boolean {
  const { data } = useCall('GET /accounts/summary', {});
  return data?.total.value === 0 && Object.keys(filter).length === 0;
}

interface ListProps {
  filter: AccountFilter;
  selecting: Selecting;
  onRequest: (selection: Selection) => void;
}

function List({ filter, selecting, onRequest }: ListProps) {
  const { filters, set, clear } = useFilters<AccountsSearch>();
  const accounts = useCall('GET /accounts', { query: filters }, { keep: true, refetchInterval: SELDOM_MS });
  if (accounts.data === undefined) {
    return accounts.error === null ? (
      <Loading rows={10} />
    ) : (
      <ErrorState error={accounts.error} retry={() => void accounts.refetch()} />
    );
  }
  const { data, next, previous } = accounts.data;
  if (data.length === 0 && previous === null) return <NoAccounts filter={filter} onClear={clear} />;
  return (
    <div className="table-frame">
      <AccountTable
        accounts={data}
        selecting={selecting}
        stale={accounts.isPlaceholderData}
        onRequest={({ id }) => onRequest({ accounts: [id] })}
      />
      <Pager next={next} previous={previous} onMove={set} />
    </div>
  );
}

interface Keys {
  selecting: Selecting;
  search: () => void;
  request: (selection: Selection) => void;
}

function useKeys({ selecting, search, request }: Keys): void {
  useShortcuts({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    x: () => {
      const row = focusedRow();
      if (row !== null) selecting.toggle(row);
    },
    r: () => {
      const row = focusedRow();
      if (!selecting.empty) request(selecting.selection);
      else if (row !== null) request({ accounts: [row] });
    },
    f: (event) => {
      event.preventDefault();
      search();
    },
    Escape: () => selecting.clear(),
  });
}
