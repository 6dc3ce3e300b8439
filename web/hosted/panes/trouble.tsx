// What the page says when it can't go on by itself, and before it has anything to say.
import { Icon } from '../../kit/icons.tsx';
import { Button } from '../../kit/parts.tsx';
import type { Flow, FlowState } from '../flow.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

/** No answer from the server, or one we can do nothing with. */
export function TroublePane(props: { flow: Flow; state: FlowState; kind: 'offline' | 'server'; leave?: boolean }) {
  const { flow, state, kind, leave = true } = props;
  const text = useText();
  return (
    <Pane
      title={text.say(`trouble.${kind}.title`)}
      lead={text.say(`trouble.${kind}.lead`)}
      art={
        <div className="art warn">
          <Icon name="alert" />
        </div>
      }
      actions={
        <>
          <Button busy={state.busy} onClick={() => flow.retry()}>
            {text.say('trouble.retry')}
          </Button>
          {leave ? (
            <Button kind="quiet" busy={state.busy} onClick={() => flow.giveUp()}>
              {text.say('trouble.close')}
            </Button>
          ) : null}
        </>
      }
    />
  );
}

/** Before the first answer. */
export function LoadingPane() {
  const text = useText();
  return <Pane title={text.say('loading.title')} lead={text.say('loading.lead')} />;
}

/** The page opened by itself, or in a page that did not say who it is. */
export function AlonePane() {
  const text = useText();
  return (
    <main className="shell">
      <Pane title={text.say('alone.title')} lead={text.say('alone.lead')} />
    </main>
  );
}
