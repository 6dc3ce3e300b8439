// Opens the vault: master keys from the environment or the data folder, the keys they wrap, and the key of fingerprints.
import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '#database/open.ts';
import type { Vault } from '#domain/context.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/id.ts';
import { type KeyPort, localKeyPort } from '#kernel/key_port.ts';
import { CannotOpen, createSealer, KEY_BYTES, localKey } from '#kernel/seal.ts';
import { type Config, ConfigError } from './config.ts';
import { addKey, createWrappingKeys, type KeptKeys, keyRows } from './wrapping_keys.ts';

const KEY_FILE = 'encryption.key';
const CANARY = 'relink';
const CANARY_PLACE = { tenant: 'installation', table: 'installation', column: 'canary', row: '1' } as const;
const FINGERPRINT_PLACE = { ...CANARY_PLACE, column: 'fingerprint_key' } as const;

export const systemRandom: Random = (bytes) => new Uint8Array(randomBytes(bytes));

export interface OpenVault extends Vault {
  keys: KeptKeys;
  port: KeyPort;
}

/** What the keys are kept in. The database must be migrated. `key_port`: where master keys are that no process may hold. */
export interface VaultDesk {
  database: Database;
  clock: Clock;
  random: Random;
  key_port?: KeyPort;
}

/** Throws ConfigError for a database whose secrets were sealed with another key, before anything is written with this one. */
export async function openVault(
  config: Pick<Config, 'encryption_key' | 'encryption_keys_old' | 'data_folder'>,
  desk: VaultDesk,
): Promise<OpenVault> {
  const { database, random, clock } = desk;
  const masters = await mastersOf(config, desk);
  const port = desk.key_port ?? localKeyPort(masters as [Uint8Array, ...Uint8Array[]], random);
  const founder = await founderOf(database, masters);
  const keys = createWrappingKeys({ database, clock, port, unnumbered: masters });
  const sealer = createSealer(keys, random);
  try {
    if ((await keyRows(database)).length === 0) {
      const [made, now] = [await port.generateDataKey(), clock.now()];
      made.plain.fill(0);
      await addKey(database, { ...made, number: 1, created: now, active_from: now });
    }
    await keys.load();
    const fingerprint_key = await fingerprintKey({ sealer }, desk, founder);
    return { sealer, fingerprint_key, keys, port };
  } catch (error) {
    throw error instanceof CannotOpen ? otherKey() : error;
  }
}

function otherKey(): ConfigError {
  return new ConfigError(
    'RELINK_ENCRYPTION_KEY',
    'this database was sealed with another key; set the key it was made with, or name it in RELINK_ENCRYPTION_KEYS_OLD',
  );
}

/** The one in use comes first. A key service holds its own; keys of the environment then open what is older than it. */
async function mastersOf(
  { encryption_key, encryption_keys_old, data_folder }: Parameters<typeof openVault>[0],
  { random, key_port }: VaultDesk,
): Promise<Uint8Array[]> {
  if (encryption_key !== null) return [encryption_key, ...encryption_keys_old];
  if (key_port !== undefined) return [...encryption_keys_old];
  return [await keyOfFolder(data_folder, random), ...encryption_keys_old];
}

async function keyOfFolder(folder: string, random: Random): Promise<Uint8Array> {
  const path = join(folder, KEY_FILE);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    // `wx` makes the key once even when two processes start at the same time.
    await writeFile(path, `${Buffer.from(random(KEY_BYTES)).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  if (key.length !== KEY_BYTES) throw new ConfigError('RELINK_ENCRYPTION_KEY', `the key in ${path} is damaged`);
  return key;
}

/** The master key of a database that is older than keys with numbers; null for any other. Throws ConfigError where it is not here. */
async function founderOf({ kysely }: Database, masters: readonly Uint8Array[]): Promise<Uint8Array | null> {
  const kept = await kysely.selectFrom('installation').select(['canary', 'fingerprint_key']).executeTakeFirst();
  if (kept === undefined || kept.fingerprint_key !== null) return null;
  const founder = masters.find((key) => opens(key, kept.canary));
  if (founder === undefined) throw otherKey();
  return founder;
}

function opens(key: Uint8Array, canary: Uint8Array): boolean {
  try {
    return createSealer(localKey(key), systemRandom).open(canary, CANARY_PLACE) === CANARY;
  } catch {
    return false;
  }
}

/** Fingerprints outlive encryption keys. The first ones were derived from the only key there was, so they stay what they are. */
async function fingerprintKey(
  { sealer }: Pick<Vault, 'sealer'>,
  { database, random, clock }: VaultDesk,
  founder: Uint8Array | null,
): Promise<Uint8Array> {
  const read = () => database.kysely.selectFrom('installation').select('fingerprint_key').executeTakeFirst();
  let sealed = (await read())?.fingerprint_key ?? null;
  if (sealed === null) {
    const key = founder === null ? random(KEY_BYTES) : firstFingerprintKey(founder);
    const fingerprint_key = sealer.seal(Buffer.from(key).toString('hex'), FINGERPRINT_PLACE);
    await database.kysely
      .insertInto('installation')
      .values({ id: 1, canary: sealer.seal(CANARY, CANARY_PLACE), fingerprint_key, created: clock.now() })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ fingerprint_key }).where('installation.fingerprint_key', 'is', null),
      )
      .execute();
    sealed = (await read())!.fingerprint_key!;
  }
  return new Uint8Array(Buffer.from(sealer.open(sealed, FINGERPRINT_PLACE), 'hex'));
}

function firstFingerprintKey(founder: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', founder, Buffer.alloc(0), 'relink number fingerprint', KEY_BYTES));
}
