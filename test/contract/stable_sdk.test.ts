// The relink story through the newest stable SDK, and once in a general version that has no relink at all.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import StableStripe from 'stripe-stable';
import { joinTestWorld, type World } from '../world.ts';
import { plain } from './connected.ts';
import type { KeysOf } from './shapes.ts';

const GENERAL = '2026-10-28.endive';
const PREVIEW = { apiVersion: '2026-09-30.preview' };
const BANK = { institution: 'Bank (OAuth)', accounts: ['Everyday Checking', 'Rainy Day Savings'] };

type Account = StableStripe.FinancialConnections.Account;
type Session = StableStripe.FinancialConnections.Session;
type Authorization = StableStripe.FinancialConnections.Authorization;

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const client = (apiVersion?: string) =>
  new StableStripe(world.keys.secret, {
    host: '127.0.0.1',
    port: world.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    ...(apiVersion && { apiVersion: apiVersion as typeof GENERAL }),
  });

/** The keys that the stable SDK's types know, and which of them they require. */
const ACCOUNT = {
  id: 'always',
  object: 'always',
  account_holder: 'always',
  account_numbers: 'always',
  balance: 'always',
  balance_refresh: 'always',
  category: 'always',
  created: 'always',
  display_name: 'always',
  institution_name: 'always',
  last4: 'always',
  livemode: 'always',
  ownership: 'always',
  ownership_refresh: 'always',
  permissions: 'always',
  status: 'always',
  status_details: 'sometimes',
  subcategory: 'always',
  subscriptions: 'always',
  supported_payment_method_types: 'always',
  transaction_refresh: 'always',
} satisfies KeysOf<Account>;

const SESSION = {
  id: 'always',
  object: 'always',
  account_holder: 'always',
  accounts: 'always',
  bank_account_token: 'sometimes',
  client_secret: 'always',
  filters: 'sometimes',
  limits: 'sometimes',
  livemode: 'always',
  manual_entry: 'sometimes',
  permissions: 'always',
  prefetch: 'always',
  return_url: 'sometimes',
} satisfies KeysOf<Session>;

const AUTHORIZATION = {
  id: 'always',
  object: 'always',
  institution_name: 'always',
  livemode: 'always',
  status: 'always',
  status_details: 'always',
} satisfies KeysOf<Authorization>;

/** Every required key is there; besides the known ones only `more`. */
function assertKeys(object: object, keys: Record<string, 'always' | 'sometimes'>, more: string[] = []): void {
  const missing = Object.entries(keys).filter(([key, presence]) => presence === 'always' && !(key in object));
  assert.deepEqual(missing, []);
  assert.deepEqual(
    Object.keys(object).filter((key) => !(key in keys) && !more.includes(key)),
    [],
  );
}

const helper = async (stripe: StableStripe, path: string, params: object): Promise<unknown> =>
  plain(await stripe.rawRequest('POST', `/v1/test_helpers/financial_connections/${path}`, params as never));

/** A session as general versions make it, played through at Bank (OAuth). */
async function link(stripe: StableStripe, customer: string): Promise<Session> {
  const made = await stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
    limits: { accounts: 5 },
    manual_entry: { mode: 'disabled' },
  });
  assertKeys(made, SESSION);
  await helper(stripe, `sessions/${made.id}/complete`, BANK);
  return stripe.financialConnections.sessions.retrieve(made.id);
}

const told = (received: { event: { type: string } }[]) =>
  received
    .map(({ event }) => event.type)
    .filter((type) => type.startsWith('financial_connections.'))
    .sort();

describe('the stable SDK', () => {
  test('links, hears of the break, relinks in a preview version, and hears of the repair', async () => {
    const stripe = client();
    const customer = await stripe.customers.create({ email: 'stable@example.com' });
    assert.equal(customer.lastResponse.apiVersion, GENERAL);
    const session = await link(stripe, customer.id);
    assertKeys(session, SESSION);
    // General versions show the authorization from 2026-07-29 on; the SDK's type does not have it yet.
    for (const account of session.accounts.data) assertKeys(account, ACCOUNT, ['authorization']);
    const [first] = session.accounts.data as (Account & { authorization: string })[];
    assert.ok(first);
    const { received, secret } = await world.receive({ api_version: GENERAL });

    await helper(stripe, `authorizations/${first.authorization}/simulate`, { event: 'consent_revoked' });
    await world.settle();
    const type = 'financial_connections.account.deactivated';
    assert.deepEqual(told(received), [type, type]);
    const heard = received.find(({ event }) => (event.data.object as Account).id === first.id);
    const event = stripe.webhooks.constructEvent(heard!.body, heard!.signature, secret);
    assert.equal(event.api_version, GENERAL);
    assert.equal(event.type, type);
    const broken = event.data.object as Account;
    assertKeys(broken, ACCOUNT, ['authorization']);
    const inactive = { action: 'relink_required', cause: 'access_denied' };
    assert.deepEqual([broken.status, broken.status_details], ['inactive', { inactive }]);
    // The stable SDK has the type and no method for it.
    const path = `/v1/financial_connections/authorizations/${first.authorization}`;
    const authorization = plain((await stripe.rawRequest('GET', path)) as unknown as Authorization);
    assertKeys(authorization, AUTHORIZATION);
    assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });

    received.length = 0;
    const params = {
      account_holder: { type: 'customer' as const, customer: customer.id },
      permissions: ['payment_method' as const],
      relink_options: { authorization: first.authorization, account: first.id },
    };
    const general = stripe.financialConnections.sessions.create(params as never);
    await assert.rejects(general, { code: 'parameter_unknown', param: 'relink_options', statusCode: 400 });
    const relink = await stripe.financialConnections.sessions.create(params as never, PREVIEW);
    await helper(stripe, `sessions/${relink.id}/complete`, {});
    const done = await stripe.financialConnections.sessions.retrieve(relink.id, {}, PREVIEW);
    const { relink_result } = plain(done) as unknown as { relink_result: object };
    const expected = { account: first.id, authorization: first.authorization, failure_reason: null };
    assert.deepEqual(relink_result, expected);
    assertKeys(await stripe.financialConnections.sessions.retrieve(relink.id), SESSION);

    await world.settle();
    const names = ['account.reactivated', 'account.reactivated', 'session.updated'];
    assert.deepEqual(
      told(received),
      names.map((name) => `financial_connections.${name}`),
    );
    const updated = received.find(({ event: { type } }) => type === 'financial_connections.session.updated');
    const { data } = stripe.webhooks.constructEvent(updated!.body, updated!.signature, secret);
    const object = data.object as unknown as Session;
    assertKeys(object, SESSION);
    assert.equal(object.client_secret, null);
    const repaired = await stripe.financialConnections.accounts.retrieve(first.id);
    assert.deepEqual([repaired.status, plain(repaired.status_details)], ['active', {}]);
  });
});

describe('2026-07-29.dahlia', () => {
  test('has no relink; linking anew at the same bank repairs the same ids', async () => {
    const version = '2026-07-29.dahlia';
    const stripe = client(version);
    const customer = await stripe.customers.create({ email: 'dahlia@example.com' });
    assert.equal(customer.lastResponse.apiVersion, version);
    const session = await link(stripe, customer.id);
    const accounts = session.accounts.data as (Account & { authorization: string })[];
    assert.equal(accounts.length, 2);
    const { authorization } = accounts[0]!;
    const { received, secret } = await world.receive({ api_version: version });

    await helper(stripe, `authorizations/${authorization}/simulate`, { event: 'consent_expired' });
    await world.settle();
    const [heard] = received;
    const event = stripe.webhooks.constructEvent(heard!.body, heard!.signature, secret);
    assert.deepEqual([event.api_version, event.type], [version, 'financial_connections.account.deactivated']);
    const broken = event.data.object as Account;
    assert.deepEqual(broken.status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
    assert.equal('institution' in broken, false);

    const { sessions } = stripe.financialConnections;
    const account_holder = { type: 'customer' as const, customer: customer.id };
    const permissions: ['payment_method'] = ['payment_method'];
    for (const more of [{ relink_options: { authorization } }, { ui_mode: 'modal' }, { filters: { country: 'US' } }]) {
      const call = sessions.create({ account_holder, permissions, ...more } as never);
      await assert.rejects(call, { code: 'parameter_unknown', statusCode: 400 });
    }
    await assert.rejects(sessions.create({ permissions } as never), {
      code: 'parameter_missing',
      param: 'account_holder',
    });

    received.length = 0;
    const again = await link(stripe, customer.id);
    const ids = (list: { id: string }[]) => list.map(({ id }) => id).sort();
    assert.deepEqual(ids(again.accounts.data), ids(accounts));
    for (const account of again.accounts.data as typeof accounts) {
      assert.deepEqual([account.status, account.authorization], ['active', authorization]);
    }
    const all = await stripe.financialConnections.accounts.list({ account_holder: { customer: customer.id } });
    assert.equal(all.data.length, 2);
    await world.settle();
    const types = ['account.reactivated', 'account.reactivated', 'session.updated'];
    assert.deepEqual(
      told(received),
      types.map((name) => `financial_connections.${name}`),
    );
  });
});
