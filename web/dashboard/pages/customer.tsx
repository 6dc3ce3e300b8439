// One customer: how to reach him, his accounts and events. Here the e-mail address is added that relink requests need.
import { Link } from '@tanstack/react-router';
import type { CustomerDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { AccountLink, AccountStatus, RelinkCell, useNumberText } from '../accounts/labels.tsx';
import { useIdParam } from '../api/address.ts';
import { useMe } from '../api/me.ts';
import { useCall } from '../api/queries.ts';
import { customerWords } from '../catalogue/customers.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Identifier } from '../kit/identifier.tsx';
import { Facts, Page, RawJson, Section } from '../kit/page.tsx';
import { EmptyState, Notice } from '../kit/states.tsx';
import { Table } from '../kit/table.tsx';
import { Await } from '../parts/await.tsx';
import { ContactForm } from '../parts/contact_form.tsx';
import { EventTable } from '../parts/deliveries.tsx';
import { RequestForCustomer } from '../parts/request_for_customer.tsx';
import '../styles/workspace.css';

export default function CustomerPage() {
  const say = useWords(customerWords);
  const id = useIdParam();
  const detail = useCall('GET /customers/:id', { path: { id } });
  const customer = detail.data?.customer;
  return (
    <Page
      title={customer?.name ?? customer?.email ?? id}
      above={<Link to="/customers">{say('back')}</Link>}
      summary={<Identifier value={id} />}
      actions={detail.data === undefined ? undefined : <RequestForCustomer detail={detail.data} />}
    >
      <Await query={detail} missing={{ title: say('missing'), lead: say('missing_lead') }}>
        {(data) => <Detail detail={data} />}
      </Await>
    </Page>
  );
}

function Detail({ detail }: { detail: CustomerDetail }) {
  const say = useWords(customerWords);
  const formats = useFormats();
  const { customer, events } = detail;
  return (
    <>
      <Reach detail={detail} />
      <Section title={say('contact')} id="contact">
        {/* Another customer is another form. */}
        <ContactForm key={customer.id} detail={detail} />
      </Section>
      <Section title={say('accounts')}>
        <Accounts detail={detail} />
      </Section>
      <Section title={say('facts')}>
        <Facts
          facts={[
            [say('column.created'), formats.exact(customer.created)],
            customer.test_clock === null
              ? null
              : [say('field.test_clock'), <Identifier key="clock" value={customer.test_clock} />],
          ]}
        />
      </Section>
      <Section title={say('events')}>
        {events.length === 0 ? (
          <p className="soft">{say('events_empty')}</p>
        ) : (
          <>
            <EventTable events={events} />
            <Link to="/events" search={{ object: customer.id }}>
              {say('events_all')}
            </Link>
          </>
        )}
      </Section>
      <RawJson value={detail.raw} />
    </>
  );
}

/** Why no e-mail reaches this customer, before anybody asks for a relink in vain. */
function Reach({ detail: { customer, email_reachable } }: { detail: CustomerDetail }) {
  const say = useWords(customerWords);
  const { mode } = useMe();
  if (customer.email === null) {
    return (
      <Notice tone="warn">
        <strong>{say('no_email_title')}</strong>
        <p>{say('no_email_lead')}</p>
      </Notice>
    );
  }
  if (email_reachable || mode !== 'sandbox') return null;
  return (
    <Notice tone="warn">
      <strong>{say('unreachable_title')}</strong>
      <p>{say('unreachable', { email: customer.email })}</p>
      <p>
        <Link to="/settings/team">{say('unreachable_invite')}</Link>
      </p>
    </Notice>
  );
}

function Accounts({ detail: { customer, accounts } }: { detail: CustomerDetail }) {
  const say = useWords(customerWords);
  const numberText = useNumberText();
  if (accounts.length === 0) {
    const code = `await stripe.financialConnections.sessions.create({\n  account_holder: { type: 'customer', customer: '${customer.id}' },\n  permissions: ['payment_method', 'balances'],\n});`;
    return (
      <EmptyState icon="accounts" title={say('accounts_empty')}>
        <p>{say('accounts_teach')}</p>
        <pre className="code">{code}</pre>
      </EmptyState>
    );
  }
  return (
    <>
      <Table
        label={say('accounts')}
        rows={accounts}
        keyOf={({ id }) => id}
        columns={[
          { key: 'account', name: say('account.name'), cell: (account) => <AccountLink account={account} /> },
          { key: 'status', name: say('account.status'), cell: (account) => <AccountStatus account={account} /> },
          { key: 'number', name: say('account.number'), cell: (account) => numberText(account) },
          { key: 'relink', name: say('account.relink'), cell: ({ relink }) => <RelinkCell relink={relink} /> },
        ]}
      />
      <Link to="/accounts" search={{ customer: customer.id }}>
        {say('accounts_all')}
      </Link>
    </>
  );
}
