// Faults an operator injects into one bank's resource and token endpoints or into the ACH desk, to see how a recipient bears them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Limits of an injected fault. */
export const MAX_LATENCY_MS = 120_000;
/** A request that hangs is cut after this long, so that none is held for ever. */
const HANG_LIMIT_MS = 120_000;

export interface Fault {
  latency_ms?: number;
  /** Answered instead of the real thing, with an FDX error body. */
  status?: number;
  /** Answers 200 with something that is not JSON. */
  garbage?: boolean;
  /** Never answers. */
  hang?: boolean;
  /** Makes the pages send `Cross-Origin-Opener-Policy: same-origin`. */
  cut_opener?: boolean;
  /** The ACH desk does what it was asked and its answer is lost. */
  lose_answer?: boolean;
  /** How many requests it befalls; all when absent. Does not count for `cut_opener`. */
  times?: number;
}

export interface Faults {
  /** Sets or clears (null) the fault of a bank. */
  set(slug: string, fault: Fault | null): void;
  get(slug: string): Fault | null;
  cutsOpener(slug: string): boolean;
  /** Whether the answer to a request that has been served is lost. */
  losesAnswer(slug: string): boolean;
  /** Lets the fault befall a request; true when it has been answered by it. */
  befall(slug: string, response: ServerResponse, request: IncomingMessage): Promise<boolean>;
  /** Ends every request that still hangs. */
  close(): void;
}

export function createFaults(): Faults {
  // At most one per institution.
  const faults = new Map<string, Fault>();
  const closing = new AbortController();

  const take = (slug: string): Fault | null => {
    const fault = faults.get(slug);
    if (!fault) return null;
    if (fault.times === undefined) return fault;
    if (fault.times <= 0) return null;
    fault.times -= 1;
    return fault;
  };

  return {
    set: (slug, fault) => {
      if (fault) faults.set(slug, { ...fault });
      else faults.delete(slug);
    },
    get: (slug) => faults.get(slug) ?? null,
    losesAnswer: (slug) => faults.get(slug)?.lose_answer === true && take(slug) !== null,
    cutsOpener: (slug) => faults.get(slug)?.cut_opener === true,
    close: () => closing.abort(),
    befall: async (slug, response, request) => {
      if (faults.get(slug)?.lose_answer) return false;
      const fault = take(slug);
      if (!fault) return false;
      if (fault.latency_ms) await pause(fault.latency_ms, closing.signal);
      if (fault.hang) {
        await pause(HANG_LIMIT_MS, closing.signal);
        request.socket.destroy();
        return true;
      }
      return answer(fault, response);
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

function answer(fault: Fault, response: ServerResponse): boolean {
  if (fault.garbage) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"accounts": [{"accountId": ');
    return true;
  }
  if (fault.status === undefined) return false;
  const body = JSON.stringify({ code: String(fault.status), message: 'A fault was injected by the operator.' });
  response.writeHead(fault.status, { 'content-type': 'application/json' }).end(body);
  return true;
}
