// Calls the Dashboard's server by the table of calls, and turns every way it can fail into one typed error.
import type { DashboardCall, DashboardCalls } from '../../../server/src/wire/dashboard.ts';

/** How long one call may take, in milliseconds. */
const CALL_LIMIT_MS = 30_000;
const BASE = '/dashboard/api';
const MERCHANT = 'relink.merchant';

type ParametersOf<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParametersOf<More>
    : Rest
  : never;
type PathOf<C extends DashboardCall> = [ParametersOf<C>] extends [never]
  ? { path?: undefined }
  : { path: Record<ParametersOf<C>, string> };
type QueryOf<C extends DashboardCall> = DashboardCalls[C] extends { query: infer Query } ? { query?: Query } : unknown;
type BodyOf<C extends DashboardCall> = DashboardCalls[C] extends { body: infer Body } ? { body: Body } : unknown;

/** What a call needs: `path` for its `:names`, `query` or `body`. */
export type Input<C extends DashboardCall> = PathOf<C> & QueryOf<C> & BodyOf<C>;
export type Answer<C extends DashboardCall> = DashboardCalls[C]['answer'];

/** A call that failed. `status` is 0 where no answer came at all; the rest is Stripe's shape. */
export class DashboardError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;

  constructor(status: number, message: string, code: string | null = null, param: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

/** Makes one call. Rejects with a DashboardError only. */
export async function call<C extends DashboardCall>(
  name: C,
  input: Input<C>,
  signal?: AbortSignal,
): Promise<Answer<C>> {
  const [method, template] = name.split(' ') as [string, string];
  const { path, query, body } = input as { path?: Record<string, string>; query?: object; body?: unknown };
  const address = `${BASE}${fillPath(template, path ?? {})}${queryString(query)}`;
  return (await send(address, { method, body, signal })) as Answer<C>;
}

interface Sent {
  method: string;
  body?: unknown;
  signal?: AbortSignal;
}

/** Sends JSON to our own server and reads JSON. Rejects with a DashboardError only. */
export async function send(address: string, { method, body, signal }: Sent): Promise<unknown> {
  const merchant = readMerchant();
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (merchant !== null) headers['Relink-Merchant'] = merchant;
  if (method !== 'GET') headers['Content-Type'] = 'application/json';
  const limit = AbortSignal.timeout(CALL_LIMIT_MS);
  const response = await fetch(address, {
    method,
    headers,
    body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
    credentials: 'same-origin',
    cache: 'no-store',
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
  }).catch(() => null);
  if (response === null) throw new DashboardError(0, '');
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw readError(response.status, answer);
  return answer;
}

/** The address of a list as a CSV file, with the same filters as on the page. */
export function csvAddress(
  list: 'accounts' | 'customers' | 'connected_accounts' | 'events' | `relink_requests/${string}/items`,
  query?: object,
) {
  const merchant = readMerchant();
  return `${BASE}/${list}.csv${queryString({ ...query, ...(merchant === null ? {} : { merchant }) })}`;
}

/** Which of a person's merchants this tab shows; null: the server chooses. */
export function readMerchant(): string | null {
  try {
    return sessionStorage.getItem(MERCHANT) ?? localStorage.getItem(MERCHANT);
  } catch {
    return null;
  }
}

/** Chooses the merchant for this tab, and for tabs opened later; null forgets it. */
export function chooseMerchant(id: string | null): void {
  try {
    for (const storage of [sessionStorage, localStorage]) {
      if (id === null) storage.removeItem(MERCHANT);
      else storage.setItem(MERCHANT, id);
    }
  } catch {
    // Without storage the server's choice stays.
  }
}

/** Makes `?a=b` of what is set, in a stable order; nothing set is the empty string. */
export function queryString(query: object | undefined): string {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(set.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
  return text === '' ? '' : `?${text}`;
}

function fillPath(template: string, values: Record<string, string>): string {
  return template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function readError(status: number, answer: unknown): DashboardError {
  const error = (answer as { error?: Record<string, unknown> } | null)?.error;
  const text = (name: string) => (typeof error?.[name] === 'string' ? error[name] : null);
  return new DashboardError(status, text('message') ?? '', text('code'), text('param'));
}
