// Whoever works with a customer does not wait for who changes him, and waits for who deletes him: otherwise they would wait for each other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { isLockTimeout } from '../../server/src/database/errors.ts';
import type { Context } from '../../server/src/domain/context.ts';
import { holdCustomer, lockCustomer } from '../../server/src/domain/customers/customer_rows.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { testEngine } from '../databases.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const inContext = <T>(rule: (context: Context) => Promise<T>) =>
  api.database.transact(async (trx) =>
    rule(await openContext(api.world, trx, { merchant: api.merchant.id, livemode: false })),
  );

const skip = testEngine() === 'embedded' && 'the embedded database has one transaction at a time';

test('a row that refers to a customer is written while he is locked; who holds him is kept waiting', {
  skip,
}, async () => {
  const { id } = await api.stripe.customers.create();
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const locking = inContext(async (context) => {
    assert.ok(await lockCustomer(context, id));
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  try {
    const hurried = (rule: (context: Context) => Promise<unknown>) =>
      inContext(async (context) => {
        await sql`set local lock_timeout = '50ms'`.execute(context.trx);
        return await rule(context);
      });
    // What the database does by itself for every row that refers to him.
    await hurried(({ trx }) => sql`select from customers where id = ${id} for key share`.execute(trx));
    await assert.rejects(
      hurried((context) => holdCustomer(context, id)),
      isLockTimeout,
    );
  } finally {
    release.resolve();
    await locking;
  }
});
