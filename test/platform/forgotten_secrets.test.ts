// What a link leaves in the tables once it has ended: no token, no number, no note of a visit, and nothing that was read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { complete, link, relinkSession, simulateOnAuthorization } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

type Linked = Awaited<ReturnType<typeof link>>;

/** A link with all the data that one can have. */
async function linked(): Promise<Linked> {
  const made = await link(world, {
    accounts: ['Everyday Checking', 'Rainy Day Savings'],
    permissions: ['payment_method', 'balances', 'ownership', 'transactions'],
  });
  for (const { id } of made.accounts)
    await world.stripe.financialConnections.accounts.refresh(id, {
      features: ['balance', 'ownership', 'transactions'],
    });
  await world.settle();
  return made;
}

/** How many rows, or sealed values, each table has of the link. */
async function kept({ authorization, accounts }: Linked): Promise<Record<string, number>> {
  await world.settle();
  const { kysely } = world.platform.database;
  const ids = sql.join(accounts.map(({ id }) => id));
  const of = async (from: string, where: ReturnType<typeof sql>) => {
    const { rows } = await sql<{
      count: string;
    }>`select count(*) as count from ${sql.table(from)} where ${where}`.execute(kysely);
    return Number(rows[0]!.count);
  };
  const visits = sql`session in (select session from session_accounts where account in (${ids}))
    or session in (select id from sessions where relink_authorization = ${authorization})`;
  return {
    credential: await of('authorizations', sql`id = ${authorization} and credential is not null`),
    numbers: await of('account_numbers', sql`account in (${ids})`),
    visits: await of(
      'bank_visits',
      sql`(${visits}) and (secret is not null or credential is not null or launch_sealed is not null or candidates is not null)`,
    ),
    balances: await of('account_balances', sql`account in (${ids})`),
    owners: await of('account_ownerships', sql`account in (${ids})`),
    transactions: await of('transactions', sql`account in (${ids})`),
    loose_grants: await of('loose_grants', sql`true`),
  };
}

const NOTHING = { credential: 0, numbers: 0, visits: 0, balances: 0, owners: 0, transactions: 0, loose_grants: 0 };

async function assertFull(one: Linked): Promise<void> {
  const { credential, numbers, visits, balances, owners, transactions } = await kept(one);
  assert.deepEqual(
    { credential, numbers, visits, balances, owners },
    { credential: 1, numbers: 2, visits: 0, balances: 2, owners: 2 },
  );
  assert.ok(Number(transactions) > 0);
}

test('of a disconnected link nothing is left', async () => {
  const one = await linked();
  await assertFull(one);
  for (const { id } of one.accounts) await world.stripe.financialConnections.accounts.disconnect(id);
  assert.deepEqual(await kept(one), NOTHING);
});

test('nor of a customer who was deleted', async () => {
  const one = await linked();
  await world.stripe.customers.del(one.customer!);
  assert.deepEqual(await kept(one), NOTHING);
});

test('tokens go as soon as the bank ends the consent, and stay where the link may recover', async () => {
  for (const event of ['consent_revoked', 'consent_expired']) {
    const one = await link(world);
    await simulateOnAuthorization(world, one.authorization, event);
    assert.equal((await kept(one)).credential, 0, event);
  }
  const one = await link(world);
  await simulateOnAuthorization(world, one.authorization, 'reauthentication_required');
  assert.equal((await kept(one)).credential, 1);
  assert.equal((await simulateOnAuthorization(world, one.authorization, 'recovered')).status, 'active');
});

test('a relink that came to nothing leaves no token, no note and no way to the bank', async () => {
  const one = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  for (const outcome of ['wrong_account', 'cancel', 'fail_authentication'] as const) {
    const session = await relinkSession(world, one, { account: one.accounts[0]!.id });
    await complete(world, session.id, { outcome });
  }
  const { visits, loose_grants, credential } = await kept(one);
  assert.deepEqual({ visits, loose_grants, credential }, { visits: 0, loose_grants: 0, credential: 1 });
});

test('a payment method that was detached has no digits any more', async () => {
  const one = await link(world, { accounts: ['Everyday Checking'] });
  const method = await world.stripe.paymentMethods.create({
    type: 'us_bank_account',
    us_bank_account: { financial_connections_account: one.accounts[0]!.id },
    billing_details: { name: 'Jenny Rosen' },
  });
  await world.stripe.paymentMethods.attach(method.id, { customer: one.customer! });
  const digits = async () => {
    const methods = world.platform.database.kysely.selectFrom('payment_methods').select('sealed');
    return (await methods.where('id', '=', method.id as never).executeTakeFirstOrThrow()).sealed.length;
  };
  assert.ok((await digits()) > 0);
  await world.stripe.paymentMethods.detach(method.id);
  assert.equal(await digits(), 0);
  assert.equal(
    (await world.stripe.paymentMethods.retrieve(method.id)).us_bank_account?.last4,
    method.us_bank_account?.last4,
  );
});
