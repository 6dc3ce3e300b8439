// The platform's keys for the connectors: read from where they are kept, and remembered for a minute.
import type { Database } from '#database/open.ts';
import { type ClientKey, type KeyPurpose, keyById, keyInUse } from '#domain/connections/client_keys.ts';
import type { Vault } from '#domain/context.ts';
import { type Clock, MINUTE_MS } from '#kernel/clock.ts';
import { createCache } from './cache.ts';

const MAX_KEYS = 64;
/** A node goes on with a key that was replaced for this long; what it made with it still counts for a day. */
const KEY_LIVES_MS = MINUTE_MS;

export interface ClientKeys {
  current(purpose: KeyPurpose): Promise<ClientKey>;
  /** Also one that is about to be used, or was replaced; null for one that is not ours (any more). */
  byId(kid: string): Promise<ClientKey | null>;
}

export function openClientKeys({
  database,
  vault,
  clock,
}: {
  database: Database;
  vault: Vault;
  clock: Clock;
}): ClientKeys {
  const cache = createCache<ClientKey | null>({ max_entries: MAX_KEYS, clock });
  const remembered = (name: string, load: () => Promise<ClientKey | null>) =>
    cache.get(name, async () => ({ value: await load(), lives_ms: KEY_LIVES_MS }));
  return {
    async current(purpose) {
      const key = await remembered(purpose, () => database.transact((trx) => keyInUse({ trx, vault }, purpose)));
      if (key === null) throw new Error(`there is no ${purpose} key`);
      return key;
    },
    byId: (kid) => remembered(`kid ${kid}`, () => database.transact((trx) => keyById({ trx, vault }, kid))),
  };
}
