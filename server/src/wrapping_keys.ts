// The keys that wrap data keys, unwrapped once and held in memory; their rows say which there are and which one is in use.
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Row } from '#database/schema.ts';
import type { Clock } from '#kernel/clock.ts';
import type { KeyPort, WrappedKey } from '#kernel/key_port.ts';
import type { WrappingKeys } from '#kernel/seal.ts';

/** Tells every process that a key was added or retired. */
const CHANNEL = 'relink_encryption_keys';
/** A rotation adds one and deletes those of rotations before. */
const KEYS_MAX = 1_000;

export interface KeptKeys extends WrappingKeys {
  /** Reads the table again. Throws what the key port throws for a key that it cannot unwrap. */
  load(): Promise<void>;
}

interface Held {
  number: number;
  key: Uint8Array;
  active_from: Date;
  retired: boolean;
}

export function createWrappingKeys(desk: {
  database: Database;
  clock: Clock;
  port: KeyPort;
  unnumbered: readonly Uint8Array[];
}): KeptKeys {
  let held: Held[] = [];
  let loading: Promise<void> | null = null;
  const load = () => {
    loading ??= read().finally(() => {
      loading = null;
    });
    return loading;
  };
  const read = async () => {
    const rows = await keyRows(desk.database);
    const next = await Promise.all(
      rows.map(async ({ number, active_from, retired_at, ...wrapped }) => {
        const known = held.find((one) => one.number === number);
        const key = known?.key ?? (await desk.port.decrypt(wrapped));
        return { number, active_from, key, retired: retired_at !== null };
      }),
    );
    for (const { key } of held.filter((one) => !next.some(({ number }) => number === one.number))) key.fill(0);
    held = next;
  };
  return {
    unnumbered: desk.unnumbered,
    load,
    current() {
      const now = desk.clock.now();
      const inUse = held.filter(({ retired }) => !retired);
      // A process whose clock runs behind the one that made the oldest of them has none in force yet.
      const key = inUse.findLast(({ active_from }) => active_from <= now) ?? inUse[0];
      if (key === undefined) throw new Error('the encryption keys are not loaded');
      return key;
    },
    find(number) {
      const found = held.find((one) => one.number === number);
      // Nobody waits for it inside a transaction; whoever comes again finds the key.
      if (found === undefined) load().catch(() => {});
      return found?.key ?? null;
    },
  };
}

/** Hears of keys that a rotation adds, before anything is sealed with them. The returned function stops it. */
export async function followKeys(database: Database, keys: KeptKeys, log: Logger): Promise<() => Promise<void>> {
  return await database.listen(CHANNEL, () => {
    keys.load().catch((error) => log.error({ err: error }, 'an encryption key of the database cannot be read'));
  });
}

/** The oldest first. */
export async function keyRows({ kysely }: Database): Promise<Row<'encryption_keys'>[]> {
  return await kysely.selectFrom('encryption_keys').selectAll().orderBy('number').limit(KEYS_MAX).execute();
}

/** Adds a key unless there is one of this number: of two processes that start at once, both go on with the first's. */
export async function addKey(
  database: Database,
  key: WrappedKey & Pick<Row<'encryption_keys'>, 'number' | 'created' | 'active_from'>,
): Promise<void> {
  const { number, master, wrapped, created, active_from } = key;
  await database.kysely
    .insertInto('encryption_keys')
    .values({ number, master, wrapped, created, active_from, retired_at: null })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .execute();
  await tellOfKeys(database);
}

/** Every process reads the table again. */
export async function tellOfKeys(database: Database): Promise<void> {
  await database.notify(null, CHANNEL);
}
