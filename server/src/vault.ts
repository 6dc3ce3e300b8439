// Opens the vault: the encryption key from the environment or from the data folder, where the sandbox makes it once.
import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transaction } from '#database/schema.ts';
import type { Vault } from '#domain/context.ts';
import type { Random } from '#kernel/id.ts';
import { createSealer, localKey } from '#kernel/seal.ts';
import { type Config, ConfigError } from './config.ts';

const KEY_BYTES = 32;
const KEY_FILE = 'encryption.key';

export const systemRandom: Random = (bytes) => new Uint8Array(randomBytes(bytes));

export async function openVault(
  config: Pick<Config, 'encryption_key' | 'data_folder'>,
  random: Random,
): Promise<Vault> {
  const key = config.encryption_key ?? (await keyOfFolder(config.data_folder, random));
  const fingerprint = hkdfSync('sha256', key, Buffer.alloc(0), 'relink number fingerprint', KEY_BYTES);
  return { sealer: createSealer(localKey(key), random), fingerprint_key: new Uint8Array(fingerprint) };
}

async function keyOfFolder(folder: string, random: Random): Promise<Uint8Array> {
  const path = join(folder, KEY_FILE);
  await mkdir(folder, { recursive: true });
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

const CANARY = 'relink';
const CANARY_PLACE = { table: 'installation', column: 'canary', row: '1' };

/** Refuses a database whose secrets were sealed with another key, before anything is read or written with this one. */
export async function checkKey(trx: Transaction, vault: Vault, now: Date): Promise<void> {
  const canary = vault.sealer.seal(CANARY, CANARY_PLACE);
  await trx
    .insertInto('installation')
    .values({ id: 1, canary, created: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const kept = await trx.selectFrom('installation').select('canary').executeTakeFirstOrThrow();
  try {
    if (vault.sealer.open(kept.canary, CANARY_PLACE) === CANARY) return;
  } catch {
    // Told below: the key does not fit.
  }
  throw new ConfigError(
    'RELINK_ENCRYPTION_KEY',
    'this database was sealed with another key; set the key it was made with',
  );
}
