// Host names to addresses without the thread pool, so that one slow name server cannot hold up everybody's calls.
import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';

const QUERY_TIMEOUT_MS = 2_000;
const QUERY_TRIES = 2;
const MAX_ADDRESSES = 32;
/** Of the four threads that the process has for files and system look-ups. */
const MAX_SYSTEM_LOOKUPS = 2;

const LOCALHOST = /^(?:.+\.)?localhost\.?$/i;

/** Resolves a host name; rejects with the system's error when there is no address. */
export interface HostResolver {
  resolve(hostname: string): Promise<LookupAddress[]>;
}

/**
 * Asks DNS directly, and the system (its hosts file, its search domains) for names that DNS does not know. Only the
 * system's look-up occupies a thread, so it is the one that is limited.
 */
export function createResolver(): HostResolver {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  const waiting: (() => void)[] = [];
  let looking_up = 0;

  async function systemLookup(hostname: string): Promise<LookupAddress[]> {
    // Callers are bounded by the number of calls in flight, and so is this queue.
    if (looking_up >= MAX_SYSTEM_LOOKUPS) await new Promise<void>((resolve) => waiting.push(resolve));
    else looking_up += 1;
    try {
      return await lookup(hostname, { all: true, order: 'verbatim' });
    } finally {
      const next = waiting.shift();
      if (next === undefined) looking_up -= 1;
      else next();
    }
  }

  return {
    async resolve(hostname) {
      if (LOCALHOST.test(hostname)) return [four('127.0.0.1'), six('::1')];
      const [ipv4, ipv6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
      const found = [
        ...(ipv6.status === 'fulfilled' ? ipv6.value.map(six) : []),
        ...(ipv4.status === 'fulfilled' ? ipv4.value.map(four) : []),
      ];
      const addresses = found.length > 0 ? found : await systemLookup(hostname);
      return addresses.slice(0, MAX_ADDRESSES);
    },
  };
}

function four(address: string): LookupAddress {
  return { address, family: 4 };
}

function six(address: string): LookupAddress {
  return { address, family: 6 };
}
