// Takes over the customer's own page while something is under way: shows progress and the bank's questions, then lets the page say how it ended.
import { useEffect, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import '../kit/tokens.css';
import '../kit/parts.css';
import './flow.css';
import './panes.css';
import './page.css';
import { usePolling } from './app.tsx';
import { loadText } from './catalogue/catalogue.ts';
import { clientOn } from './client.ts';
import { Flow } from './flow.ts';
import { pagePath, postFlow } from './page_call.ts';
import { FormPane } from './panes/form.tsx';
import { ProgressPane } from './panes/progress.tsx';
import { TroublePane } from './panes/trouble.tsx';
import { Shell } from './shell.tsx';
import { TextContext } from './text.ts';

const root = createRoot(document.getElementById('flow')!);

/** The server knows what to show where this script does not. */
function loadAgain(): void {
  location.replace(pagePath());
}

/** After a refusal, often because the page belongs to another browser. A server that keeps refusing is not asked without a pause. */
const REFUSED_MS = 2_000;
const loadAfterRefusal = () => void setTimeout(loadAgain, REFUSED_MS - performance.now());

function HostedApp({ flow }: { flow: Flow }) {
  const state = useSyncExternalStore(flow.subscribe, flow.read);
  usePolling(flow, state);
  const pane = state.view?.pane ?? null;
  const ours = pane?.type === 'progress' || pane?.type === 'form';
  const ready = pane?.type === 'bank' && pane.state === 'open' && pane.launch_url !== null;
  useEffect(() => {
    if (ready) document.querySelector<HTMLFormElement>('#continue')!.submit();
    else if (pane !== null && !ours) loadAgain();
  }, [ready, ours, pane]);
  const refused = state.trouble?.kind === 'server';
  useEffect(() => {
    if (refused) loadAfterRefusal();
  }, [refused]);
  return (
    <Shell state={state}>
      {state.trouble?.kind === 'offline' ? (
        <TroublePane key="trouble" flow={flow} state={state} kind="offline" leave={false} />
      ) : state.view !== null && pane?.type === 'form' ? (
        <FormPane
          key={`form ${pane.purpose} ${pane.challenge} ${pane.attempt} ${pane.error}`}
          view={state.view}
          state={state}
          flow={flow}
          pane={pane}
        />
      ) : state.view !== null ? (
        // Also while the next page is on its way: what was asked of the bank is done then.
        <ProgressPane
          key="progress"
          view={state.view}
          state={state}
          flow={flow}
          pane={pane?.type === 'progress' ? pane : { type: 'progress', doing: ready ? 'contacting_bank' : 'linking' }}
        />
      ) : null}
    </Shell>
  );
}

const text = await loadText([document.documentElement.lang]);
const flow = new Flow(
  clientOn((name, body, signal) => postFlow(name, body, signal)),
  { done: loadAgain, fail: loadAfterRefusal },
  text.language,
);
// What the server wrote stands until there is something newer to show.
const unlisten = flow.subscribe(() => {
  if (flow.read().view === null && flow.read().trouble === null) return;
  unlisten();
  root.render(
    <TextContext value={text}>
      <HostedApp flow={flow} />
    </TextContext>,
  );
});
flow.start();
