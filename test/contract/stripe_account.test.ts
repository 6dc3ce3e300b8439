// The Stripe-Account header: who may act as whom, at every endpoint there is, and what stays apart.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { createKey } from '../../server/src/domain/merchants/api_key_operations.ts';
import { findMerchant, listMerchants } from '../../server/src/domain/merchants/merchant.ts';
import { endpoints } from '../../server/src/inbound/v1/routes.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { writeLinks } from '../links.ts';
import { records } from './records.ts';

let api: TestApi;
/** Connected accounts: two of ours, one of another platform's. */
let ours: string;
let other: string;
let foreign: string;
/** What `ours` has, by the name of the URL's parameter. */
let had: Record<string, string>;

before(async () => {
  api = await openTestApi();
  const create = async (stripe: Stripe, name: string) =>
    (await stripe.accounts.create({ business_profile: { name } })).id;
  ours = await create(api.stripe, 'Ours');
  other = await create(api.stripe, 'Other');
  foreign = await create(await api.otherMerchant(), 'Foreign');
  had = await fill(ours);
});
after(() => api.close());

async function fill(stripeAccount: string): Promise<Record<string, string>> {
  await api.database.transact(async (trx) => {
    await seedInstitutions(trx);
    const links = {
      merchant: stripeAccount as `acct_${string}`,
      kind: 'broken',
      count: 1,
      from: 90_000_001,
      now: new Date(),
    } as const;
    await writeLinks(trx, links);
  });
  const acting = { stripeAccount };
  const { financialConnections, customers, webhookEndpoints, testHelpers, events } = api.stripe;
  const [account] = (await financialConnections.accounts.list({}, acting)).data;
  const customer = await customers.create({ name: 'Kim' }, acting);
  const session = await financialConnections.sessions.create({ permissions: ['balances'] }, acting);
  const endpoint = await webhookEndpoints.create({ url: 'https://kim.example/', enabled_events: ['*'] }, acting);
  const clock = await testHelpers.testClocks.create({ frozen_time: 1_800_000_000 }, acting);
  const [event] = (await events.list({ limit: 1 }, acting)).data;
  return {
    account: account!.id,
    authorization: account!.authorization!,
    customer: customer.id,
    session: session.id,
    webhook_endpoint: endpoint.id,
    test_clock: clock.id,
    event: event!.id,
  };
}

/** A URL of an endpoint, about what `ours` has where the parameter is known. */
function urlOf(path: string): string {
  const connected = path.startsWith('/v1/accounts/');
  return path.replaceAll(/:(\w+)/g, (_, name: string) => (connected ? 'acct_none' : (had[name] ?? 'none_1')));
}

function ask(method: string, url: string, headers: Record<string, string>) {
  return api.call(method, url, { headers, ...(method === 'POST' && { body: '' }) });
}

interface Refused {
  error?: { code?: string; type: string };
}

describe('a request that names a connected account', () => {
  test('of another platform, or none, is refused at every endpoint and changes nothing', async () => {
    const before = await records(api.database);
    for (const { method, path } of endpoints) {
      for (const account of [foreign, 'acct_none', 'acct_'.padEnd(400, 'x')]) {
        const { status, body } = await ask(method, urlOf(path), { 'stripe-account': account });
        const { error } = body as Refused;
        assert.deepEqual([status, error?.code], [403, 'account_invalid'], `${method} ${path} as ${account}`);
      }
    }
    assert.deepEqual(await records(api.database), before);
  });

  test('that was deleted is refused', async () => {
    const { id } = await api.stripe.accounts.create({});
    await api.stripe.accounts.del(id);
    const { status, body } = await ask('GET', '/v1/customers', { 'stripe-account': id });
    assert.deepEqual([status, (body as Refused).error?.code], [403, 'account_invalid']);
  });

  test('gets what that account has, and the header back', async () => {
    const { financialConnections, customers, events } = api.stripe;
    const acting = { stripeAccount: ours };
    const answer = await customers.retrieve(had.customer!, {}, acting);
    assert.equal(answer.lastResponse.stripeAccount, ours);
    assert.equal((await financialConnections.accounts.retrieve(had.account!, {}, acting)).id, had.account);
    assert.equal((await events.retrieve(had.event!, {}, acting)).account, ours);
  });
});

describe('what a connected account has', () => {
  test('is not there for its platform, nor for a sibling, and cannot be changed by them', async () => {
    const before = await records(api.database);
    const aboutOne = endpoints.filter(({ path }) => path.includes('/:') && !path.includes('/institutions/'));
    for (const { method, path } of aboutOne) {
      for (const headers of [{}, { 'stripe-account': other }]) {
        const { status } = await ask(method, urlOf(path), headers as Record<string, string>);
        assert.ok([400, 403, 404].includes(status), `${method} ${path} answers ${status}`);
      }
    }
    assert.deepEqual(await records(api.database), before);
  });

  test('is on nobody else’s list', async () => {
    const { financialConnections, customers, webhookEndpoints, events } = api.stripe;
    for (const options of [{}, { stripeAccount: other }]) {
      const lists = await Promise.all([
        financialConnections.accounts.list({}, options),
        customers.list({}, options),
        webhookEndpoints.list({}, options),
        events.list({}, options),
      ]);
      assert.deepEqual(
        lists.map(({ data }) => data),
        [[], [], [], []],
      );
    }
  });

  test('cannot be named by others, nor held for others', async () => {
    const { sessions } = api.stripe.financialConnections;
    const permissions: ['balances'] = ['balances'];
    const { customer, account, authorization } = had as Record<'customer' | 'account' | 'authorization', string>;
    const holders: Stripe.FinancialConnections.SessionCreateParams.AccountHolder[] = [
      { type: 'customer', customer },
      { type: 'account', account: foreign },
    ];
    for (const account_holder of holders) {
      await assert.rejects(sessions.create({ permissions, account_holder }), { code: 'resource_missing' });
    }
    const relink_options = { authorization, account };
    await assert.rejects(sessions.create({ permissions, relink_options }), { code: 'resource_missing' });
    const held = { permissions, account_holder: { type: 'account' as const, account: ours } };
    await assert.rejects(sessions.create(held, { stripeAccount: ours }), { code: 'resource_missing' });
    await assert.rejects(api.stripe.accounts.create({}, { stripeAccount: ours }), /connected accounts of its own/);
    const connect = { url: 'https://kim.example/', enabled_events: ['*' as const], connect: true };
    await assert.rejects(api.stripe.webhookEndpoints.create(connect, { stripeAccount: ours }), { param: 'connect' });
  });

  test('has idempotency keys of its own', async () => {
    const idempotencyKey = 'the same key';
    const made = [];
    for (const options of [{}, { stripeAccount: ours }, { stripeAccount: other }]) {
      made.push((await api.stripe.customers.create({ name: 'Pat' }, { ...options, idempotencyKey })).id);
    }
    assert.equal(new Set(made).size, 3);
    const again = await api.stripe.customers.create({ name: 'Pat' }, { stripeAccount: ours, idempotencyKey });
    assert.equal(again.id, made[1]);
  });
});

test('a connected account is no business of the installation', async () => {
  await api.database.transact(async (trx) => {
    const ids: string[] = (await listMerchants(trx)).merchants.map(({ id }) => id);
    assert.ok(ids.includes(api.merchant.id));
    for (const id of [ours, other, foreign]) {
      assert.ok(!ids.includes(id));
      assert.equal(await findMerchant(trx, id), null);
    }
  });
});

test('a restricted key may do as a connected account what it was given, and nothing more', async () => {
  const { merchant, world } = api;
  const made = await api.database.transact((trx) => {
    const context = { ...world, trx, merchant, livemode: false, request: null };
    return createKey(context, { kind: 'restricted', name: 'Support', permissions: { customers: 'read' } });
  });
  assert.ok(typeof made !== 'string');
  const support = api.sdk({}, made.key);
  const acting = { stripeAccount: ours };
  assert.ok((await support.customers.list({}, acting)).data.some(({ id }) => id === had.customer));
  await assert.rejects(support.customers.create({}, acting), { statusCode: 403, message: /customers_write/ });
  await assert.rejects(support.financialConnections.accounts.list({}, acting), { message: /'accounts_read'/ });
  await assert.rejects(support.accounts.list(), { message: /connected_accounts_read/ });
  await assert.rejects(support.customers.list({}, { stripeAccount: foreign }), { code: 'account_invalid' });
});

test('the log names the account and its platform', async () => {
  await api.stripe.customers.list({}, { stripeAccount: ours });
  const line = api.log.findLast(({ msg }) => msg === 'request');
  assert.deepEqual([line?.merchant, line?.platform], [ours, api.merchant.id]);
});
