// Chooses the pane for the flow's state, polls where panes change by themselves, and listens for Esc.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { onBankReturned } from './bank_window.ts';
import type { Flow, FlowState } from './flow.ts';
import type { FlowView } from './flow_types.ts';
import { AccountPickerPane } from './panes/account_picker.tsx';
import { BankPane } from './panes/bank.tsx';
import { ConsentPane } from './panes/consent.tsx';
import { ErrorPane } from './panes/error.tsx';
import { ExitPane } from './panes/exit.tsx';
import { FormPane } from './panes/form.tsx';
import { InstitutionPickerPane } from './panes/institution_picker.tsx';
import { ManualEntryDonePane, ManualEntryPane } from './panes/manual_entry.tsx';
import { ProgressPane } from './panes/progress.tsx';
import { SuccessPane } from './panes/success.tsx';
import { LoadingPane, TroublePane } from './panes/trouble.tsx';
import type { ParentPage } from './parent_page.ts';
import { pollDelay } from './polling.ts';
import { Shell } from './shell.tsx';

/** What every pane of the server gets. */
export interface PaneProps {
  view: FlowView;
  state: FlowState;
  flow: Flow;
}

/** The whole flow. */
export function App({ flow, page }: { flow: Flow; page: Pick<ParentPage, 'onRequestExit'> }) {
  const state = useSyncExternalStore(flow.subscribe, flow.read);
  const leave = useCallback(() => requestExit(flow), [flow]);

  useEffect(() => {
    flow.start();
    page.onRequestExit(leave);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) leave();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [flow, page, leave]);
  usePolling(flow, state);

  return (
    <Shell state={state} onClose={leave}>
      <CurrentPane flow={flow} state={state} />
    </Shell>
  );
}

function CurrentPane({ flow, state }: { flow: Flow; state: FlowState }) {
  const { view, trouble, exiting, manual } = state;
  if (trouble !== null) return <TroublePane key="trouble" flow={flow} state={state} kind={trouble.kind} />;
  if (view === null) return <LoadingPane key="loading" />;
  const props = { view, state, flow };
  if (exiting) return <ExitPane key="exit" {...props} />;
  const { pane } = view;
  if (manual) return <ManualEntryPane key="manual" {...props} choice />;
  switch (pane.type) {
    case 'consent':
      return <ConsentPane key="consent" {...props} />;
    case 'institution_picker':
      return <InstitutionPickerPane key="picker" {...props} pane={pane} />;
    case 'bank':
      return <BankPane key={`bank ${pane.state}`} {...props} pane={pane} />;
    case 'form':
      return (
        <FormPane key={`form ${pane.purpose} ${pane.challenge} ${pane.attempt} ${pane.error}`} {...props} pane={pane} />
      );
    case 'progress':
      return <ProgressPane key="progress" {...props} pane={pane} />;
    case 'account_picker':
      return <AccountPickerPane key="accounts" {...props} pane={pane} />;
    case 'error':
      return <ErrorPane key={`error ${pane.kind}`} {...props} pane={pane} />;
    case 'manual_entry':
      return <ManualEntryPane key="manual only" {...props} choice={false} />;
    case 'manual_entry_success':
      return <ManualEntryDonePane key="manual done" {...props} pane={pane} />;
    case 'success':
      return <SuccessPane key="success" {...props} pane={pane} />;
    case 'closed':
      return <LoadingPane key="loading" />;
  }
}

/** Esc, the cross and the page's own Esc all mean the same: leave, but ask first where something would be lost. */
function requestExit(flow: Flow): void {
  const { view, exiting, busy, trouble } = flow.read();
  if (trouble !== null || view === null) flow.giveUp();
  else if (exiting) flow.stay();
  else if (view.pane.type === 'success' || view.pane.type === 'manual_entry_success') {
    if (!busy) flow.finish('done');
  } else if (view.pane.type === 'error' && view.pane.actions.every((action) => action === 'exit')) flow.finish('exit');
  else flow.askExit();
}

/** Asks the server again while the pane changes by itself. */
export function usePolling(flow: Flow, state: FlowState): void {
  const pane = state.view?.pane ?? null;
  const active = pane !== null && state.trouble === null && !state.busy && pollDelay(pane, 0, 0) !== null;
  const counts = useRef({ polls: 0, failures: 0 });
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (!active) counts.current = { polls: 0, failures: 0 };
  }, [active]);

  // `round` is a dependency because each poll sets the next one going.
  useEffect(() => {
    if (!active || pane === null) return;
    let over = false;
    const ask = async () => {
      clearTimeout(timer);
      if (over) return;
      over = true;
      const answered = await flow.poll();
      counts.current.polls += 1;
      counts.current.failures = answered ? 0 : counts.current.failures + 1;
      setRound((before) => before + 1);
    };
    const delay = pollDelay(pane, counts.current.polls, counts.current.failures);
    const timer = delay === null ? undefined : setTimeout(ask, delay);
    const deaf = onBankReturned(ask);
    return () => {
      over = true;
      clearTimeout(timer);
      deaf();
    };
    // A fresh view of the same pane must not restart the pause, hence the pane's type and not the pane.
  }, [flow, active, pane?.type, round]);
}
