// One account: what is wrong and what can be done, its facts, the timeline of its relinks, its siblings and events.
import { Link } from '@tanstack/react-router';
import type { AccountDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { AccountStatus, useAccountName } from '../accounts/labels.tsx';
import { useIdParam } from '../api/address.ts';
import { useCall } from '../api/queries.ts';
import { accountWords } from '../catalogue/account.ts';
import { timelineWords } from '../catalogue/account_timeline.ts';
import { useWords } from '../catalogue/words.ts';
import { Page, RawJson, Section } from '../kit/page.tsx';
import { AccountActions } from '../parts/account_actions.tsx';
import { AccountFacts, AllEventsLink, AuthorizationFacts } from '../parts/account_facts.tsx';
import { AccountWhy } from '../parts/account_why.tsx';
import { Await } from '../parts/await.tsx';
import { BankTroubles } from '../parts/bank_troubles.tsx';
import { EventTable } from '../parts/deliveries.tsx';
import { MatchReport } from '../parts/match_report.tsx';
import { Timeline } from '../parts/timeline.tsx';
import '../styles/workspace.css';

const SENDING_MS = 1_000;
/** A mail that takes longer is told by the ordinary watch for changes. */
const SENDING_LIMIT_S = 60;

export default function AccountPage() {
  const say = useWords(accountWords);
  const nameOf = useAccountName();
  const id = useIdParam();
  const detail = useCall('GET /accounts/:id', { path: { id } }, { refetchInterval: whileSending });
  const { data } = detail;
  return (
    <Page
      title={data === undefined ? id : nameOf(data.account)}
      above={<Link to="/accounts">{say('back')}</Link>}
      status={data === undefined ? null : <AccountStatus account={data.account} />}
      actions={data === undefined ? undefined : <AccountActions detail={data} />}
    >
      <Await query={detail} missing={{ title: say('missing'), lead: say('missing_lead') }}>
        {(found) => <Detail detail={found} />}
      </Await>
    </Page>
  );
}

/** Whoever has just asked waits to see the e-mail leave. */
function whileSending(detail: AccountDetail | undefined): number | false {
  const newest = detail?.timeline.at(-1);
  const waits = newest?.step === 'requested' && newest.detail.delivery_method === 'email';
  return waits && Date.now() / 1000 - newest.at < SENDING_LIMIT_S ? SENDING_MS : false;
}

function Detail({ detail }: { detail: AccountDetail }) {
  const say = useWords(accountWords);
  const timeline = useWords(timelineWords);
  return (
    <>
      <BankTroubles institution={detail.account.institution.id} />
      <AccountWhy detail={detail} />
      <Section title={say('facts')}>
        <AccountFacts detail={detail} />
      </Section>
      <Section title={timeline('timeline')}>
        {/* Another account is another timeline: what was unfolded folds again. */}
        <Timeline key={detail.account.id} entries={detail.timeline} />
      </Section>
      <Section title={timeline('match')}>
        <MatchReport report={detail.match_report} />
      </Section>
      <Section title={say('authorization')}>
        <AuthorizationFacts detail={detail} />
      </Section>
      <Section title={say('events')}>
        {detail.events.length === 0 ? (
          <p className="soft">{say('events_empty')}</p>
        ) : (
          <>
            <EventTable events={detail.events} />
            <AllEventsLink id={detail.account.id} />
          </>
        )}
      </Section>
      <RawJson value={detail.raw} />
    </>
  );
}
