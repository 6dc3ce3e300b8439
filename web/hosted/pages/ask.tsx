// The first view: who asks, which account, why, what happens on the button and what will not; and the question before a no.
import { Notice } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { Text } from '../catalogue/catalogue.ts';
import { usePageText } from '../catalogue/page_text.ts';
import { DataList } from '../panes/consent.tsx';
import { bankName, consentLead, isRenewal, nameThere, nextStep, signsInHere } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';
import { Frame, type PageProps, PostForm } from './frame.tsx';

/** Opening it changes nothing, so that mail scanners may. */
export function AskPage({ page, view, taken }: PageProps & { taken: boolean }) {
  const text = useText();
  const words = usePageText();
  const merchant = view.merchant.name;
  const bank = bankName(view);
  const here = signsInHere(view);
  const there = nameThere(text, view);
  const pays = view.permissions.includes('payment_method');
  const ahead = endAhead(text, view);
  return (
    <Frame view={view} step={1}>
      <Pane
        title={ahead ? words.say('renewal.title', { bank }) : text.say(`consent.${view.opening}.title`, { bank })}
        lead={ahead ? words.say(renewalLead(view), { merchant, bank, date: ahead }) : consentLead(text, view)}
        actions={
          <>
            <p className="small">{nextStep(text, view)}</p>
            <PostForm page={page} button={here ? text.say('consent.link.agree') : words.say('ask.agree', { bank })} />
            <a className="support" href={`${page.path}/decline`}>
              {words.say('ask.decline')}
            </a>
          </>
        }
      >
        {view.account === null ? null : (
          <section className="group tight">
            <AccountRow account={view.account} institution={view.institution} />
            <p className="small">
              {here ? words.say('ask.form', { merchant, bank }) : words.say('ask.same_account', { bank })}
              {there === null ? null : ` ${there}`}
            </p>
          </section>
        )}
        {view.opening === 'new_number' ? <p className="small">{text.say('consent.new_number.note')}</p> : null}
        <DataList title={text.say('consent.data', { merchant })} permissions={view.permissions} icon="check" brief />
        <Notice>{text.say(pays ? 'consent.not.payments' : 'consent.not.data', { merchant })}</Notice>
        {taken ? (
          <Notice icon="outside" tone="warn">
            {words.say('ask.taken')}
          </Notice>
        ) : null}
        {view.opening === 'repair' && view.sibling_count > 0 ? (
          <p className="small">{text.say('consent.siblings', { count: view.sibling_count })}</p>
        ) : null}
        <details className="why">
          <summary>{words.say('ask.why')}</summary>
          <p className="small">{words.say(here ? 'ask.why.text.form' : 'ask.why.text', { merchant, bank })}</p>
        </details>
      </Pane>
    </Frame>
  );
}

/** The day on which the bank will end a connection that works, where that is why we ask; null elsewhere. */
function endAhead(text: Text, view: PageProps['view']): string | null {
  const { number_expires_at: end } = view;
  return isRenewal(view) && end !== null ? text.day(end) : null;
}

function renewalLead({ cause }: PageProps['view']): 'renewal.lead' | 'renewal.lead.requirement' {
  return cause === 'requirement_ahead' ? 'renewal.lead.requirement' : 'renewal.lead';
}

/** Asked once more, because it cannot be taken back. */
export function DeclinePage({ page, view }: PageProps) {
  const text = useText();
  const words = usePageText();
  const names = { merchant: view.merchant.name, bank: bankName(view) };
  const ahead = endAhead(text, view);
  const plain = words.say(view.opening === 'new_number' ? 'decline.lead.number' : 'decline.lead', names);
  return (
    <Frame view={view} step={null}>
      <Pane
        title={words.say('decline.title')}
        lead={ahead ? words.say('decline.lead.renewal', { ...names, date: ahead }) : plain}
        actions={
          <>
            <a className="button primary" href={page.path}>
              {words.say('decline.stay')}
            </a>
            <PostForm page={page} to="/decline" kind="quiet" button={words.say('decline.leave')} />
          </>
        }
      >
        {view.account === null ? null : <AccountRow account={view.account} institution={view.institution} />}
      </Pane>
    </Frame>
  );
}
