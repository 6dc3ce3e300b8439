// The flow's state and everything the customer can do to it, apart from how it looks.
import type { FinancialConnectionsSession, RelinkError } from '../../js/src/messages.ts';
import { type FlowClient, FlowError } from './client.ts';
import type { FlowView, InstitutionView } from './flow_types.ts';

/** What the page shows. `view` is the server's word; the rest is only ours. */
export interface FlowState {
  view: FlowView | null;
  /** A call the customer waits for. */
  busy: boolean;
  /** The last action was refused; the view is fresh. */
  rejected: boolean;
  /** Polls go unanswered, for the moment. */
  silent: boolean;
  /** Nothing goes on until the customer tries again or leaves. */
  trouble: { kind: 'offline' | 'server' } | null;
  exiting: boolean;
  /** What became of the bank's window. `blocked` is certain, the rest is a guess. */
  bankWindow: 'none' | 'opened' | 'blocked';
}

/** A window the browser let us open, before it has gone anywhere. */
export interface BankWindow {
  go(url: string): void;
  close(): void;
}

/** What happens at the end. */
export interface Ending {
  done(session: FinancialConnectionsSession): void;
  fail(error: RelinkError): void;
}

export interface Flow {
  read(): FlowState;
  subscribe(listener: () => void): () => void;
  start(): Promise<void>;
  /** Asks the server how things stand; true if it answered. Never disturbs an action under way. */
  poll(): Promise<boolean>;
  agree(): Promise<void>;
  searchInstitutions(query: string): Promise<InstitutionView[]>;
  chooseInstitution(id: string): Promise<void>;
  /** Starts the visit at the bank. The window must have been opened in the click itself, else browsers block it. */
  visit(bankWindow: BankWindow | null): Promise<void>;
  answer(values: Record<string, string>): Promise<void>;
  leaveBank(): Promise<void>;
  chooseAccounts(ids: string[]): Promise<void>;
  finish(reason: 'done' | 'exit'): Promise<void>;
  askExit(): void;
  stay(): void;
  /** Tries the call again that ended in trouble. */
  retry(): Promise<void>;
  /** Leaves although the server does not answer. */
  giveUp(): void;
}

const START: FlowState = {
  view: null,
  busy: false,
  rejected: false,
  silent: false,
  trouble: null,
  exiting: false,
  bankWindow: 'none',
};

/** Failed polls in a row before the customer hears about it. */
const SILENT_AFTER = 3;

/** Makes the flow of one session. `locale` is the language the customer reads, for words that only the bank knows. */
export function createFlow(client: FlowClient, ending: Ending, locale: string): Flow {
  const listeners = new Set<() => void>();
  let state = START;
  let turn = 0;
  let missed = 0;
  let opened: BankWindow | null = null;
  let again: () => Promise<void> = start;
  let lastError: RelinkError = { type: 'api_connection_error', message: 'The server could not be reached.' };

  function set(change: Partial<FlowState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  async function show(view: FlowView): Promise<void> {
    const atBank = view.pane.type === 'bank' && view.pane.state === 'open';
    if (!atBank) {
      opened?.close();
      opened = null;
    }
    missed = 0;
    const bankWindow = atBank ? state.bankWindow : 'none';
    // Whoever is asked "stop?" while the bank's answer arrives should see the answer.
    const exiting = state.exiting && state.view?.pane.type === view.pane.type;
    set({ view, busy: false, rejected: false, silent: false, trouble: null, bankWindow, exiting });
    if (view.pane.type === 'closed') await finish('done');
  }

  // A newer action makes the answers of older calls worthless, polls included.
  async function act(call: () => Promise<FlowView>): Promise<void> {
    turn += 1;
    const mine = turn;
    again = () => act(call);
    set({ busy: true, rejected: false, trouble: null });
    try {
      const view = await call();
      if (mine === turn) await show(view);
    } catch (problem) {
      if (mine === turn) await refused(problem);
    }
  }

  // The server said no: often because the customer's page is behind. Show how things stand, and say that it did not work.
  async function refused(problem: unknown): Promise<void> {
    const { offline } = note(problem);
    if (offline) return set({ busy: false, trouble: { kind: 'offline' } });
    const mine = turn;
    try {
      const view = await client.view(locale);
      if (mine !== turn) return;
      await show(view);
      if (state.view === view && view.pane.type !== 'closed') set({ rejected: true });
    } catch (second) {
      if (mine === turn) set({ busy: false, trouble: { kind: note(second).offline ? 'offline' : 'server' } });
    }
  }

  function note(problem: unknown): FlowError {
    const error =
      problem instanceof FlowError ? problem : new FlowError({ type: 'api_error', message: 'The flow broke.' }, false);
    lastError = error.error;
    return error;
  }

  async function start(): Promise<void> {
    turn += 1;
    again = start;
    set({ busy: true, trouble: null });
    try {
      await show(await client.view(locale));
    } catch (problem) {
      const { offline, error } = note(problem);
      if (offline) return set({ busy: false, trouble: { kind: 'offline' } });
      // A wrong key or secret is the merchant's mistake: the customer can do nothing about it.
      ending.fail(error);
    }
  }

  async function poll(): Promise<boolean> {
    const mine = turn;
    if (state.busy || state.trouble !== null) return true;
    try {
      const view = await client.view(locale);
      if (mine === turn && !state.busy) await show(view);
      return true;
    } catch (problem) {
      note(problem);
      missed += 1;
      if (mine === turn && missed >= SILENT_AFTER) set({ silent: true });
      return false;
    }
  }

  async function finish(reason: 'done' | 'exit'): Promise<void> {
    turn += 1;
    again = () => finish(reason);
    opened?.close();
    opened = null;
    set({ busy: true, trouble: null });
    try {
      ending.done(await client.finish(reason));
    } catch (problem) {
      const { offline, error } = note(problem);
      if (!offline) return ending.fail(error);
      set({ busy: false, trouble: { kind: 'offline' } });
    }
  }

  async function visit(bankWindow: BankWindow | null): Promise<void> {
    opened?.close();
    opened = bankWindow;
    await act(async () => {
      const view = await client.visit();
      const url = view.pane.type === 'bank' && view.pane.state === 'open' ? view.pane.launch_url : null;
      // Tried again after trouble, the window of the first click is gone; then the link is the way, as for a blocked one.
      const usable = bankWindow !== null && bankWindow === opened;
      state = { ...state, bankWindow: usable ? 'opened' : 'blocked' };
      if (usable && url !== null) bankWindow.go(url);
      return view;
    });
    if (state.trouble !== null || bankWindow !== opened) {
      bankWindow?.close();
      if (bankWindow === opened) opened = null;
    }
  }

  return {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start,
    poll,
    agree: () => act(() => client.agree()),
    searchInstitutions: (query) => client.institutions(query),
    chooseInstitution: (id) => act(() => client.institution(id)),
    visit,
    answer: (values) => act(() => client.answer(values)),
    leaveBank: () => act(() => client.leaveBank()),
    chooseAccounts: (ids) => act(() => client.accounts(ids)),
    finish,
    askExit: () => set({ exiting: true }),
    stay: () => set({ exiting: false }),
    retry: () => again(),
    giveUp: () => ending.fail(lastError),
  };
}
