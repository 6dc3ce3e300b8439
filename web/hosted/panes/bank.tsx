// The pane before the bank, and the one that waits while the customer is there.
import { Icon } from '../../kit/icons.tsx';
import { Button, Notice, Steps } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import { BankArt } from '../bank_art.tsx';
import { allowLaunch, isWebAddress, openBankWindow } from '../bank_window.ts';
import type { Pane as PaneData } from '../flow_types.ts';
import { bankName, nameThere } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';
import { useLate } from '../use_late.ts';

type BankPaneProps = PaneProps & { pane: PaneData & { type: 'bank' } };

/** The pane of a bank visit. */
export function BankPane({ pane, ...props }: BankPaneProps) {
  return pane.state === 'ready' ? <Ready {...props} /> : <Waiting {...props} launchUrl={pane.launch_url} />;
}

function Ready({ view, state, flow }: PaneProps) {
  const text = useText();
  const bank = bankName(view);
  const merchant = view.merchant.name;
  const oauth = view.institution?.sign_in !== 'form';
  const there = nameThere(text, view);
  const go = () => flow.visit(oauth ? openBankWindow(text.say('bank.title', { bank })) : null);
  return (
    <Pane
      title={text.say('bank.title', { bank })}
      lead={text.say(oauth ? 'bank.oauth.lead' : 'bank.form.lead', { bank })}
      art={<BankArt institution={view.institution} />}
      actions={
        <>
          <Button busy={state.busy} onClick={go}>
            {text.say('bank.continue', { bank })}
            {oauth ? <Outside /> : null}
          </Button>
          {view.institution_fixed ? null : (
            <Button kind="quiet" busy={state.busy} onClick={() => flow.leaveBank()}>
              {text.say('bank.another')}
            </Button>
          )}
        </>
      }
    >
      {oauth ? <VisitSteps bank={bank} atBank={false} /> : null}
      {view.account === null || !oauth ? null : (
        <section className="group">
          <p>{text.say('bank.choose_account', { bank })}</p>
          <AccountRow account={view.account} institution={view.institution} />
        </section>
      )}
      <Notice>{text.say(oauth ? 'bank.oauth.password' : 'bank.form.password', { bank, merchant })}</Notice>
      {there === null ? null : <p className="small">{there}</p>}
    </Pane>
  );
}

function Waiting({ view, state, flow, launchUrl }: PaneProps & { launchUrl: string | null }) {
  const text = useText();
  const bank = bankName(view);
  const late = useLate();
  const blocked = state.bankWindow === 'blocked' && launchUrl !== null && isWebAddress(launchUrl);
  const again = () => flow.visit(openBankWindow(text.say('bank.title', { bank })));
  // Without a window of ours (the page was loaded again) the way to the bank is offered at once.
  const offer = late || state.bankWindow === 'none';
  return (
    <Pane
      key={blocked ? 'blocked' : 'waiting'}
      title={text.say(blocked ? 'bank.blocked.title' : 'bank.waiting.title', { bank })}
      lead={text.say(blocked ? 'bank.blocked.lead' : 'bank.waiting.lead')}
      art={<BankArt institution={view.institution} waiting={!blocked} />}
      actions={
        <>
          {blocked ? (
            <a
              className="button primary"
              href={launchUrl}
              // biome-ignore lint/security/noBlankTarget: our own page behind it asks its opener, as in the window it replaces.
              target="_blank"
              rel="opener"
              onClick={() => allowLaunch(launchUrl)}
            >
              {text.say('bank.blocked.open', { bank })}
              <Outside />
            </a>
          ) : null}
          {offer && !blocked ? (
            <Button busy={state.busy} onClick={again}>
              {text.say('bank.waiting.again', { bank })}
              <Outside />
            </Button>
          ) : null}
          {offer || blocked ? (
            <Button kind="quiet" busy={state.busy} onClick={() => flow.leaveBank()}>
              {text.say('bank.waiting.back')}
            </Button>
          ) : null}
        </>
      }
    >
      <VisitSteps bank={bank} atBank={!blocked} />
      <div role="status">{late ? <Notice icon="clock">{text.say('bank.waiting.late', { bank })}</Notice> : null}</div>
    </Pane>
  );
}

/** What the customer does at the bank; the same list before and during the visit. */
function VisitSteps({ bank, atBank }: { bank: string; atBank: boolean }) {
  const text = useText();
  return (
    <Steps
      steps={[
        { name: text.say('bank.waiting.step.sign_in', { bank }), state: atBank ? 'now' : 'next', stateName: null },
        { name: text.say('bank.waiting.step.confirm'), state: 'next', stateName: null },
        { name: text.say('bank.waiting.step.back'), state: 'next', stateName: null },
      ]}
    />
  );
}

function Outside() {
  const text = useText();
  return (
    <>
      <Icon name="outside" />
      <span className="unseen">({text.say('new_window')})</span>
    </>
  );
}
