// Encryption keys change while a process reads and writes, and whoever changes them may be killed: no value is lost, no old key stays in force.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pino from 'pino';
import { readConfig } from '../../server/src/config.ts';
import type { Database } from '../../server/src/database/open.ts';
import { SEALED_COLUMNS } from '../../server/src/database/sealed_columns.ts';
import { audit, platformFor } from '../../server/src/domain/audit.ts';
import { listKeys, openKey, storeKey } from '../../server/src/domain/merchants/api_key_rows.ts';
import { newKeyText } from '../../server/src/domain/merchants/api_key_text.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { MerchantId } from '../../server/src/kernel/id.ts';
import { localKeyPort } from '../../server/src/kernel/key_port.ts';
import { countSealed, rotateKeys } from '../../server/src/rotation.ts';
import { type OpenVault, openVault, systemRandom } from '../../server/src/vault.ts';
import { followKeys, keyRows } from '../../server/src/wrapping_keys.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { keyServicePort, startKeyService } from '../key_service.ts';
import { command, endAll } from '../start/command.ts';
import { addMerchant } from '../strangers.ts';

const FIRST = randomBytes(32);
const SECOND = randomBytes(32);
const SECRETS = 120;
/** A process that was killed has done: nothing, one value of the former kind, some of them. */
const KILLED_AFTER = { postgres: [1, 5, 150], embedded: [150] };
/** Hashes, pictures and public keys: nothing that has to be opened again. */
const NOT_SEALED = /(_hash|^hash|fingerprint|^number_fingerprint|^public_key|^wrapped)$/;
const MAKER = { clock: systemClock, random: systemRandom };

let fresh: TestDatabase;
let database: Database;
let merchant: MerchantId;
const written: string[] = [];
const lost_secrets: string[] = [];
const withoutLost = () => written.filter((secret) => !lost_secrets.includes(secret));

before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
});
after(async () => {
  await endAll();
  await database.close();
  await fresh.remove();
});

function env(current: Uint8Array, ...old: Uint8Array[]): Record<string, string> {
  const hex = (key: Uint8Array) => Buffer.from(key).toString('hex');
  return {
    ...fresh.env,
    RELINK_ENCRYPTION_KEY: hex(current),
    RELINK_ENCRYPTION_KEYS_OLD: old.map(hex).join(','),
  };
}

const open = (current: Uint8Array, ...old: Uint8Array[]) =>
  openVault(readConfig(env(current, ...old)), { database, ...MAKER });

/** As the version before sealed: with the only key there was, and bound to no merchant. */
function sealedFirst(plain: string, place: string): Uint8Array {
  const encrypt = (key: Uint8Array, value: Uint8Array, bound: string) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
    return Buffer.concat([iv, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  };
  const key = randomBytes(32);
  return Buffer.concat([
    Buffer.from([1]),
    encrypt(FIRST, key, 'data-key|local'),
    encrypt(key, Buffer.from(plain), place),
  ]);
}

async function write(vault: OpenVault, count: number): Promise<void> {
  await database.transact(async (trx) => {
    for (let index = 0; index < count; index += 1) {
      const key = newKeyText('secret', false, systemRandom);
      const of = { merchant, livemode: false, kind: 'secret', name: null, permissions: null } as const;
      await storeKey(trx, of, key, { ...MAKER, vault });
      written.push(key);
    }
  });
}

/** All that was ever written, as it opens now. */
async function read(vault: OpenVault): Promise<(string | null)[]> {
  return await database.transact(async (trx) => {
    const context = await openContext({ ...MAKER, vault }, trx, { merchant, livemode: false });
    const rows = await listKeys(context, 10_000);
    return rows.filter(({ kind }) => kind === 'secret').map((row) => openKey(row, vault));
  });
}

test('a database of the version before opens with its key, and its fingerprints stay', async () => {
  const sealed = sealedFirst('relink', 'installation|canary|1');
  await database.kysely
    .insertInto('installation')
    .values({ id: 1, canary: sealed, created: new Date(), fingerprint_key: null })
    .execute();
  const vault = await open(FIRST);
  const derived = hkdfSync('sha256', FIRST, Buffer.alloc(0), 'relink number fingerprint', 32);
  assert.deepEqual(Buffer.from(vault.fingerprint_key), Buffer.from(derived));
  const made = await database.transact((trx) => addMerchant(trx, { ...MAKER, vault }));
  merchant = made.merchant.id;
  written.push(made.keys.secret);
  await write(vault, SECRETS);
  // Half of them as they were sealed before.
  for (const { id, secret } of (
    await database.transact(async (trx) => {
      const rows = await listKeys(await openContext({ ...MAKER, vault }, trx, { merchant, livemode: false }), 10_000);
      return rows.map((row) => ({ id: row.id, secret: openKey(row, vault)! }));
    })
  ).slice(0, SECRETS / 2)) {
    const before = sealedFirst(secret, `api_keys|sealed|${id}`);
    await database.kysely.updateTable('api_keys').set({ sealed: before }).where('id', '=', id).execute();
  }
  assert.deepEqual((await read(vault)).sort(), written.sort());
});

test('with another key it is not opened, and nothing is written', async () => {
  const rows = await keyRows(database);
  await assert.rejects(open(SECOND), /RELINK_ENCRYPTION_KEY|sealed with another key/);
  assert.deepEqual(await keyRows(database), rows);
});

test('whoever rotates may be killed at any moment, while a process reads and writes all the time', async () => {
  const node = await open(SECOND, FIRST);
  const log = pino({ level: 'silent' });
  const shared = database.engine === 'postgres';
  const stop = await followKeys(database, node.keys, log);
  for (const draws of KILLED_AFTER[database.engine]) {
    // The embedded database is one process's: there the others come before and after.
    if (!shared) await database.close();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'rotating_process.ts')], {
      env: { ...process.env, ...env(SECOND, FIRST), RELINK_TEST_DRAWS: String(draws) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(child, 'exit');
    while (shared && child.exitCode === null && child.signalCode === null) {
      await write(node, 1);
      assert.deepEqual((await read(node)).sort(), written.sort());
      await delay(20);
    }
    assert.equal((await ended)[1], 'SIGKILL', `after ${draws} draws`);
    if (!shared) database = await fresh.open();
    const vault = shared ? node : await open(SECOND, FIRST);
    assert.deepEqual((await read(vault)).sort(), written.sort());
    await write(vault, 1);
  }
  assert.equal((await keyRows(database)).length, 2, 'every one went on with the key of the one before');
  await stop();
});

test('npm run keys:rotate ends it, and says that the old key can go; npm run audit shows what was told', async () => {
  const about = {
    action: 'token.refreshed',
    authorization: 'fcauth_1',
    interaction: 'handle-1',
    detail: { version: 2 },
  } as const;
  await database.transact((trx) =>
    audit({ trx, clock: systemClock }, platformFor({ merchant, livemode: false }), about),
  );
  await database.close();
  const run = async (...args: string[]) => tool('keys', ...args);
  const tool = async (name: string, ...args: string[]) => {
    const ran = command(env(SECOND, FIRST), [process.execPath, `scripts/${name}.ts`, ...args]);
    const { code, output } = await ran.ended();
    assert.equal(code, 0, output);
    return output;
  };
  assert.match(await run('--status'), /key 1 .* in use .*\n.*key 2 .* in use .* values\n.*before keys had numbers/);
  assert.match(await run(), /sealed with key 2.*\n.*RELINK_ENCRYPTION_KEYS_OLD is not needed any more/);
  const told = await tool('audit', '--authorization', 'fcauth_1');
  assert.match(told, /token\.refreshed +platform +acct_\w+ +fcauth_1 +int=handle-1 +version=2/);
  assert.match(await run('--status'), /key 1 .* retired .* 0 values/);
  database = await fresh.open();
  const vault = await open(SECOND);
  assert.deepEqual((await read(vault)).sort(), written.sort());
  assert.deepEqual([...(await countSealed(database)).keys()], [2]);
  const derived = hkdfSync('sha256', FIRST, Buffer.alloc(0), 'relink number fingerprint', 32);
  assert.deepEqual(Buffer.from(vault.fingerprint_key), Buffer.from(derived));
  await assert.rejects(open(FIRST), /sealed with another key/);
});

test('a process whose clock is behind goes on to the new key as well, as soon as the old one is retired', async () => {
  const clock = { now: () => new Date(Date.now() - 3_600_000) };
  const behind = await openVault(readConfig(env(SECOND)), { database, ...MAKER, clock });
  const stop = await followKeys(database, behind.keys, pino({ level: 'silent' }));
  const vault = await open(SECOND);
  const desk = { database, clock: systemClock, vault, settle_ms: 0, report: () => {} };
  const { number } = await rotateKeys(desk);
  for (let looks = 0; behind.keys.current().number !== number && looks < 1_000; looks += 1) await delay(10);
  await stop();
  assert.equal(behind.keys.current().number, number);
});

test('a retired key is deleted a day later, and a value that no key opens is told of and left alone', async () => {
  const clock = { now: () => new Date(Date.now() + 86_400_000) };
  const vault = await openVault(readConfig(env(SECOND)), { database, clock, random: systemRandom });
  const [lost] = await database.kysely.selectFrom('api_keys').select('id').limit(1).execute();
  const damaged = await database.kysely
    .updateTable('api_keys')
    .set({ sealed: sql`overlay(sealed placing '\\x00000009'::bytea from 2)` })
    .where('id', '=', lost!.id)
    .returning('sealed')
    .executeTakeFirstOrThrow();
  const lines: string[] = [];
  const readable = new Set(await read(vault));
  const rotated = await rotateKeys({ database, clock, vault, settle_ms: 0, report: (line) => void lines.push(line) });
  lost_secrets.push(...written.filter((secret) => !readable.has(secret)));
  assert.deepEqual(rotated.unreadable, [`api_keys.sealed of ${lost!.id}`]);
  assert.deepEqual(
    (await keyRows(database)).map(({ number, retired_at }) => [number, retired_at === null]),
    [
      [3, false],
      [4, true],
    ],
  );
  const { sealed } = await database.kysely
    .selectFrom('api_keys')
    .select('sealed')
    .where('id', '=', lost!.id)
    .executeTakeFirstOrThrow();
  assert.deepEqual(Buffer.from(sealed), Buffer.from(damaged.sealed));
  assert.match(lines.join('\n'), /key 4: made\n.*api_keys\.sealed: \d+ sealed anew/s);
});

test('a key service takes over from the local key, and is asked at the start and by a rotation, never to seal or to open', async () => {
  const service = await startKeyService();
  const local = localKeyPort([SECOND], systemRandom);
  const desk = { database, ...MAKER, key_port: keyServicePort(service, local) };
  const config = readConfig(env(SECOND));
  const vault = await openVault(config, desk);
  assert.deepEqual(service.asked, [], 'nothing is its own yet');
  await rotateKeys({ database, clock: systemClock, vault, settle_ms: 0, report: () => {} });
  const masters = (await keyRows(database)).map(({ master }) => master);
  assert.deepEqual(new Set(masters), new Set(['service:relink']));
  const alone = await openVault({ ...config, encryption_key: null }, desk);
  service.asked.length = 0;
  await write(alone, 3);
  assert.deepEqual((await read(alone)).filter((secret) => secret !== null).sort(), withoutLost().sort());
  assert.deepEqual(service.asked, []);
  service.close();
});

test('every column of bytes is gone through, or holds nothing that is sealed', async () => {
  const { rows } = await sql<{ table_name: string; column_name: string }>`
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and data_type = 'bytea'`.execute(database.kysely);
  const gone = new Set(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`));
  const forgotten = rows
    .filter(({ table_name, column_name }) => !gone.has(`${table_name}.${column_name}`))
    .filter(({ table_name, column_name }) => table_name !== 'merchant_logos' && !NOT_SEALED.test(column_name));
  assert.deepEqual(forgotten, []);
  assert.ok(rows.length > gone.size);
  const columns = new Set(rows.map(({ table_name, column_name }) => `${table_name}.${column_name}`));
  assert.deepEqual(
    [...gone].filter((column) => !columns.has(column)),
    [],
  );
});
