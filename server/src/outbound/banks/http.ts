// The only way to a bank: the guarded fetch with a time limit, a body limit and a list of allowed origins.
import { BankError } from '#domain/connections/bank.ts';
import { EgressRefused } from '../egress/dial.ts';

/** Upper bound of one exchange, from the first byte out to the last byte in. */
export const BANK_TIMEOUT_MS = 8000;
/** Larger answers are refused before they are read to the end. */
export const MAX_BODY_BYTES = 1_000_000;

const NO_BODY_STATUS = new Set([101, 103, 204, 205, 304]);

/** What a bank answered, read completely. */
export interface BankAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** A fetch whose answer is complete when it resolves. Throws BankError only. */
export type BankFetch = (url: string | URL, init?: RequestInit) => Promise<BankAnswer>;

export interface BankFetchOptions {
  /** An egress's, which follows no redirect. */
  fetch: typeof fetch;
  timeout_ms: number;
  /** Origins that may be called. Answers of banks name URLs, and none of them may lead anywhere else. */
  origins: readonly string[];
}

/** Builds the bounded fetch. Network trouble and time-outs become `institution_unavailable`, everything else unexpected `protocol`. */
export function createBankFetch(options: BankFetchOptions): BankFetch {
  return async (url, init = {}) => {
    const target = new URL(url);
    if (!options.origins.includes(target.origin)) throw protocolError('a URL of another origin than the bank’s');
    const abort = new AbortController();
    const exchange = exchangeOnce(options.fetch, target, { ...init, signal: abort.signal });
    // A handed-in fetch may ignore the signal, so the time limit does not rely on it.
    const { promise: expired, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(unreachable('timed out')), options.timeout_ms);
    try {
      return await Promise.race([exchange, expired]);
    } catch (error) {
      abort.abort();
      throw error instanceof BankError ? error : failedConnection(error);
    } finally {
      clearTimeout(timer);
      // The loser of the race may still fail later; nobody waits for it.
      exchange.catch(() => {});
    }
  };
}

/** A complete answer as a Response, for libraries that want one. */
export function toResponse(answer: BankAnswer): Response {
  const body = NO_BODY_STATUS.has(answer.status) ? null : answer.text;
  return new Response(body, { status: answer.status, headers: answer.headers });
}

export function protocolError(message: string, upstream?: Partial<BankError['upstream']>): BankError {
  return new BankError('protocol', { ...NO_UPSTREAM, ...upstream }, `the bank broke the protocol: ${message}`);
}

const NO_UPSTREAM = { status: null, code: null, interaction_id: null };

function unreachable(how: string, code: string | null = null): BankError {
  return new BankError('institution_unavailable', { ...NO_UPSTREAM, code }, `the bank ${how}`);
}

/** What the other side says in TLS when it does not accept our certificate. */
const REFUSED_CERTIFICATE =
  /^ERR_SSL_\w*ALERT_(BAD_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;

function failedConnection(error: unknown): BankError {
  const refusal = [error, error instanceof Error && error.cause].find((one) => one instanceof EgressRefused);
  if (refusal) return unreachable(`may not be called: ${refusal.message}`, 'egress_refused');
  const code = codeOf(error);
  if (code === null || !REFUSED_CERTIFICATE.test(code))
    return unreachable(`could not be reached${code ? ` (${code})` : ''}`);
  return new BankError(
    'client_rejected',
    { ...NO_UPSTREAM, code: code.slice(0, 64) },
    'the bank refused our certificate',
  );
}

function codeOf(error: unknown): string | null {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return typeof code === 'string' ? code : null;
}

async function exchangeOnce(send: typeof fetch, url: URL, init: RequestInit): Promise<BankAnswer> {
  const response = await send(url, init);
  return { status: response.status, headers: response.headers, text: await readText(response) };
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel().catch(() => {});
      throw protocolError(`an answer of more than ${MAX_BODY_BYTES} bytes`, { status: response.status });
    }
    chunks.push(value);
  }
}
