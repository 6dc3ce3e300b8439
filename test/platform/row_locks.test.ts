// Who waits for whom: nobody who writes what refers to a customer or a business, and everybody who counts what ends at a bank.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { isLockTimeout } from '../../server/src/database/errors.ts';
import { isOneOfMany } from '../../server/src/domain/connections/ended_by_bank.ts';
import type { Context } from '../../server/src/domain/context.ts';
import { holdCustomer, lockCustomer } from '../../server/src/domain/customers/customer_rows.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { countEndpoints } from '../../server/src/domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { asOwner } from '../../server/src/inbound/v1/accounts/external_accounts/owner.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { testEngine } from '../databases.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

type Rule = (context: Context) => Promise<unknown>;

const inContext = (rule: Rule) =>
  api.database.transact(async (trx) => {
    await rule(await openContext(api.world, trx, { merchant: api.merchant.id, livemode: false }));
  });

/** Does something else while a transaction holds what it has locked. */
async function whileLocked(lock: Rule, work: () => Promise<unknown>): Promise<void> {
  // The embedded database has one transaction at a time, so nobody waits for a row.
  if (testEngine() === 'embedded') return await inContext(lock);
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const locking = inContext(async (context) => {
    await lock(context);
    locked.resolve();
    await release.promise;
  });
  await Promise.race([locked.promise, locking]);
  try {
    await work();
  } finally {
    release.resolve();
    await locking;
  }
}

const hurried = (rule: Rule) =>
  inContext(async (context) => {
    await sql`set local lock_timeout = '50ms'`.execute(context.trx);
    await rule(context);
  });

/** What the database does by itself for every row that refers to this one. */
const refer = (table: 'customers' | 'merchants', id: string) =>
  hurried(({ trx }) => sql`select from ${sql.table(table)} where id = ${id} for key share`.execute(trx));

describe('rows that refer to a locked one are written', () => {
  test('a customer’s, while he is changed; who needs him to stay waits', async () => {
    const { id } = await api.stripe.customers.create();
    await whileLocked(
      (context) => lockCustomer(context, id),
      async () => {
        await refer('customers', id);
        await assert.rejects(
          hurried((context) => holdCustomer(context, id)),
          isLockTimeout,
        );
      },
    );
  });

  test('a connected account’s, while its bank accounts are changed', async () => {
    const { id } = await api.stripe.accounts.create({ type: 'custom' });
    const platform = { caller: { platform: null } };
    await whileLocked(
      (context) => asOwner({ ...context, ...platform } as never, id, { lock: true }),
      () => refer('merchants', id),
    );
  });

  test('a business’s, while it makes a webhook endpoint', async () => {
    await whileLocked(countEndpoints, () => refer('merchants', api.merchant.id));
  });
});

describe('links that one bank ends at the same moment', () => {
  /** Counts one of them. */
  const ending = (institution: string) => (context: Context) =>
    isOneOfMany(context, { id: 'fcauth_none', institution, consent: null } as never);

  test('are counted one after the other, until the commit; those of another bank are not waited for', async () => {
    await whileLocked(ending('fcinst_one'), async () => {
      await assert.rejects(hurried(ending('fcinst_one')), isLockTimeout);
      await hurried(ending('fcinst_other'));
    });
  });
});
