// The pane of every dead end: what happened, that nothing was changed, and at least two ways on.
import { Icon } from '../../kit/icons.tsx';
import { Button } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import { isWebAddress, openBankWindow } from '../bank_window.ts';
import type { Text } from '../catalogue/catalogue.ts';
import type { Action, FlowView, Pane as PaneData } from '../flow_types.ts';
import { Pane } from '../shell.tsx';
import { bankName, useText } from '../text.ts';

type ErrorData = PaneData & { type: 'error' };

/** The pane of an error. The first action the server offers is the primary one. */
export function ErrorPane({ view, state, flow, pane }: PaneProps & { pane: ErrorData }) {
  const text = useText();
  const act: Record<Action, () => void> = {
    retry: () => retry(text, view, flow),
    another_bank: () => flow.leaveBank(),
    exit: () => flow.finish('exit'),
  };
  return (
    <Pane
      title={text.say(`error.${pane.kind}.title`, { bank: bankName(view) })}
      lead={errorLead(text, view, pane)}
      art={
        <div className="art warn">
          <Icon name={pane.kind === 'institution_maintenance' || pane.kind === 'expired' ? 'clock' : 'alert'} />
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
      <p className="unchanged">{text.say('error.unchanged')}</p>
    </Pane>
  );
}

/** What happened, in words for the customer. */
export function errorLead(text: Text, view: FlowView, pane: ErrorData): string {
  const words = { bank: bankName(view), merchant: view.merchant.name };
  switch (pane.kind) {
    case 'institution_maintenance':
      return pane.expected_available_at === null
        ? text.say('error.institution_maintenance.lead_unknown')
        : text.say('error.institution_maintenance.lead', { time: text.moment(pane.expected_available_at) });
    case 'no_eligible_accounts':
      return text.say('error.no_eligible_accounts.lead', { ...words, count: pane.found_count ?? pane.found.length });
    default:
      return text.say(`error.${pane.kind}.lead`, words);
  }
}

// A retry is a new visit. Where the bank has a page of its own, its window must be opened in this click.
function retry(text: Text, view: FlowView, flow: PaneProps['flow']): void {
  const oauth = view.institution?.sign_in === 'oauth';
  flow.visit(oauth ? openBankWindow(text.say('bank.title', { bank: bankName(view) })) : null);
}

function WrongAccount({ view, pane }: { view: FlowView; pane: ErrorData }) {
  const text = useText();
  const bank = bankName(view);
  return (
    <>
      {view.account === null ? null : <AccountRow account={view.account} institution={view.institution} />}
      {pane.found.length === 0 ? (
        <p>{text.say('error.wrong_account.found_none')}</p>
      ) : (
        <section className="group">
          <p>{text.say('error.wrong_account.found', { count: pane.found.length })}</p>
          <ul className="rows">
            {pane.found.map((account) => (
              <li key={`${account.display_name} ${account.last4}`}>
                <AccountRow account={account} institution={view.institution} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        {text.say(pane.found.length === 0 ? 'error.wrong_account.next_none' : 'error.wrong_account.next', { bank })}
      </p>
    </>
  );
}

/** The merchant's own help: the second way on where the server offers only one. */
function Support({ merchant }: { merchant: FlowView['merchant'] }) {
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
