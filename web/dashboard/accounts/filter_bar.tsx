// The filters above the list, all held by the address.
import type { RefObject } from 'react';
import type { AccountSort } from '../../../server/src/wire/dashboard.ts';
import type { Cause } from '../../../server/src/wire/dashboard_objects.ts';
import { type AccountsSearch, useFilters } from '../api/address.ts';
import { csvAddress } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { termWords } from '../catalogue/terms.ts';
import { useWords } from '../catalogue/words.ts';
import { FilterChoice, FilterSwitch } from '../kit/filters.tsx';
import { Icon } from '../kit/icon.tsx';
import { SearchField } from '../kit/search_field.tsx';
import { Select } from '../kit/select.tsx';

const STATUSES = ['active', 'inactive', 'disconnected'] as const;
const CAUSES: Cause[] = [
  'access_expired',
  'access_denied',
  'institution_requirement',
  'account_unavailable',
  'account_closed',
  'unspecified',
];
/** Set by the counts above; here they can be taken away again while other filters stay. */
const FLAGS = ['needs_relink', 'expiring', 'not_repairable'] as const;
const SORTS: AccountSort[] = ['newest', 'oldest', 'ends_first'];

export function FilterBar({ searchRef }: { searchRef: RefObject<HTMLInputElement | null> }) {
  const say = useWords(accountsWords);
  const { filters, set, clear } = useFilters<AccountsSearch>();
  const { after: _after, before: _before, sort, ...filter } = filters;
  return (
    <div className="filter-bar">
      <SearchField
        label={say('search')}
        hint={say('search_hint')}
        value={filters.search ?? ''}
        inputRef={searchRef}
        onSearch={(search) => set({ search: search === '' ? undefined : search }, true)}
      />
      <Choices />
      {Object.keys(filter).length === 0 ? null : (
        <button type="button" className="button quiet small" onClick={clear}>
          {say('clear')}
        </button>
      )}
      <div className="filter-end">
        <Select
          label={say('sort')}
          value={sort ?? 'newest'}
          options={SORTS.map((value) => ({ value, name: say(`sort.${value}`) }))}
          onChange={(value) => set({ sort: value === 'newest' ? undefined : value })}
        />
        <a className="button plain small" href={csvAddress('accounts', { ...filter, sort })} download>
          <Icon name="download" />
          <span>{say('csv')}</span>
        </a>
      </div>
    </div>
  );
}

function Choices() {
  const say = useWords(accountsWords);
  const term = useWords(termWords);
  const { filters, set } = useFilters<AccountsSearch>();
  const institutions = useCall('GET /institutions', {});
  return (
    <>
      {FLAGS.filter((flag) => filters[flag] === 'true').map((flag) => (
        <FilterSwitch key={flag} name={say(`flag.${flag}`)} on onChange={() => set({ [flag]: undefined })} />
      ))}
      <FilterChoice
        name={say('status')}
        value={filters.status}
        options={STATUSES.map((value) => ({ value, name: term(`status.${value}`) }))}
        onChange={(status) => set({ status: status as AccountsSearch['status'] })}
      />
      <FilterChoice
        name={say('cause')}
        value={filters.cause}
        options={CAUSES.map((value) => ({ value, name: term(`cause.${value}`) }))}
        onChange={(cause) => set({ cause })}
      />
      <FilterChoice
        name={say('bank')}
        value={filters.institution}
        options={(institutions.data ?? []).map(({ id, name }) => ({ value: id, name }))}
        onChange={(institution) => set({ institution })}
      />
      <FilterSwitch
        name={say('not_asked')}
        on={filters.not_asked === 'true'}
        onChange={(on) => set({ not_asked: on ? 'true' : undefined })}
      />
      {filters.customer === undefined ? null : (
        <FilterSwitch
          name={say('customer_filter', { id: filters.customer })}
          on
          onChange={() => set({ customer: undefined })}
        />
      )}
      {filters.connected_account === undefined ? null : (
        <FilterSwitch
          name={say('connected_filter', { id: filters.connected_account })}
          on
          onChange={() => set({ connected_account: undefined })}
        />
      )}
    </>
  );
}
