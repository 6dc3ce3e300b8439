// The customers: search, and making one.
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { CustomerRow, Page as ListPage } from '../../../server/src/wire/dashboard_objects.ts';
import { type CustomersSearch, useFilters } from '../api/address.ts';
import { csvAddress } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
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
import { CreateCustomer } from '../parts/create_customer.tsx';
import { useListKeys } from '../parts/list_keys.ts';
import { useOperatorRefusal } from '../parts/refused.ts';
import '../styles/workspace.css';

export default function CustomersPage() {
  const say = useWords(customerWords);
  const form = useWords(formWords);
  const refused = useOperatorRefusal();
  const { filters, set, clear } = useFilters<CustomersSearch>();
  const [creating, setCreating] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  useListKeys(search);
  const customers = useCall('GET /customers', { query: filters }, { keep: true });
  const create = (
    <Button kind="primary" icon="plus" refused={refused} onClick={() => setCreating(true)}>
      {say('create')}
    </Button>
  );
  return (
    <Page
      title={say('title')}
      summary={say('lead')}
      actions={
        <>
          <Link to="/connected-accounts" className="button plain">
            {say('connected')}
          </Link>
          <a className="button plain" href={csvAddress('customers', { search: filters.search })} download>
            <Icon name="download" />
            <span>{form('csv')}</span>
          </a>
          {create}
        </>
      }
    >
      <div className="filter-bar">
        <SearchField
          label={say('search')}
          hint={say('search_hint')}
          value={filters.search ?? ''}
          onSearch={(words) => set({ search: words === '' ? undefined : words }, true)}
          inputRef={search}
        />
      </div>
      <Await query={customers} rows={10}>
        {(page) =>
          page.data.length === 0 ? (
            <Nothing search={filters.search} onClear={clear} onCreate={() => setCreating(true)} />
          ) : (
            <List page={page} stale={customers.isPlaceholderData} onMove={set} />
          )
        }
      </Await>
      <CreateCustomer open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function List(props: { page: ListPage<CustomerRow>; stale: boolean; onMove: (to: CustomersSearch) => void }) {
  const say = useWords(customerWords);
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
            name: say('column.name'),
            cell: ({ id, name, email }) => (
              <Link to="/customers/$id" params={{ id }} className="row-link">
                {name ?? email ?? id}
              </Link>
            ),
          },
          {
            key: 'email',
            name: say('column.email'),
            cell: ({ email }) => email ?? <span className="soft">{say('no_email')}</span>,
          },
          {
            key: 'accounts',
            name: say('column.accounts'),
            numeric: true,
            cell: ({ accounts }) => formats.number(accounts),
          },
          { key: 'created', name: say('column.created'), cell: ({ created }) => <RelativeTime at={created} /> },
        ]}
      />
      <Pager next={page.next} previous={page.previous} onMove={onMove} />
    </>
  );
}

function Nothing(props: { search: string | undefined; onClear: () => void; onCreate: () => void }) {
  const say = useWords(customerWords);
  const refused = useOperatorRefusal();
  const { search, onClear, onCreate } = props;
  if (search !== undefined) {
    return (
      <EmptyState
        icon="search"
        title={say('nothing', { query: search })}
        actions={<Button onClick={onClear}>{say('clear')}</Button>}
      >
        <p>{say('nothing_lead')}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="customers"
      title={say('empty')}
      actions={
        <Button icon="plus" refused={refused} onClick={onCreate}>
          {say('create')}
        </Button>
      }
    >
      <p>{say('empty_lead')}</p>
      <pre className="code">
        {"await stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@example.com' });"}
      </pre>
    </EmptyState>
  );
}
