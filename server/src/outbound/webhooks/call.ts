// One HTTP call to a receiver and what it came to; every way of failing is an outcome, none is thrown.
import type { Agent, Dispatcher } from 'undici';
import type { Answer, Outcome } from '#domain/webhook_endpoints/delivery.ts';
import { redact } from '#kernel/redact.ts';
import { EgressRefused } from '../egress/dial.ts';
import type { EgressGuard } from '../egress/guard.ts';

const MAX_ANSWER_BYTES = 64 * 1024;
/** How much of a refusing answer is kept for the merchant. */
const MAX_DETAIL_LENGTH = 500;

const STOPPED = 'the sender was stopped';

/** How calls reach the world: the connections, and the guard for what a URL says before anything is dialled. */
export interface Caller {
  dialer: Agent;
  guard: EgressGuard;
  /** For a whole call, from the look-up of the name to the end of the answer. */
  timeout_ms: number;
}

/** `post` also ends, as `interrupted`, when `stop` is aborted. */
export async function post(
  { dialer, guard, timeout_ms }: Caller,
  call: { url: string; headers: Record<string, string>; body: Buffer },
  stop: AbortSignal,
): Promise<Answer> {
  const started = performance.now();
  const ended = (outcome: Outcome, status_code: number | null, detail: string | null): Answer => {
    return { outcome, status_code, detail, duration_ms: Math.round(performance.now() - started) };
  };
  const url = URL.canParse(call.url) ? new URL(call.url) : null;
  const refusal = url === null ? 'the URL is not valid' : guard.refusal(url);
  if (url === null || refusal !== null) return ended('blocked', null, refusal);
  if (stop.aborted) return ended('interrupted', null, STOPPED);
  const cut = new AbortController();
  const end = () => cut.abort();
  const timer = setTimeout(end, timeout_ms);
  // Not AbortSignal.any: it would keep something of every call for as long as the sender lives.
  stop.addEventListener('abort', end);
  try {
    const { statusCode, detail } = await exchange(dialer, url, call, cut.signal);
    return ended(isSuccess(statusCode) ? 'delivered' : 'refused', statusCode, detail);
  } catch (error) {
    if (stop.aborted) return ended('interrupted', null, STOPPED);
    if (cut.signal.aborted) return ended('timeout', null, `no answer within ${timeout_ms / 1000} s`);
    return ended(outcomeOf(error), null, reasonOf(error));
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

async function exchange(
  dialer: Agent,
  url: URL,
  { headers, body }: { headers: Record<string, string>; body: Buffer },
  signal: AbortSignal,
): Promise<{ statusCode: number; detail: string | null }> {
  const answer = await dialer.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    headers,
    body,
    signal,
    // The call has one time limit for everything, above.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const text = await readStart(answer.body);
  return { statusCode: answer.statusCode, detail: isSuccess(answer.statusCode) ? null : text && redact(text) };
}

/**
 * Reads the answer to its end, so that the connection can be used again, or to the limit. The status has decided by now:
 * a body that breaks off or never ends changes nothing.
 */
async function readStart(body: Dispatcher.ResponseData['body']): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    // Broken off by the receiver, by the time limit or by our own end.
  }
  return printable(Buffer.concat(chunks).toString('utf8'));
}

/** Text that a column and a page can take, without control characters; null when nothing is left. */
function printable(text: string): string | null {
  const start = text
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_DETAIL_LENGTH)
    .toWellFormed();
  return start === '' ? null : start;
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed before an answer',
  EPIPE: 'the connection was closed before an answer',
  UND_ERR_SOCKET: 'the connection was closed before an answer',
  ENOTFOUND: 'the host name has no address',
  EAI_AGAIN: 'the host name could not be resolved',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
  ETIMEDOUT: 'the connection could not be made in time',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
  UND_ERR_HEADERS_OVERFLOW: 'the answer has too many headers',
};

function outcomeOf(error: unknown): Outcome {
  if (error instanceof EgressRefused) return 'blocked';
  const code = codeOf(error);
  return code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT' ? 'timeout' : 'unreachable';
}

function reasonOf(error: unknown): string {
  if (error instanceof EgressRefused) return error.message;
  const code = codeOf(error);
  // Messages of sockets and TLS name addresses and certificates; the code alone tells the merchant what to mend.
  return REASONS[code] ?? `the call failed (${code})`;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
