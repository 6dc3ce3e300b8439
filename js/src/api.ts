// Calls of the API from a merchant's page: with the publishable key and an intent's client secret, form-encoded as Stripe's are.
import type { RelinkError } from './types.ts';

/** How long one call may take, in milliseconds. */
const CALL_LIMIT_MS = 30_000;

/** Where the API is and who calls. */
export interface ApiCaller {
  apiOrigin: string;
  publishableKey: string;
  /** A connected account that is acted as. */
  stripeAccount: string | null;
}

/** An API object, or what went wrong; never a rejection. */
export type ApiAnswer = { object: Record<string, unknown> } | { error: RelinkError };

/** One call about an intent. */
export interface IntentCall {
  method: 'GET' | 'POST';
  path: string;
  params: object;
  clientSecret: string;
}

/** Sends one call. The secret is in the body, or for want of one in a header: no secret stands in an address. */
export async function callApi(caller: ApiCaller, call: IntentCall): Promise<ApiAnswer> {
  const { method, path, params, clientSecret } = call;
  const reads = method === 'GET';
  const query = reads ? `?${encodeForm(params)}` : '';
  let response: Response;
  try {
    response = await fetch(`${caller.apiOrigin}${path}${query === '?' ? '' : query}`, {
      method,
      headers: {
        Authorization: `Bearer ${caller.publishableKey}`,
        ...(caller.stripeAccount !== null && { 'Stripe-Account': caller.stripeAccount }),
        ...(reads && { 'Relink-Client-Secret': clientSecret }),
      },
      body: reads ? undefined : encodeForm({ ...params, client_secret: clientSecret }),
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
  } catch {
    return { error: { type: 'api_connection_error', message: `The server could not be reached. ${LOOK}` } };
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!isRecord(answer))
    return { error: { type: 'api_error', message: `The answer could not be understood. ${LOOK}` } };
  if (response.ok) return { object: answer };
  const { error } = answer;
  return { error: isRecord(error) && typeof error.type === 'string' ? (error as unknown as RelinkError) : UNKNOWN };
}

const LOOK = 'Check the network, the option "apiBase", and that the page\'s policy allows connections there.';
const UNKNOWN: RelinkError = { type: 'api_error', message: 'The server refused the call and did not say why.' };

/** Nested values as `a[b]=c` and `a[0]=b`. What is undefined is left out; null unsets. */
export function encodeForm(params: object): URLSearchParams {
  const form = new URLSearchParams();
  const add = (name: string, value: unknown): void => {
    if (value === undefined) return;
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner);
    } else form.append(name, value === null ? '' : String(value));
  };
  for (const [name, value] of Object.entries(params)) add(name, value);
  return form;
}

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
