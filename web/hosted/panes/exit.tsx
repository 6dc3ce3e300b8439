// Asks before the customer leaves, and says what leaving means.
import { Button } from '../../kit/parts.tsx';
import { AccountRow } from '../account_row.tsx';
import type { PaneProps } from '../app.tsx';
import { bankName } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

/** The question before an exit. */
export function ExitPane({ view, state, flow }: PaneProps) {
  const text = useText();
  const words = { merchant: view.merchant.name, bank: bankName(view) };
  return (
    <Pane
      title={text.say(`exit.${view.opening}.title`)}
      lead={text.say(`exit.${view.opening}.lead`, words)}
      actions={
        <>
          <Button busy={state.busy} onClick={() => flow.stay()}>
            {text.say('exit.stay')}
          </Button>
          <Button kind="quiet" busy={state.busy} onClick={() => flow.finish('exit')}>
            {text.say('exit.leave')}
          </Button>
        </>
      }
    >
      {view.account === null ? null : <AccountRow account={view.account} institution={view.institution} />}
    </Pane>
  );
}
