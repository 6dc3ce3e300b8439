// Makes the connections that our calls go over: kept alive, and only to addresses that the guard lets through.
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { EgressGuard } from './guard.ts';
import type { HostResolver } from './resolve.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Before the next address of a name is tried; Node's own 250 ms give up on far receivers. */
const ADDRESS_TIMEOUT_MS = 1_000;
/** What most servers outlast; a server that announces another time is believed. */
const KEEP_ALIVE_MS = 4_000;
const MAX_KEEP_ALIVE_MS = 60_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_TLS_SESSIONS = 1_000;

/** The guard refused the call before anything was sent. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
}

/** PEM: whom to trust, and our own certificate, where the other side wants one. */
export interface Tls {
  ca?: string[];
  cert?: string;
  key?: string;
}

/**
 * An undici Agent that judges every address at the time it dials it.
 *
 * A name is resolved once and only the judged addresses are dialled, so an answer that changes between check and use
 * has no effect; one refused address refuses the whole name. Redirects are not followed: undici does so only when asked.
 */
export function createDialer(guard: EgressGuard, resolver: HostResolver, tls: Tls = {}): Agent {
  const connect = buildConnector({
    ...tls,
    timeout: CONNECT_TIMEOUT_MS,
    lookup: guardedLookup(guard, resolver),
    minVersion: 'TLSv1.2',
    maxCachedSessions: MAX_TLS_SESSIONS,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
  });
  return new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    connect(options, callback) {
      // The system does not look up an address, so it would pass the guard by.
      if (isIP(options.hostname) !== 0 && !guard.allows(options.hostname)) {
        queueMicrotask(() => callback(refused(), null));
        return;
      }
      connect(options, callback);
    },
  });
}

function guardedLookup(guard: EgressGuard, resolver: HostResolver): LookupFunction {
  return (hostname, options, callback) => {
    resolver.resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) return callback(new Error(`${hostname} has no address`), '');
        if (!addresses.every(({ address }) => guard.allows(address))) return callback(refused(), '');
        if (options.all) return callback(null, addresses);
        return callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

// Which address it was is not told: the answer is shown to merchants, and the network behind us is not theirs to map.
function refused(): EgressRefused {
  return new EgressRefused('the address is not one that may be called');
}
