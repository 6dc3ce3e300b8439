// The platform's keys at banks: made once by nodes that start together, published before they are used, kept after it.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../../server/src/database/open.ts';
import {
  clientKeys,
  ensureClientKeys,
  keyById,
  keyInUse,
  publishedKeys,
  rotateClientKeys,
} from '../../server/src/domain/connections/client_keys.ts';
import { DAY_MS } from '../../server/src/kernel/clock.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { vaultOf } from './batch_desk.ts';

const random = (bytes: number) => randomBytes(bytes);

describe('the keys by which banks know the platform', () => {
  let fresh: TestDatabase;
  let database: Database;
  let now = new Date('2026-11-20T12:00:00Z');
  const base = { clock: { now: () => now }, random, vault: vaultOf(random) };
  before(async () => {
    fresh = await freshDatabase();
    database = await fresh.open();
    const start = () => database.transact((trx) => ensureClientKeys({ ...base, trx }));
    await Promise.all([start(), start(), start()]);
  });
  after(async () => {
    await database.close();
    await fresh.remove();
  });
  const rotate = (stolen = false) => database.transact((trx) => rotateClientKeys({ ...base, trx }, { stolen }));
  const published = async (use: string) =>
    (await database.transact((trx) => publishedKeys({ ...base, trx }, now)))
      .filter((key) => key.use === use)
      .map(({ kid }) => kid);
  const inUse = async (purpose: 'signing' | 'encryption' | 'dpop') =>
    (await database.transact((trx) => keyInUse({ ...base, trx }, purpose)))!;

  it('are one set for nodes that start together', async () => {
    const states = (await database.transact(clientKeys)).map(({ purpose, state }) => `${purpose} ${state}`);
    assert.deepEqual(states.sort(), [
      'dpop current',
      'encryption current',
      'encryption next',
      'signing current',
      'signing next',
    ]);
  });

  it('are in the hands of banks before they are used, and for a day after', async () => {
    const [first, next] = await published('sig');
    assert.equal((await inUse('signing')).kid, first);
    await rotate();
    assert.equal((await inUse('signing')).kid, next);
    assert.ok((await published('sig')).includes(first));
    assert.equal((await published('enc')).length, 2);
    now = new Date(now.getTime() + DAY_MS);
    assert.ok(!(await published('sig')).includes(first));
    assert.equal((await published('sig')).length, 2);
  });

  it('still open what was bound to them or encrypted for them, for a month', async () => {
    const { kid, private_key } = await inUse('dpop');
    await rotate();
    assert.notEqual((await inUse('dpop')).kid, kid);
    const kept = () => database.transact((trx) => keyById({ ...base, trx }, kid));
    assert.deepEqual((await kept())?.private_key, private_key);
    now = new Date(now.getTime() + 31 * DAY_MS);
    await rotate();
    assert.equal(await kept(), null);
  });

  it('are told from what is sealed, whatever somebody wrote beside it', async () => {
    const told = () => database.transact((trx) => publishedKeys({ ...base, trx }, now));
    const before = await told();
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const foreign = JSON.stringify(publicKey.export({ format: 'jwk' }));
    await database.kysely.updateTable('client_keys').set({ public_key: foreign }).execute();
    assert.deepEqual(await told(), before);
    assert.ok(before.every((key) => key.d === undefined && key.x && key.y));
  });

  it('are read by nobody any more when they were stolen', async () => {
    const { kid } = await inUse('signing');
    await rotate(true);
    assert.ok(!(await published('sig')).includes(kid));
  });
});
