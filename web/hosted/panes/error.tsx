// The pane of every dead end: what happened, that nothing was changed, and at least two ways on.
import { Icon, type IconName } from '../../kit/icons.tsx';
import { Button, Notice } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import { isWebAddress, openBankWindow } from '../bank_window.ts';
import type { Text } from '../catalogue/catalogue.ts';
import type { Action, ErrorKind, FlowView, Pane as PaneData } from '../flow_types.ts';
import { accountInWords, bankName, errorLead, signsInHere } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

type ErrorData = PaneData & { type: 'error' };

// A triangle is for faults. What the customer or the calendar did is none.
export const ICONS: Partial<Record<ErrorKind, IconName>> = {
  institution_maintenance: 'clock',
  expired: 'clock',
  bank_cancelled: 'link',
  wrong_account: 'link',
  wrong_person: 'link',
};

/** The pane of an error. The first action the server offers is the primary one. */
export function ErrorPane({ view, state, flow, pane }: PaneProps & { pane: ErrorData }) {
  const text = useText();
  const act: Record<Action, () => void> = {
    retry: () => retry(text, view, flow),
    another_bank: () => flow.leaveBank(),
    manual_entry: () => flow.enterManually(),
    exit: () => flow.finish('exit'),
  };
  return (
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
          {pane.actions.map((action, index) => (
            <Button key={action} kind={index === 0 ? 'primary' : 'quiet'} busy={state.busy} onClick={act[action]}>
              {text.say(`error.${action}`, { merchant: view.merchant.name })}
            </Button>
          ))}
          <Support merchant={view.merchant} />
        </>
      }
    >
      {pane.kind === 'wrong_account' ? <WrongAccount view={view} pane={pane} /> : null}
      {pane.kind === 'no_eligible_accounts' && view.permissions.includes('payment_method') ? (
        <p>{text.say('error.no_eligible_accounts.payments')}</p>
      ) : null}
      <Notice>{text.say('error.unchanged')}</Notice>
    </Pane>
  );
}

// A retry is a new visit. Where the bank has a page of its own, its window must be opened in this click.
function retry(text: Text, view: FlowView, flow: PaneProps['flow']): void {
  const oauth = view.institution?.sign_in === 'oauth';
  flow.visit(oauth ? openBankWindow(text.say('bank.title', { bank: bankName(view) })) : null);
}

/** Which account is needed, and which were shared instead. */
export function WrongAccount({ view, pane }: { view: FlowView; pane: ErrorData }) {
  const text = useText();
  const { account } = view;
  return (
    <>
      {account === null ? null : (
        <div className="wanted">
          <AccountRow account={account} institution={view.institution} />
        </div>
      )}
      {pane.found.length === 0 ? (
        <p>{text.say('error.wrong_account.found_none')}</p>
      ) : (
        <section className="group">
          <p>{text.say('error.wrong_account.found', { count: pane.found.length })}</p>
          <ul className="rows tight muted">
            {pane.found.map((found) => (
              <li key={`${found.display_name} ${found.last4}`}>
                <AccountRow account={found} institution={view.institution} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {account === null ? null : (
        <p>
          {text.say(signsInHere(view) ? 'error.wrong_account.next.form' : 'error.wrong_account.next', {
            bank: bankName(view),
            account: accountInWords(text, account),
          })}
        </p>
      )}
    </>
  );
}

/** The merchant's own help: the second way on where the server offers only one. */
export function Support({ merchant }: { merchant: FlowView['merchant'] }) {
  const text = useText();
  const { name, support_email: email, support_url: url } = merchant;
  if (url !== null && isWebAddress(url)) {
    return (
      <a className="support" href={url} target="_blank" rel="noopener noreferrer">
        {text.say('support.url', { merchant: name })}
        <span className="unseen"> ({text.say('new_window')})</span>
      </a>
    );
  }
  if (email === null) return null;
  return (
    <a className="support" href={`mailto:${encodeURIComponent(email)}`}>
      {text.say('support.email', { merchant: name })}
    </a>
  );
}
