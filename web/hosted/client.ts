// Calls the server's /flow/api and turns every way it can fail into one typed error.
import type { FinancialConnectionsSession, RelinkError } from '../../js/src/messages.ts';
import type { FlowView, InstitutionView } from './flow_types.ts';

/** How long one call may take, in milliseconds. A bank behind it may be slow; the server itself gives up earlier. */
const CALL_LIMIT_MS = 45_000;

/** A call that failed. `error` is in Stripe's shape; `offline` means that no answer came at all. */
export class FlowError extends Error {
  readonly error: RelinkError;
  readonly offline: boolean;

  constructor(error: RelinkError, offline: boolean) {
    super(error.message ?? error.type);
    this.error = error;
    this.offline = offline;
  }
}

/** What opens a session. The secret lives in this object and travels only in request bodies. */
export interface Credentials {
  publishableKey: string;
  clientSecret: string;
  parentOrigin: string;
  /** A connected account that is acted as. */
  stripeAccount: string | null;
}

/** `custom_manual_entry`: the customer wants to type in his account numbers, and the merchant's own page takes them. */
export type EndReason = 'done' | 'exit' | 'custom_manual_entry';

/** The calls of the contract; each rejects with a FlowError only. */
export interface FlowClient {
  view(locale: string): Promise<FlowView>;
  agree(): Promise<FlowView>;
  institutions(query: string): Promise<InstitutionView[]>;
  institution(id: string): Promise<FlowView>;
  visit(): Promise<FlowView>;
  answer(values: Record<string, string>): Promise<FlowView>;
  leaveBank(): Promise<FlowView>;
  accounts(ids: string[]): Promise<FlowView>;
  manualEntry(values: { routing_number: string; account_number: string }): Promise<FlowView>;
  finish(reason: EndReason): Promise<FinancialConnectionsSession>;
}

/** Sends one call; rejects where no answer comes. */
type Post = (path: string, body: object, signal: AbortSignal) => Promise<Response>;

/** Makes a client for one session. `base` is the server's origin, empty for the page's own. */
export function createClient(credentials: Credentials, base = ''): FlowClient {
  const { publishableKey, clientSecret, parentOrigin, stripeAccount } = credentials;
  return clientOn((path, body, signal) =>
    fetch(`${base}/flow/api/${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${publishableKey}`,
        'Content-Type': 'application/json',
        'Relink-Parent-Origin': parentOrigin,
        ...(stripeAccount !== null && { 'Stripe-Account': stripeAccount }),
      },
      body: JSON.stringify({ ...body, client_secret: clientSecret }),
      credentials: 'omit',
      cache: 'no-store',
      signal,
    }),
  );
}

/** Makes a client on another way of sending. */
export function clientOn(post: Post): FlowClient {
  const call = async <Answer>(path: string, body: object = {}): Promise<Answer> => {
    let response: Response;
    try {
      response = await post(path, body, AbortSignal.timeout(CALL_LIMIT_MS));
    } catch {
      throw new FlowError({ type: 'api_connection_error', message: 'The server could not be reached.' }, true);
    }
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok && isRecord(answer)) return answer as Answer;
    throw new FlowError(readError(answer), response.status >= 502 && response.status <= 504);
  };
  return {
    view: (locale) => call('view', { locale }),
    agree: () => call('agree'),
    institutions: async (query) =>
      (await call<{ institutions: InstitutionView[] }>('institutions', { query })).institutions,
    institution: (id) => call('institution', { institution: id }),
    visit: () => call('visit'),
    answer: (values) => call('answer', { values }),
    leaveBank: () => call('leave-bank'),
    accounts: (ids) => call('accounts', { accounts: ids }),
    manualEntry: (values) => call('manual-entry', { values }),
    finish: async (reason) => (await call<{ session: FinancialConnectionsSession }>('finish', { reason })).session,
  };
}

/** Reads the error of an answer; an answer that is not ours (a proxy's page) becomes an `api_error`. */
export function readError(answer: unknown): RelinkError {
  const error = isRecord(answer) ? answer.error : null;
  if (isRecord(error) && typeof error.type === 'string') return error as unknown as RelinkError;
  return { type: 'api_error', message: 'The server gave an answer that could not be understood.' };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
