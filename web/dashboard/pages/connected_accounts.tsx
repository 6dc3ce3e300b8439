// The connected accounts of a platform: search. Its server makes them.
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import type { ConnectedAccountRow, Page as ListPage } from '../../../server/src/wire/dashboard_objects.ts';
import { type CustomersSearch, useFilters } from '../api/address.ts';
import { csvAddress } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { connectedWords } from '../catalogue/connected_accounts.ts';
import { customerWords } from '../catalogue/customers.ts';
import { useFormats } from '../catalogue/formats.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { Page } from '../kit/page.tsx';
import { Pager } from '../kit/pager.tsx';
import { SearchField } from '../kit/search_field.tsx';
import { EmptyState } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';
import { RelativeTime } from '../kit/time.tsx';
import { Await } from '../parts/await.tsx';
import { useListKeys } from '../parts/list_keys.ts';
import '../styles/workspace.css';

const MAKE = `const account = await stripe.accounts.create({
  type: 'custom',
  email: 'jenny@example.com',
  business_profile: { name: 'Jenny Rides' },
});`;

export default function ConnectedAccountsPage() {
  const say = useWords(connectedWords);
  const person = useWords(customerWords);
  const form = useWords(formWords);
  const { filters, set, clear } = useFilters<CustomersSearch>();
  const search = useRef<HTMLInputElement>(null);
  useListKeys(search);
  const found = useCall('GET /connected_accounts', { query: filters }, { keep: true });
  return (
    <Page
      title={say('title')}
      above={<Link to="/customers">{person('back')}</Link>}
      summary={say('lead')}
      actions={
        <a className="button plain" href={csvAddress('connected_accounts', { search: filters.search })} download>
          <Icon name="download" />
          <span>{form('csv')}</span>
        </a>
      }
    >
      <div className="filter-bar">
        <SearchField
          label={say('search')}
          hint={person('search_hint')}
          value={filters.search ?? ''}
          onSearch={(words) => set({ search: words === '' ? undefined : words }, true)}
          inputRef={search}
        />
      </div>
      <Await query={found} rows={10}>
        {(page) =>
          page.data.length === 0 ? (
            <Nothing search={filters.search} onClear={clear} />
          ) : (
            <List page={page} stale={found.isPlaceholderData} onMove={set} />
          )
        }
      </Await>
    </Page>
  );
}

function List(props: { page: ListPage<ConnectedAccountRow>; stale: boolean; onMove: (to: CustomersSearch) => void }) {
  const say = useWords(connectedWords);
  const person = useWords(customerWords);
  const formats = useFormats();
  const { page, stale, onMove } = props;
  return (
    <>
      <Table
        label={say('title')}
        rows={page.data}
        keyOf={({ id }) => id}
        stale={stale}
        columns={[
          {
            key: 'name',
            name: person('column.name'),
            cell: ({ id, name, email }) => (
              <Link to="/connected-accounts/$id" params={{ id }} className="row-link">
                {name ?? email ?? id}
              </Link>
            ),
          },
          {
            key: 'email',
            name: person('column.email'),
            cell: ({ email }) => email ?? <span className="soft">{person('no_email')}</span>,
          },
          {
            key: 'accounts',
            name: person('column.accounts'),
            numeric: true,
            cell: ({ accounts }) => formats.number(accounts),
          },
          { key: 'created', name: person('column.created'), cell: ({ created }) => <RelativeTime at={created} /> },
        ]}
      />
      <Pager next={page.next} previous={page.previous} onMove={onMove} />
    </>
  );
}

function Nothing({ search, onClear }: { search: string | undefined; onClear: () => void }) {
  const say = useWords(connectedWords);
  const person = useWords(customerWords);
  if (search !== undefined) {
    return (
      <EmptyState
        icon="search"
        title={say('nothing', { query: search })}
        actions={<Button onClick={onClear}>{person('clear')}</Button>}
      >
        <p>{say('nothing_lead')}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="customers" title={say('empty')}>
      <p>{say('empty_lead')}</p>
      <pre className="code">{MAKE}</pre>
    </EmptyState>
  );
}
