// One customer: how to reach him, his accounts and events. Here the e-mail address is added that relink requests need.
import { Link } from '@tanstack/react-router';
import type { CustomerDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { useIdParam } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { customerWords } from '../catalogue/customers.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Identifier } from '../kit/identifier.tsx';
import { Facts, Page, RawJson, Section } from '../kit/page.tsx';
import { Await } from '../parts/await.tsx';
import { ContactForm } from '../parts/contact_form.tsx';
import { EventTable } from '../parts/deliveries.tsx';
import { HolderAccounts, HolderReach, linkingCode } from '../parts/holder_sections.tsx';
import { RequestForHolder } from '../parts/request_for_holder.tsx';
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
      actions={
        detail.data === undefined ? undefined : (
          <RequestForHolder accounts={detail.data.accounts} filter={{ customer: id }} />
        )
      }
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
      <HolderReach email={customer.email} reachable={detail.email_reachable} />
      <Section title={say('contact')} id="contact">
        {/* Another customer is another form. */}
        <ContactForm key={customer.id} detail={detail} />
      </Section>
      <Section title={say('accounts')}>
        <HolderAccounts
          accounts={detail.accounts}
          filter={{ customer: customer.id }}
          all={say('accounts_all')}
          empty={{
            title: say('accounts_empty'),
            lead: say('accounts_teach'),
            code: linkingCode(`type: 'customer', customer: '${customer.id}'`),
          }}
        />
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
