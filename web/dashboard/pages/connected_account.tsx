// One connected account: how to reach it about the links that it holds, those links, and their events.
import { Link } from '@tanstack/react-router';
import type { ConnectedAccountDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { useIdParam } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { connectedWords } from '../catalogue/connected_accounts.ts';
import { customerWords } from '../catalogue/customers.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Identifier } from '../kit/identifier.tsx';
import { Facts, Page, RawJson, Section } from '../kit/page.tsx';
import { Await } from '../parts/await.tsx';
import { ConnectedForm } from '../parts/connected_form.tsx';
import { EventTable } from '../parts/deliveries.tsx';
import { HolderAccounts, HolderReach, linkingCode } from '../parts/holder_sections.tsx';
import { useLocaleName } from '../parts/locales.ts';
import { RequestForHolder } from '../parts/request_for_holder.tsx';
import '../styles/workspace.css';

export default function ConnectedAccountPage() {
  const say = useWords(connectedWords);
  const id = useIdParam();
  const detail = useCall('GET /connected_accounts/:id', { path: { id } });
  const found = detail.data?.connected_account;
  return (
    <Page
      title={found?.name ?? found?.email ?? id}
      above={<Link to="/connected-accounts">{say('back')}</Link>}
      summary={<Identifier value={id} />}
      actions={
        detail.data === undefined ? undefined : (
          <RequestForHolder accounts={detail.data.accounts} filter={{ connected_account: id }} />
        )
      }
    >
      <Await query={detail} missing={{ title: say('missing'), lead: say('missing_lead') }}>
        {(data) => <Detail detail={data} />}
      </Await>
    </Page>
  );
}

function Detail({ detail }: { detail: ConnectedAccountDetail }) {
  const say = useWords(connectedWords);
  const person = useWords(customerWords);
  const { connected_account: found, accounts, events } = detail;
  return (
    <>
      <HolderReach email={found.email} reachable={detail.email_reachable} />
      <Section title={person('contact')} id="contact">
        {/* Another account is another form. */}
        <ConnectedForm key={found.id} detail={detail} />
      </Section>
      <Section title={person('accounts')}>
        <HolderAccounts
          accounts={accounts}
          filter={{ connected_account: found.id }}
          all={say('accounts_all')}
          empty={{
            title: say('accounts_empty'),
            lead: say('accounts_teach'),
            code: linkingCode(`type: 'account', account: '${found.id}'`),
          }}
        />
      </Section>
      <Section title={person('facts')}>
        <AboutIt detail={detail} />
      </Section>
      <Section title={say('events')}>
        {events.length === 0 ? <p className="soft">{say('events_empty')}</p> : <EventTable events={events} about />}
        <p>
          <Link to="/events" search={{ connected: 'true' }}>
            {say('events_own')}
          </Link>
        </p>
      </Section>
      <RawJson value={detail.raw} />
    </>
  );
}

function AboutIt({ detail: { connected_account: found } }: { detail: ConnectedAccountDetail }) {
  const say = useWords(connectedWords);
  const person = useWords(customerWords);
  const formats = useFormats();
  const nameOf = useLocaleName();
  const settings = useCall('GET /settings', {});
  const language = nameOf(settings.data?.default_locale ?? 'en');
  return (
    <Facts
      facts={[
        [say('type'), <code key="type">{found.type}</code>],
        [say('country'), found.country],
        [say('language'), say('language_default', { language })],
        [person('column.created'), formats.exact(found.created)],
      ]}
    />
  );
}
