// The pane that says what we are doing, in three named steps.
import { Button, Notice, Steps } from '../../kit/parts.tsx';
import type { PaneProps } from '../app.tsx';
import { BankArt } from '../bank_art.tsx';
import type { Pane as PaneData } from '../flow_types.ts';
import { bankName } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';
import { useLate } from '../use_late.ts';

type Doing = (PaneData & { type: 'progress' })['doing'];

const ORDER = ['contacting_bank', 'loading_accounts', 'linking'] as const;

/** The pane while the server works. */
export function ProgressPane({ view, state, flow, pane }: PaneProps & { pane: PaneData & { type: 'progress' } }) {
  const text = useText();
  const bank = bankName(view);
  const late = useLate(pane.doing);
  // While the link is being written there is nothing left to stop.
  const canStop = pane.doing !== 'linking';
  return (
    <Pane
      title={text.say(`progress.title.${view.opening}`, { bank })}
      lead={text.say('progress.lead')}
      art={<BankArt institution={view.institution} waiting />}
      actions={
        late && canStop ? (
          <Button kind="quiet" busy={state.busy} onClick={() => flow.leaveBank()}>
            {text.say('bank.waiting.back')}
          </Button>
        ) : undefined
      }
    >
      <ProgressSteps view={view} doing={pane.doing} />
      <div role="status">
        {late ? (
          <Notice icon="clock">
            {canStop ? text.say('progress.late', { bank }) : text.say('progress.late.linking')}
          </Notice>
        ) : null}
      </div>
    </Pane>
  );
}

/** What we do, step by step, and which of it now. */
export function ProgressSteps({ view, doing }: { view: PaneProps['view']; doing: Doing }) {
  const text = useText();
  const at = ORDER.indexOf(doing);
  const names = [
    text.say('progress.contacting_bank', { bank: bankName(view) }),
    text.say('progress.loading_accounts'),
    text.say(`progress.linking.${view.opening}`, { merchant: view.merchant.name }),
  ];
  return (
    <>
      <Steps
        steps={names.map((name, index) => ({
          name,
          state: index < at ? 'done' : index === at ? 'now' : 'next',
          stateName:
            index < at ? text.say('progress.state.done') : index === at ? text.say('progress.state.now') : null,
        }))}
      />
      <p className="unseen" role="status">
        {names[at]}
      </p>
    </>
  );
}
