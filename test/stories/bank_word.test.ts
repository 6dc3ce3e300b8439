// What a bank says of consents, accounts and numbers when it is not as tidy as the sandbox: a relink never makes a working link worse.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  type Account,
  advanceTo,
  atBank,
  complete,
  DAY_ZERO,
  everything,
  idsOf,
  link,
  mark,
  named,
  newClock,
  relinkSession,
  simulateOnAuthorization,
  told,
  toldByDay,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const DETAILS = { cause: 'access_denied', action: 'relink_required' };

interface Call {
  method: string;
  path: string;
}

/** What the bank says instead of its own answer; null leaves it as it is. Text is what it said. */
let instead: (call: Call, text: string) => object | number | null | Promise<object | number | null>;
/** Every call to the bank since the test began. */
let calls: Call[] = [];

let world: World;
before(async () => {
  reset();
  world = await openTestWorld({
    fetch: async (input, init) => {
      const call = { method: init?.method ?? 'GET', path: new URL(String(input)).pathname };
      calls.push(call);
      const answer = await fetch(input, init);
      if (call.path.startsWith('/control/')) return answer;
      const text = await answer.text();
      const other = await instead(call, text);
      const { status, headers } = answer;
      if (typeof other === 'number') return Response.json({ code: String(other), message: 'No.' }, { status: other });
      const plain = { 'content-type': headers.get('content-type') ?? 'application/json' };
      const body = status === 204 ? null : other === null ? text : JSON.stringify(other);
      return new Response(body, { status: other === null ? status : 200, headers: plain });
    },
  });
});
afterEach(reset);
after(() => world.close());

function reset(): void {
  calls = [];
  instead = () => null;
}

async function statuses(accounts: { id: string }[]): Promise<string[]> {
  const { accounts: api } = world.stripe.financialConnections;
  return await Promise.all(accounts.map(async ({ id }) => (await api.retrieve(id)).status));
}

/** The path of the number of an account, by its name at the bank. */
async function numberPath(user: string, name: string): Promise<string> {
  const { accounts } = await atBank(world, 'bank-oauth', user);
  const { account_id } = accounts.find((account) => account.display_name === name)!;
  return `/accounts/${account_id}/payment-networks`;
}

/** As versions tell it that know every status. */
async function numberStatus(id: string): Promise<string | undefined> {
  const { accounts } = world.client({ apiVersion: '2026-09-30.preview' }).financialConnections;
  return (await accounts.retrieve(id)).account_numbers?.[0]?.status;
}

describe('numbers', () => {
  for (const status of [409, 403, 500]) {
    test(`of a sibling that the bank answers with ${status} do not stop a targeted relink, nor change the sibling`, async () => {
      const linked = await link(world, { accounts: NAMES });
      const healthy = await everything(world, linked);
      await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
      const target = named(linked.accounts, 'Everyday Checking');
      const sibling = await numberPath(linked.customer!, 'Rainy Day Savings');
      const session = await relinkSession(world, linked, { account: target.id });
      instead = ({ path }) => (path.endsWith(sibling) ? status : null);
      const done = await complete(world, session.id);
      assert.deepEqual(done.relink_result, {
        account: target.id,
        authorization: linked.authorization,
        failure_reason: null,
      });
      assert.deepEqual(await everything(world, linked), healthy);
    });
  }

  test('that are still being made are pending, and read when they are there', async () => {
    const { id: customer } = await world.stripe.customers.create({});
    const mine = await numberPath(customer, 'Everyday Checking');
    instead = ({ path }) => (path.endsWith(mine) ? 409 : null);
    const linked = await link(world, { customer, accounts: ['Everyday Checking'] });
    assert.equal(await numberStatus(linked.accounts[0]!.id), 'pending');
    reset();
    // Any look at the bank will do; the one that is planned comes in a minute.
    await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
    await simulateOnAuthorization(world, linked.authorization, 'recovered');
    assert.equal(await numberStatus(linked.accounts[0]!.id), 'transactable');
  });
});

describe('a bank that lists 126 accounts', () => {
  const MORE = Array.from({ length: 120 }, (_, index) => ({
    accountId: `more-${index}`,
    accountType: 'CHECKING',
    accountCategory: 'DEPOSIT_ACCOUNT',
    productName: `Account ${index}`,
    accountNumberDisplay: `****${1000 + index}`,
    status: 'OPEN',
    currency: { currencyCode: 'USD' },
  }));
  const longList = (turned: boolean) => (call: Call, text: string) => {
    if (!call.path.endsWith('/accounts')) return null;
    const accounts = [...(JSON.parse(text) as { accounts: object[] }).accounts, ...MORE];
    return { page: {}, links: {}, accounts: turned ? accounts.toReversed() : accounts };
  };

  test('keeps them all through a relink in which their order changed', async () => {
    const { id: customer } = await world.stripe.customers.create({});
    const session = await world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer },
      permissions: ['balances'],
    });
    instead = longList(false);
    // The bank of these accounts leaves the choice to the flow, where the helper takes all.
    const first = await complete(world, session.id, { institution: 'Ownership Accounts' });
    const { authorization } = first.accounts.data[0] as Account;
    const all: Account[] = [];
    const { accounts } = world.stripe.financialConnections;
    for await (const account of accounts.list({ account_holder: { customer }, limit: 100 })) all.push(account);
    assert(all.length > 120);
    instead = longList(true);
    const since = await mark(world);
    const relink = await relinkSession(
      world,
      { customer, authorization: String(authorization) },
      { permissions: ['balances'] },
    );
    const done = await complete(world, relink.id);
    assert.equal(done.status, 'succeeded');
    assert.deepEqual(await told(world, since), [['session.updated', relink.id]]);
    assert.deepEqual([...new Set(await statuses(all))], ['active']);
    const last = all.find(({ display_name }) => display_name === 'Account 0')!;
    const targeted = await relinkSession(
      world,
      { customer, authorization: String(authorization) },
      {
        permissions: ['balances'],
        account: last.id,
      },
    );
    assert.equal((await complete(world, targeted.id)).relink_result?.account, last.id);
  });
});

describe('a consent record', () => {
  test('that says REVOKED counts although the token still reads', async () => {
    const test_clock = await newClock(world);
    const linked = await link(world, { accounts: NAMES, test_clock });
    const since = await mark(world);
    instead = ({ path, method }, text) => {
      if (method === 'GET' && path.endsWith('/revocation')) {
        return { revocations: [{ reason: 'USER_ACTION', initiator: 'INDIVIDUAL', status: 'REVOKED' }] };
      }
      return /\/consents\/[^/]+$/.test(path) ? { ...JSON.parse(text), status: 'REVOKED' } : null;
    };
    await advanceTo(world, test_clock, 1);
    assert.deepEqual(
      await toldByDay(world, since),
      idsOf(linked.accounts).map((id) => [1, 'account.deactivated', id]),
    );
    const { accounts } = await everything(world, linked);
    assert.deepEqual(
      accounts.map(({ status_details }) => status_details),
      accounts.map(() => ({ inactive: DETAILS })),
    );
  });

  test('that says we ended it, of a link that we keep, asks for a relink, which repairs it', async () => {
    const test_clock = await newClock(world);
    const linked = await link(world, { accounts: NAMES, test_clock });
    const { consents } = await atBank(world, 'bank-oauth', linked.customer!);
    instead = ({ path, method }, text) => {
      if (!path.includes(consents[0]!.consent_id)) return null;
      if (method === 'GET' && path.endsWith('/revocation')) {
        return { revocations: [{ reason: 'BUSINESS_RULE', initiator: 'DATA_RECIPIENT', status: 'REVOKED' }] };
      }
      return method === 'GET' ? { ...JSON.parse(text), status: 'REVOKED' } : null;
    };
    await advanceTo(world, test_clock, 1);
    assert.deepEqual(await statuses(linked.accounts), ['inactive', 'inactive']);
    const done = await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
    assert.deepEqual(await statuses(linked.accounts), ['active', 'active']);
  });

  test('that cannot be read at a relink leaves the known end alone until it is read, and tells of the end once', async () => {
    const institution = 'Eventually Requires Reauthentication';
    const test_clock = await newClock(world);
    const linked = await link(world, { institution, test_clock });
    const before = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked);
    let refused = 0;
    instead = ({ path, method }) => {
      if (method !== 'GET' || !/\/consents\/[^/]+$/.test(path) || refused > 0) return null;
      refused += 1;
      return 503;
    };
    await complete(world, session.id);
    assert.equal(refused, 1);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.deepEqual(await everything(world, linked), before);
  });

  test('whose announced end passes while the bank still answers is looked at again within the hour, not the next day', async () => {
    const institution = 'Eventually Requires Reauthentication';
    const test_clock = await newClock(world);
    const linked = await link(world, { institution, test_clock, permissions: ['balances'] });
    const since = await mark(world);
    // Half an hour long the bank does not know yet that the consent is over.
    let late = true;
    const healthy = new Map<string, string>();
    instead = ({ path }, text) => {
      const key = path.replace(/\/consents\/.*/, '/consents');
      if (!/\/accounts$|\/consents\/[^/]+$/.test(path)) return null;
      const fine = !/EXPIRED|"code"/.test(text);
      if (fine) healthy.set(key, text);
      return late && !fine ? JSON.parse(healthy.get(key)!) : null;
    };
    await advanceTo(world, test_clock, 29);
    await advanceTo(world, test_clock, 30 + 30 / (24 * 60));
    assert.deepEqual(await toldByDay(world, since), []);
    late = false;
    await advanceTo(world, test_clock, 30 + 70 / (24 * 60));
    const when = (await toldByDay(world, since)).map(([day, type]) => [day <= 30 + 62 / (24 * 60), type]);
    assert.deepEqual(
      when,
      linked.accounts.map(() => [true, 'account.deactivated']),
    );
  });
});

describe('a bank that keeps one grant per customer', () => {
  /** Every grant of the customer is the first one. */
  async function withOneGrant(customer: string): Promise<string> {
    const first = (await atBank(world, 'bank-oauth', customer)).consents[0]!.consent_id;
    instead = ({ path }, text) => (path.endsWith('/token') ? { ...JSON.parse(text), grant_id: first } : null);
    return first;
  }

  test('renews it at a relink, and it is not ended', async () => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const grant = await withOneGrant(linked.customer!);
    const done = await complete(world, (await relinkSession(world, linked)).id);
    assert.equal(done.status, 'succeeded');
    await world.settle();
    assert.deepEqual(
      calls.filter(({ method, path }) => method === 'PUT' && path.includes(grant)),
      [],
    );
    assert.deepEqual(await everything(world, linked), healthy);
  });

  test('keeps it in force when a relink fails on a wrong account', async () => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const grant = await withOneGrant(linked.customer!);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    const done = await complete(world, session.id, { outcome: 'wrong_account' });
    assert.equal(done.relink_result?.failure_reason, 'no_account');
    await world.settle();
    assert.deepEqual(
      calls.filter(({ method, path }) => method === 'PUT' && path.includes(grant)),
      [],
    );
    assert.deepEqual(await everything(world, linked), healthy);
    const [state] = (await atBank(world, 'bank-oauth', linked.customer!)).consents;
    assert.equal(state?.status, 'ACTIVE');
  });
});

describe('a look at the bank', () => {
  test('that fails after an event was simulated is repeated, and the helper answers with what it saw', async () => {
    const linked = await link(world, { accounts: NAMES });
    let failures = 0;
    instead = ({ path }) => {
      if (!path.endsWith('/accounts') || failures > 0) return null;
      failures += 1;
      return 503;
    };
    const authorization = await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    assert.deepEqual([failures, authorization.status], [1, 'inactive']);
    assert.deepEqual(await statuses(linked.accounts), ['inactive', 'inactive']);
  });

  test('that a relink overtook changes nothing of what the relink made, and the next one is made in its time', async () => {
    const test_clock = await newClock(world);
    const linked = await link(world, { accounts: NAMES, test_clock });
    const [checking, savings] = NAMES.map((name) => named(linked.accounts, name)) as [Account, Account];
    const { accounts } = await atBank(world, 'bank-oauth', linked.customer!);
    const { account_id } = accounts.find(({ display_name }) => display_name === savings.display_name)!;
    const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let first = true;
    instead = async ({ path }) => {
      if (!path.endsWith('/accounts') || !first) return null;
      first = false;
      held.resolve();
      await go.promise;
      return null;
    };
    await world.stripe.testHelpers.testClocks.advance(test_clock, { frozen_time: DAY_ZERO + 86_400 });
    await held.promise;
    assert.equal((await complete(world, (await relinkSession(world, linked)).id)).status, 'succeeded');
    const repaired = await everything(world, linked);
    // Only a look that begins from here on can know.
    const path = `bank-oauth/people/${linked.customer}/accounts/${account_id}/simulate`;
    await world.control('POST', path, { event: 'closed' });
    go.resolve();
    await world.settle();
    assert.deepEqual(await everything(world, linked), repaired);
    assert.deepEqual(await statuses([checking, savings]), ['active', 'active']);
    await advanceTo(world, test_clock, 2);
    assert.deepEqual(await statuses([checking, savings]), ['active', 'inactive']);
  });
});
