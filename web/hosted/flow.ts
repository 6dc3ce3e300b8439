// The flow's state and everything the customer can do to it, apart from how it looks.
import type { FinancialConnectionsSession, RelinkError } from '../../js/src/messages.ts';
import { type EndReason, type FlowClient, FlowError } from './client.ts';
import type { FlowView, InstitutionView, Pane } from './flow_types.ts';

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
  /** The customer types in the numbers of his account instead of choosing a bank. */
  manual: boolean;
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

const START: FlowState = {
  view: null,
  busy: false,
  rejected: false,
  silent: false,
  trouble: null,
  exiting: false,
  manual: false,
  bankWindow: 'none',
};

/** Where the customer may go over to typing in numbers. */
const MANUAL_PANES: ReadonlySet<Pane['type']> = new Set(['institution_picker', 'error']);
/** Failed polls in a row before the customer hears about it. */
const SILENT_AFTER = 3;

/** The flow of one session, from the first answer of the server to the end. */
export class Flow {
  readonly #client: FlowClient;
  readonly #ending: Ending;
  readonly #locale: string;
  readonly #listeners = new Set<() => void>();
  #state = START;
  /** Counts actions: the answer of an older call is worthless, polls included. */
  #turn = 0;
  #missed = 0;
  #bankWindow: BankWindow | null = null;
  #hadNoWindow = false;
  #wasSent = false;
  #again: () => Promise<void> = () => this.start();
  #lastError: RelinkError = { type: 'api_connection_error', message: 'The server could not be reached.' };

  /** `locale` is the language the customer reads, for words that only the bank knows. */
  constructor(client: FlowClient, ending: Ending, locale: string) {
    this.#client = client;
    this.#ending = ending;
    this.#locale = locale;
  }

  // Arrow functions, because React takes these two without their object.
  readonly read = (): FlowState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async start(): Promise<void> {
    this.#turn += 1;
    this.#again = () => this.start();
    this.#set({ busy: true, trouble: null });
    try {
      await this.#show(await this.#client.view(this.#locale));
    } catch (problem) {
      const { offline, error } = this.#note(problem);
      // A wrong key or secret is the merchant's mistake: the customer can do nothing about it.
      if (offline) this.#set({ busy: false, trouble: { kind: 'offline' } });
      else this.#ending.fail(error);
    }
  }

  /** Asks the server how things stand; true if it answered. Never disturbs an action under way. */
  async poll(): Promise<boolean> {
    const mine = this.#turn;
    if (this.#state.busy || this.#state.trouble !== null) return true;
    try {
      const view = await this.#client.view(this.#locale);
      if (mine === this.#turn) await this.#show(view);
      return true;
    } catch (problem) {
      const { offline } = this.#note(problem);
      this.#missed += 1;
      if (mine !== this.#turn || this.#missed < SILENT_AFTER) return false;
      // No answer may come back to life; a refusal, such as for a session that has run out, stays one.
      if (offline) this.#set({ silent: true });
      else {
        this.#again = () => this.start();
        this.#set({ trouble: { kind: 'server' } });
      }
      return false;
    }
  }

  agree(): Promise<void> {
    return this.#act(() => this.#client.agree());
  }

  searchInstitutions(query: string): Promise<InstitutionView[]> {
    return this.#client.institutions(query);
  }

  chooseInstitution(id: string): Promise<void> {
    return this.#act(() => this.#client.institution(id));
  }

  /** Starts the visit at the bank. The window must have been opened in the click itself, else browsers block it. */
  async visit(bankWindow: BankWindow | null): Promise<void> {
    this.#closeBankWindow();
    this.#bankWindow = bankWindow;
    this.#hadNoWindow = bankWindow === null;
    await this.#act(() => this.#client.visit());
    if (this.#state.trouble === null || this.#bankWindow !== bankWindow) return;
    // Tried again later, the window of this click is of no use; then the link is the way, as for a blocked one.
    this.#closeBankWindow();
    this.#hadNoWindow = true;
  }

  answer(values: Record<string, string>): Promise<void> {
    return this.#act(() => this.#client.answer(values));
  }

  leaveBank(): Promise<void> {
    return this.#act(() => this.#client.leaveBank());
  }

  chooseAccounts(ids: string[]): Promise<void> {
    return this.#act(() => this.#client.accounts(ids));
  }

  /** To the form for account numbers, or, where the merchant has one of his own, back to him. */
  async enterManually(): Promise<void> {
    if (this.#state.view?.manual_entry === 'custom') await this.finish('custom_manual_entry');
    else this.#set({ manual: true, rejected: false });
  }

  leaveManually(): void {
    this.#set({ manual: false, rejected: false });
  }

  addAccount(values: { routing_number: string; account_number: string }): Promise<void> {
    return this.#act(() => this.#client.manualEntry(values));
  }

  async finish(reason: EndReason): Promise<void> {
    this.#turn += 1;
    this.#again = () => this.finish(reason);
    this.#closeBankWindow();
    this.#set({ busy: true, trouble: null });
    try {
      this.#ending.done(await this.#client.finish(reason));
    } catch (problem) {
      const { offline, error } = this.#note(problem);
      if (offline) this.#set({ busy: false, trouble: { kind: 'offline' } });
      else this.#ending.fail(error);
    }
  }

  askExit(): void {
    this.#set({ exiting: true });
  }

  stay(): void {
    this.#set({ exiting: false });
  }

  /** Tries the call again that ended in trouble. */
  retry(): Promise<void> {
    return this.#again();
  }

  /** Leaves for good: with the session if the server still gives it, else with what went wrong before. */
  async giveUp(): Promise<void> {
    this.#turn += 1;
    this.#closeBankWindow();
    this.#set({ busy: true });
    const session = await this.#client.finish('exit').catch(() => null);
    if (session !== null) this.#ending.done(session);
    else this.#ending.fail(this.#lastError);
  }

  #set(change: Partial<FlowState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  async #show(view: FlowView): Promise<void> {
    const bankWindow = this.#follow(view.pane);
    this.#missed = 0;
    // Whoever is asked "stop?" while the bank's answer arrives should see the answer.
    const exiting = this.#state.exiting && this.#state.view?.pane.type === view.pane.type;
    const manual = this.#state.manual && MANUAL_PANES.has(view.pane.type);
    this.#set({ view, busy: false, rejected: false, silent: false, trouble: null, bankWindow, exiting, manual });
    if (view.pane.type === 'closed') await this.finish('done');
  }

  /** Sends the bank's window on its way as soon as the server knows where to, and closes it when the visit is over. */
  #follow(pane: Pane): FlowState['bankWindow'] {
    const atBank = pane.type === 'bank' && pane.state === 'open';
    const isPrepared = pane.type === 'progress' && pane.doing === 'contacting_bank';
    if (!atBank && !isPrepared) {
      this.#closeBankWindow();
      this.#hadNoWindow = false;
      return 'none';
    }
    if (atBank && pane.launch_url !== null && !this.#wasSent) {
      this.#bankWindow?.go(pane.launch_url);
      this.#wasSent = true;
    }
    if (this.#bankWindow !== null) return 'opened';
    return this.#hadNoWindow ? 'blocked' : 'none';
  }

  async #act(call: () => Promise<FlowView>): Promise<void> {
    this.#turn += 1;
    const mine = this.#turn;
    this.#again = () => this.#act(call);
    this.#set({ busy: true, rejected: false, trouble: null });
    try {
      const view = await call();
      if (mine === this.#turn) await this.#show(view);
    } catch (problem) {
      if (mine === this.#turn) await this.#refused(problem);
    }
  }

  // The server said no: often because the customer's page is behind. Show how things stand, and say that it did not work.
  async #refused(problem: unknown): Promise<void> {
    const mine = this.#turn;
    if (this.#note(problem).offline) return this.#set({ busy: false, trouble: { kind: 'offline' } });
    try {
      const view = await this.#client.view(this.#locale);
      if (mine !== this.#turn) return;
      await this.#show(view);
      if (view.pane.type !== 'closed') this.#set({ rejected: true });
    } catch (second) {
      const kind = this.#note(second).offline ? 'offline' : 'server';
      if (mine === this.#turn) this.#set({ busy: false, trouble: { kind } });
    }
  }

  #note(problem: unknown): FlowError {
    const known = problem instanceof FlowError;
    const error = known ? problem : new FlowError({ type: 'api_error', message: 'The flow broke.' }, false);
    this.#lastError = error.error;
    return error;
  }

  #closeBankWindow(): void {
    this.#bankWindow?.close();
    this.#bankWindow = null;
    this.#wasSent = false;
  }
}
