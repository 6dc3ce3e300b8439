// Faults an operator injects into one bank's resource and token endpoints or into the ACH desk, to see how a recipient bears them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Limits of an injected fault. */
export const MAX_LATENCY_MS = 120_000;
/** A request that hangs is cut after this long, so that none is held for ever. */
const HANG_LIMIT_MS = 120_000;

/** The kinds of endpoints of a bank that faults befall. */
export const FAULTY_PARTS = ['fdx', 'token', 'form'] as const;
export type FaultyPart = (typeof FAULTY_PARTS)[number];

/** A planned outage: milliseconds since 1970. */
export interface Maintenance {
  from: number;
  until: number;
}

export interface Fault {
  latency_ms?: number;
  /** Answered instead of the real thing, with an FDX error body. */
  status?: number;
  /** The error body's code; the status where absent. At the token endpoint it is an OAuth error. */
  code?: string;
  /** Seconds, told as `Retry-After` with that status. */
  retry_after?: number;
  /** Answers 200 with something that is not JSON. */
  garbage?: boolean;
  /** Never answers. */
  hang?: boolean;
  /** Makes the pages send `Cross-Origin-Opener-Policy: same-origin`. */
  cut_opener?: boolean;
  /** The bank does what it was asked and its answer is lost. */
  lose_answer?: boolean;
  /** The one kind of endpoint it befalls; all of them when absent. */
  at?: FaultyPart;
  /** How many requests it befalls; all when absent. Does not count for `cut_opener`. */
  times?: number;
}

export interface Faults {
  /** Sets or clears (null) the fault of a bank. */
  set(slug: string, fault: Fault | null): void;
  get(slug: string): Fault | null;
  cutsOpener(slug: string): boolean;
  /** Sets or clears (null) a bank's maintenance window. */
  setMaintenance(slug: string, window: Maintenance | null): void;
  /** The window that goes on or is to come, or null. */
  maintenance(slug: string): Maintenance | null;
  /** Whether the answer to a request is to be lost that is served or is going to be. */
  losesAnswer(slug: string, part?: FaultyPart): boolean;
  /** Lets the fault befall a request; true when it has been answered by it. */
  befall(slug: string, befallen: Befallen): Promise<boolean>;
  /** Ends every request that still hangs. */
  close(): void;
}

/** A request that a fault may befall. */
export interface Befallen {
  part?: FaultyPart;
  request: IncomingMessage;
  response: ServerResponse;
}

export function createFaults(): Faults {
  // At most one of each per institution.
  const faults = new Map<string, Fault>();
  const windows = new Map<string, Maintenance>();
  const closing = new AbortController();

  const take = (slug: string, part: FaultyPart | undefined): Fault | null => {
    const fault = faults.get(slug);
    if (!fault || (fault.at !== undefined && fault.at !== part)) return null;
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
    setMaintenance: (slug, window) => {
      if (window) windows.set(slug, window);
      else windows.delete(slug);
    },
    maintenance: (slug) => {
      const window = windows.get(slug);
      return window && Date.now() < window.until ? window : null;
    },
    losesAnswer: (slug, part) => faults.get(slug)?.lose_answer === true && take(slug, part) !== null,
    cutsOpener: (slug) => faults.get(slug)?.cut_opener === true,
    close: () => closing.abort(),
    befall: async (slug, { part, request, response }) => {
      if (faults.get(slug)?.lose_answer) return false;
      const fault = take(slug, part);
      if (!fault) return false;
      if (fault.latency_ms) await pause(fault.latency_ms, closing.signal);
      if (fault.hang) {
        await pause(HANG_LIMIT_MS, closing.signal);
        request.socket.destroy();
        return true;
      }
      return answer(fault, part, response);
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

function answer(fault: Fault, part: FaultyPart | undefined, response: ServerResponse): boolean {
  if (fault.garbage) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"accounts": [{"accountId": ');
    return true;
  }
  if (fault.status === undefined) return false;
  const message = 'A fault was injected by the operator.';
  const oauth = part === 'token' && fault.code !== undefined;
  const body = JSON.stringify(
    oauth ? { error: fault.code, error_description: message } : { code: fault.code ?? String(fault.status), message },
  );
  const wait = fault.retry_after === undefined ? {} : { 'retry-after': String(fault.retry_after) };
  response.writeHead(fault.status, { 'content-type': 'application/json', ...wait }).end(body);
  return true;
}
