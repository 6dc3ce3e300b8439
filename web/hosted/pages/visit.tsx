// The views while the customer is at his bank, while we are at work, and after a visit that came to nothing.
import { Icon } from '../../kit/icons.tsx';
import { Notice } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import { BankArt } from '../bank_art.tsx';
import { usePageText } from '../catalogue/page_text.ts';
import type { Pane as PaneData } from '../flow_types.ts';
import { ICONS, WrongAccount } from '../panes/error.tsx';
import { ProgressSteps } from '../panes/progress.tsx';
import { bankName, errorLead } from '../sentences.ts';
import { Pane, stepOf } from '../shell.tsx';
import { useText } from '../text.ts';
import { Frame, Help, type PageProps, PostForm } from './frame.tsx';

/** The bank is open in another tab, or could be. */
export function AtBankPage({ page, view, opened }: PageProps & { opened: boolean }) {
  const text = useText();
  const words = usePageText();
  const bank = bankName(view);
  return (
    <Frame view={view} step={2}>
      <Pane
        title={words.say('at_bank.title', { bank })}
        lead={words.say(opened ? 'at_bank.lead.opened' : 'at_bank.lead.ready', { bank })}
        art={<BankArt institution={view.institution} />}
        actions={
          <>
            <PostForm page={page} button={words.say(opened ? 'at_bank.again' : 'at_bank.open', { bank })} />
            <a className="support" href={`${page.path}/decline`}>
              {words.say('ask.decline')}
            </a>
          </>
        }
      >
        {view.account === null ? null : (
          <section className="group">
            <p>{text.say('bank.choose_account', { bank })}</p>
            <AccountRow account={view.account} institution={view.institution} />
          </section>
        )}
        <Notice>{text.say('bank.oauth.password', { bank, merchant: view.merchant.name })}</Notice>
      </Pane>
    </Frame>
  );
}

/** Stands until the script has taken over, and for those without one. */
export function WorkingPage({ page, view }: PageProps) {
  const text = useText();
  const words = usePageText();
  const { pane } = view;
  const bank = bankName(view);
  return (
    <>
      <div id="flow">
        <Frame view={view} step={stepOf(pane)}>
          {pane.type === 'progress' ? (
            <Pane
              title={text.say(`progress.title.${view.opening}`, { bank })}
              lead={words.say('working.slow')}
              art={<BankArt institution={view.institution} waiting />}
            >
              <ProgressSteps view={view} doing={pane.doing} />
            </Pane>
          ) : (
            <Pane title={text.say('loading.title')} lead={text.say('loading.lead')}>
              <noscript>
                <p>{words.say('working.no_script')}</p>
              </noscript>
            </Pane>
          )}
        </Frame>
      </div>
      <div hidden>
        <PostForm page={page} id="continue" button={text.say('bank.continue', { bank })} />
      </div>
    </>
  );
}

/** What happened, that nothing was changed, and how to go on. */
export function ProblemPage({ page, view, pane }: PageProps & { pane: PaneData & { type: 'error' } }) {
  const text = useText();
  const words = usePageText();
  return (
    <Frame view={view} step={null}>
      <Pane
        title={text.say(`error.${pane.kind}.title`, { bank: bankName(view) })}
        lead={errorLead(text, view, pane)}
        art={
          <div className="art warn">
            <Icon name={ICONS[pane.kind] ?? 'alert'} />
          </div>
        }
        actions={
          <>
            <PostForm page={page} button={words.say('problem.retry')} />
            <a className="button quiet" href={`${page.path}/decline`}>
              {words.say('ask.decline')}
            </a>
            <Help view={view} />
          </>
        }
      >
        {pane.kind === 'wrong_account' ? <WrongAccount view={view} pane={pane} /> : null}
        {pane.kind === 'no_eligible_accounts' && view.permissions.includes('payment_method') ? (
          <p>{text.say('error.no_eligible_accounts.payments')}</p>
        ) : null}
        <Notice>{text.say('error.unchanged')}</Notice>
      </Pane>
    </Frame>
  );
}
