// The only way out of the process over HTTP: guarded fetch functions, and the dialer behind them.
import type { Agent } from 'undici';
import { createDialer, EgressRefused, type Tls } from './dial.ts';
import { type AddressRange, createEgressGuard, type EgressGuard } from './guard.ts';
import { createResolver, type HostResolver } from './resolve.ts';

export interface EgressOptions {
  /** Loopback and private networks may be called, too, by http and at any port. */
  sandbox: boolean;
  /** Ranges that may be called besides public addresses, in both modes. */
  allowed: readonly AddressRange[];
  resolver?: HostResolver;
  /** What makes the call in the end, through the dialer that it is handed; the process's own unless told. */
  fetch?: typeof fetch;
}

export interface Egress {
  guard: EgressGuard;
  /** For callers that need more than fetch can do; they ask the guard about the URL themselves. */
  dialer: Agent;
  /** Judges URL and address, follows no redirect. Rejects with EgressRefused, by itself or as the cause of what fetch throws. */
  fetch: typeof fetch;
  /** The same over connections of their own with these certificates. */
  withTls(tls: Tls): typeof fetch;
  close(): Promise<void>;
}

/** Opens a way out. Nothing is dialled before the first call. */
export function openEgress({
  sandbox,
  allowed,
  resolver = createResolver(),
  fetch: send = fetch,
}: EgressOptions): Egress {
  const guard = createEgressGuard(sandbox, allowed);
  const dialer = createDialer(guard, resolver);
  const through =
    (agent: Agent): typeof fetch =>
    async (input, init) => {
      const refusal = guard.refusal(new URL(input instanceof Request ? input.url : input));
      if (refusal !== null) throw new EgressRefused(refusal);
      return await send(input, { ...init, redirect: 'manual', dispatcher: agent });
    };
  return {
    guard,
    dialer,
    fetch: through(dialer),
    // Not kept for `close`: an agent that nobody calls any more lets its idle connections go by itself.
    withTls: (tls) => through(createDialer(guard, resolver, tls)),
    close: () => dialer.destroy(),
  };
}
