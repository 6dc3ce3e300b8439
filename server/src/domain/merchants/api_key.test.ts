// The sandbox's own keys and the look-up of keys, on a real database.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Database } from '#database/open.ts';
import type { Context } from '#domain/context.ts';
import { openContext } from '#domain/open_context.ts';
import { HOUR_MS, after as later, systemClock } from '#kernel/clock.ts';
import type { MerchantId } from '#kernel/id.ts';
import { createSealer, localKey } from '#kernel/seal.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/databases.ts';
import { createKeyRing, ensureSandboxMerchant, type SandboxKeys } from './api_key.ts';
import { createKey, MAX_KEYS, type MadeKey, revokeKey, rollKey } from './api_key_operations.ts';
import { type ApiKey, forgetEndedKeys, type KeyMaker, listKeys, openKey } from './api_key_rows.ts';

let fresh: TestDatabase;
let database: Database;
before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
});
after(async () => {
  await database.close();
  await fresh.remove();
});
beforeEach(async () => {
  await database.kysely.deleteFrom('api_keys').execute();
  await database.kysely.deleteFrom('merchants').execute();
});

const random = (bytes: number) => randomBytes(bytes);

function maker(): KeyMaker {
  const vault = { sealer: createSealer(localKey(randomBytes(32)), random), fingerprint_key: randomBytes(32) };
  return { clock: systemClock, random, vault };
}

function ensure(keys: SandboxKeys | null, by: KeyMaker) {
  return database.transact((trx) => ensureSandboxMerchant(trx, keys, by));
}

/** By a ring that remembers nothing yet. */
async function find(secret: string, livemode = false) {
  const ring = createKeyRing({ database: { ...database, livemode }, clock: systemClock, log });
  const found = await ring.find(secret);
  assert.ok(found !== 'expired' && found !== 'other_mode');
  return found;
}

const log = { debug: () => {} };
const named = (tail: string) => ({ secret_key: `sk_test_${tail}`, publishable_key: `pk_test_${tail}` });

describe('the sandbox', () => {
  it('makes its merchant and keys once and returns the same ever after', async () => {
    const by = maker();
    const first = await ensure(null, by);
    assert.match(first.secret_key, /^sk_test_[0-9A-Za-z]{48}$/);
    assert.match(first.publishable_key, /^pk_test_[0-9A-Za-z]{48}$/);
    assert.deepEqual(await ensure(null, by), first);
    const [merchants, keys] = await Promise.all([
      database.kysely.selectFrom('merchants').select('id').execute(),
      database.kysely.selectFrom('api_keys').selectAll().execute(),
    ]);
    assert.deepEqual([merchants.length, keys.length], [1, 2]);
    for (const row of keys) assert.equal(JSON.stringify(row).includes(first.secret_key.slice(8)), false);
  });

  it('is made once by nodes that start together', async () => {
    const by = maker();
    const made = await Promise.all([ensure(null, by), ensure(null, by), ensure(null, by)]);
    assert.deepEqual(made[1], made[0]);
    assert.deepEqual(made[2], made[0]);
  });

  it('takes keys that are named, and the ones before stop working', async () => {
    const by = maker();
    const own = await ensure(null, by);
    const first = await ensure(named('firstfirst'), by);
    assert.deepEqual([first.secret_key, first.merchant], ['sk_test_firstfirst', own.merchant]);
    assert.equal(await find(own.secret_key), null);
    assert.equal((await find('sk_test_firstfirst'))?.merchant.id, own.merchant.id);
    assert.equal((await find('pk_test_firstfirst'))?.kind, 'publishable');
    assert.equal((await ensure(null, by)).secret_key, 'sk_test_firstfirst');
    await ensure(named('secondsecond'), by);
    assert.equal((await ensure(named('firstfirst'), by)).secret_key, 'sk_test_firstfirst');
    assert.equal(await find('sk_test_secondsecond'), null);
    assert.notEqual(await find('sk_test_firstfirst'), null);
  });

  it('does not bring back a named key that was rolled or revoked: its successor stays, and the caller is told', async () => {
    const by = maker();
    const at_first = await ensure(named('leakedleaked'), by);
    const change = async (secret: string, work: (context: Context, row: ApiKey) => Promise<unknown>) =>
      await database.transact(async (trx) => {
        const context = await openContext(by, trx, { merchant: at_first.merchant.id, livemode: false });
        const row = (await listKeys(context, MAX_KEYS)).find((one) => openKey(one, by.vault) === secret);
        await work(context, row!);
      });
    assert.deepEqual(at_first.ended, []);
    await change('sk_test_leakedleaked', (context, row) => rollKey(context, row, 0));
    const successor = await ensure(named('leakedleaked'), by);
    assert.notEqual(successor.secret_key, 'sk_test_leakedleaked');
    assert.deepEqual([successor.publishable_key, successor.ended], ['pk_test_leakedleaked', ['secret']]);
    assert.deepEqual(await ensure(named('leakedleaked'), by), successor);
    const ring = createKeyRing({ database, clock: systemClock, log });
    assert.equal(await ring.find('sk_test_leakedleaked'), 'expired');
    assert.equal((await find(successor.secret_key))?.kind, 'secret');
    await change('pk_test_leakedleaked', revokeKey);
    const both = await ensure(named('leakedleaked'), by);
    assert.deepEqual([both.secret_key, both.ended], [successor.secret_key, ['secret', 'publishable']]);
    assert.equal(await find('pk_test_leakedleaked'), null);
    assert.equal((await find(both.publishable_key))?.kind, 'publishable');
  });

  it('says so when the encryption key is another one, unless the keys are named', async () => {
    await ensure(named('samesame'), maker());
    await assert.rejects(ensure(null, maker()), /RELINK_ENCRYPTION_KEY is not the one they were sealed with/);
    const now = maker();
    assert.equal((await ensure(named('samesame'), now)).secret_key, 'sk_test_samesame');
    assert.equal((await ensure(null, now)).secret_key, 'sk_test_samesame');
  });

  it('does not take the key of another merchant', async () => {
    const by = maker();
    const { merchant } = await ensure(named('samesame'), by);
    const earlier = { ...merchant, id: 'acct_earlier' as const, created: new Date(0) };
    await database.kysely.insertInto('merchants').values(earlier).execute();
    await assert.rejects(ensure(named('samesame'), by), /belongs to another merchant/);
  });
});

describe('a key ring', () => {
  it('finds the merchant and the mode, and nothing for what is no key', async () => {
    const { merchant, secret_key } = await ensure(null, maker());
    const ring = createKeyRing({ database, clock: systemClock, log });
    const caller = {
      merchant,
      platform: null,
      livemode: false,
      kind: 'secret',
      hint: `sk_test_…${secret_key.slice(-4)}`,
      permissions: null,
    };
    assert.deepEqual(await ring.find(secret_key), caller);
    assert.deepEqual(await ring.find(secret_key), caller);
    assert.equal(await ring.find(`${secret_key}x`), null);
    assert.equal(await ring.find(''), null);
    const live = createKeyRing({ database: { ...database, livemode: true }, clock: systemClock, log });
    assert.deepEqual([await live.find(secret_key), await ring.find('pk_live_any')], ['other_mode', 'other_mode']);
  });
});

describe('the keys of a merchant', () => {
  async function act<T>(work: (context: Context) => Promise<T>, by: KeyMaker, merchant: MerchantId): Promise<T> {
    return await database.transact(async (trx) => work(await openContext(by, trx, { merchant, livemode: true })));
  }

  it('are live ones alike, and of their mode only', async () => {
    const by = maker();
    const { merchant } = await ensure(null, by);
    const permissions = { customers: 'read' } as const;
    const made = await act(
      (context) => createKey(context, { kind: 'restricted', name: 'Live', permissions }),
      by,
      merchant.id,
    );
    assert.ok(made !== 'too_many');
    assert.match(made.key, /^rk_live_[0-9A-Za-z]{48}$/);
    const caller = await find(made.key, true);
    assert.deepEqual([caller?.livemode, caller?.kind, caller?.permissions], [true, 'restricted', permissions]);
    const rows = await act((context) => listKeys(context, MAX_KEYS), by, merchant.id);
    assert.deepEqual(
      rows.map(({ id }) => id),
      [made.row.id],
    );
  });

  it('are a hundred at most, also when two are made at once', async () => {
    const by = maker();
    const { merchant } = await ensure(null, by);
    const make = () =>
      act((context) => createKey(context, { kind: 'secret', name: 'Many', permissions: null }), by, merchant.id);
    for (let count = 0; count < MAX_KEYS - 1; count += 1) await make();
    const last = await Promise.all([make(), make(), make()]);
    assert.equal(last.filter((made) => made === 'too_many').length, 2);
  });

  it('are kept no longer than they work, in whatever form', async () => {
    const by = maker();
    const { merchant, secret_key } = await ensure(null, by);
    const make = (name: string) =>
      act((context) => createKey(context, { kind: 'secret', name, permissions: null }), by, merchant.id);
    const [revoked, rolled, kept] = [await make('Revoked'), await make('Rolled'), await make('Kept')] as MadeKey[];
    await act((context) => revokeKey(context, revoked!.row), by, merchant.id);
    await act((context) => rollKey(context, rolled!.row, 1), by, merchant.id);
    const sealed = async () => {
      const rows = await database.kysely.selectFrom('api_keys').select(['id', 'sealed']).execute();
      return [revoked, rolled, kept].map((made) => rows.find(({ id }) => id === made?.row.id)?.sealed.length !== 0);
    };
    await forgetEndedKeys(database.kysely, systemClock.now());
    assert.deepEqual(await sealed(), [false, true, true]);
    await forgetEndedKeys(database.kysely, later(systemClock.now(), HOUR_MS));
    assert.deepEqual(await sealed(), [false, false, true]);
    assert.equal((await find(secret_key))?.kind, 'secret');
  });
});
