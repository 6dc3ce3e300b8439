// A platform and its connected accounts: links that an account holds, links that it makes for customers of its own, and who hears of what.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { complete, type Session, simulateOnAuthorization } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

const OWNER = 'owner@example.com';
const PERMISSIONS: Stripe.FinancialConnections.SessionCreateParams.Permission[] = ['payment_method', 'balances'];

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

interface Held {
  holder: string;
  authorization: string;
  accounts: { id: string }[];
}

/** A connected account that has linked its bank account to the platform. */
async function heldLink(params: Stripe.AccountCreateParams = {}): Promise<Held> {
  const { id } = await world.stripe.accounts.create({
    type: 'custom',
    business_profile: { name: 'Jenny Rides' },
    ...params,
  });
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'account', account: id },
    permissions: PERMISSIONS,
  });
  assert.deepEqual({ ...session.account_holder }, { type: 'account', account: id });
  const done = await complete(world, session.id, { institution: 'Bank (OAuth)' });
  const accounts = done.accounts.data;
  return { holder: id, accounts, authorization: accounts[0]!.authorization! };
}

async function broken(params: Stripe.AccountCreateParams = {}): Promise<Held> {
  const held = await heldLink(params);
  await simulateOnAuthorization(world, held.authorization, 'consent_revoked');
  return held;
}

function relink({ holder, authorization, accounts }: Held, more: object = {}): Promise<Session> {
  return world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'account', account: holder },
    permissions: PERMISSIONS,
    relink_options: { authorization, account: accounts[0]!.id },
    ...more,
  });
}

const byMail = { ui_mode: 'hosted', hosted: { delivery_method: 'email' } };

describe('a link that a connected account holds', () => {
  test('is the platform’s, names its holder, breaks and is repaired under the same ids', async () => {
    const held = await broken();
    const [first] = held.accounts;
    const { accounts, authorizations } = world.stripe.financialConnections;
    const dead = await accounts.retrieve(first!.id, { expand: ['account_holder.account'] });
    assert.equal(dead.status, 'inactive');
    const expanded = dead.account_holder as unknown as { type: string; account: Stripe.Account };
    assert.equal(expanded.type, 'account');
    assert.equal(expanded.account.business_profile?.name, 'Jenny Rides');
    const done = await complete(world, (await relink(held)).id);
    assert.deepEqual(done.relink_result, {
      account: first!.id,
      authorization: held.authorization,
      failure_reason: null,
    });
    assert.equal((await accounts.retrieve(first!.id)).status, 'active');
    const authorization = await authorizations.retrieve(held.authorization);
    assert.deepEqual({ ...authorization.account_holder }, { type: 'account', account: held.holder });
    const listed = await accounts.list({ account_holder: { account: held.holder } });
    assert.deepEqual(listed.data.map(({ id }) => id).toSorted(), held.accounts.map(({ id }) => id).toSorted());
  });

  test('linked again is the same link, and another account’s at the same bank is another one', async () => {
    const held = await heldLink();
    const again = await world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'account', account: held.holder },
      permissions: PERMISSIONS,
    });
    const done = await complete(world, again.id, { institution: 'Bank (OAuth)' });
    assert.deepEqual(
      done.accounts.data.map(({ id, authorization }) => ({ id, authorization })),
      held.accounts.map(({ id }) => ({ id, authorization: held.authorization })),
    );
    const other = await heldLink();
    assert.notEqual(other.authorization, held.authorization);
  });

  test('is not relinked for somebody else', async () => {
    const held = await broken();
    const customer = await world.stripe.customers.create({});
    const other = await world.stripe.accounts.create({});
    const holders = [{ type: 'customer', customer: customer.id }, { type: 'account', account: other.id }, ''];
    for (const account_holder of holders) {
      await assert.rejects(relink(held, { account_holder }), { param: 'account_holder' });
    }
  });

  test('is told of at the platform’s own endpoints, and never at those for connected accounts', async () => {
    const own = await world.receive();
    const connect = await world.receive({ connect: true });
    const held = await broken();
    await world.settle();
    const heard = own.received.map(({ event }) => event);
    const dead = heard.filter(({ type }) => type === 'financial_connections.account.deactivated');
    assert.deepEqual(
      dead.map(({ data }) => (data.object as { id: string }).id).toSorted(),
      held.accounts.map(({ id }) => id).toSorted(),
    );
    assert.deepEqual(
      heard.filter(({ account }) => account !== undefined),
      [],
    );
    assert.deepEqual(connect.received, []);
    for (const { id } of [own, connect]) await world.stripe.webhookEndpoints.del(id);
  });

  test('ends with its holder', async () => {
    const held = await heldLink();
    await world.stripe.accounts.del(held.holder);
    const account = await world.stripe.financialConnections.accounts.retrieve(held.accounts[0]!.id);
    assert.equal(account.status, 'disconnected');
    await assert.rejects(relink(held), { param: 'account_holder[account]' });
  });
});

describe('a hosted relink for a connected account', () => {
  test('goes to the account’s address, in the merchant’s language, and repairs the link', async () => {
    const held = await broken({ email: OWNER });
    const session = await relink(held, byMail);
    await world.settle();
    const { data } = (await world.stripe.rawRequest(
      'GET',
      `/v1/test_helpers/mailbox?to=${OWNER}&limit=1`,
    )) as unknown as {
      data: { text: string; subject: string }[];
    };
    assert.match(data[0]!.text, /Jenny Rides/);
    assert.match(data[0]!.subject, /reconnect/i);
    assert.match(data[0]!.text, new RegExp(`${world.url}/relink/\\w+`));
    const done = await complete(world, session.id);
    assert.equal(done.relink_result?.account, held.accounts[0]!.id);
  });

  test('by url needs no address; by e-mail it says what is missing', async () => {
    const held = await broken();
    await assert.rejects(relink(held, byMail), { param: 'hosted[delivery_method]', message: /no email/ });
    const session = await relink(held, { ui_mode: 'hosted', hosted: { delivery_method: 'url' } });
    const page = await fetch(session.url as string);
    assert.equal(page.status, 200);
    await world.stripe.accounts.update(held.holder, { email: 'stranger@example.org' });
    await assert.rejects(relink(held, byMail), { param: 'hosted[delivery_method]', message: /confirmed members/ });
    await world.stripe.accounts.update(held.holder, { email: OWNER });
    assert.equal((await relink(held, byMail)).status, 'pending');
  });
});

describe('what a platform does as its connected account', () => {
  test('belongs to that account alone, and is told of at endpoints for connected accounts', async () => {
    const own = await world.receive();
    const connect = await world.receive({ connect: true });
    const { id: stripeAccount } = await world.stripe.accounts.create({ email: 'rides@example.com' });
    const acting = { stripeAccount };
    const customer = await world.stripe.customers.create({ name: 'Kim' }, acting);
    const session = await world.stripe.financialConnections.sessions.create(
      { account_holder: { type: 'customer', customer: customer.id }, permissions: PERMISSIONS },
      acting,
    );
    const path = `/v1/test_helpers/financial_connections/sessions/${session.id}/complete`;
    const done = (await world.stripe.rawRequest(
      'POST',
      path,
      { institution: 'Bank (OAuth)' },
      acting,
    )) as unknown as Session;
    const linked = done.accounts.data.map(({ id }) => id);
    await world.stripe.accounts.update(stripeAccount, { business_profile: { name: 'Kim’s' } });
    await world.settle();
    const heard = connect.received.map(({ event }) => event);
    assert.ok(heard.every(({ account }) => account === stripeAccount));
    assert.deepEqual([...new Set(heard.map(({ type }) => type))].toSorted(), [
      'account.updated',
      'customer.created',
      'financial_connections.account.created',
      'financial_connections.session.updated',
    ]);
    for (const { body, signature } of connect.received) {
      world.stripe.webhooks.constructEvent(body, signature, connect.secret);
    }
    assert.deepEqual(own.received, []);
    const { accounts } = world.stripe.financialConnections;
    assert.equal((await accounts.retrieve(linked[0]!, {}, acting)).id, linked[0]);
    await assert.rejects(accounts.retrieve(linked[0]!), { statusCode: 404 });
    for (const { id } of [own, connect]) await world.stripe.webhookEndpoints.del(id);
  });

  test('ends with the account', async () => {
    const { id: stripeAccount } = await world.stripe.accounts.create({});
    const session = await world.stripe.financialConnections.sessions.create(
      { permissions: PERMISSIONS },
      { stripeAccount },
    );
    const connect = await world.receive({
      connect: true,
      enabled_events: ['financial_connections.account.disconnected'],
    });
    const path = `/v1/test_helpers/financial_connections/sessions/${session.id}/complete`;
    const done = (await world.stripe.rawRequest(
      'POST',
      path,
      { institution: 'Bank (OAuth)' },
      { stripeAccount },
    )) as unknown as Session;
    await world.stripe.accounts.del(stripeAccount);
    await world.settle();
    assert.deepEqual(
      connect.received.map(({ event }) => (event.data.object as { id: string }).id).toSorted(),
      done.accounts.data.map(({ id }) => id).toSorted(),
    );
    await world.stripe.webhookEndpoints.del(connect.id);
  });

  test('opens its flow to the platform’s publishable key with the header, and not without', async () => {
    const { id: stripeAccount } = await world.stripe.accounts.create({});
    const other = await world.stripe.accounts.create({});
    const { client_secret } = await world.stripe.financialConnections.sessions.create(
      { permissions: PERMISSIONS },
      { stripeAccount },
    );
    const opened: [number, string | undefined][] = [];
    for (const account of [stripeAccount, other.id, 'acct_none', null]) {
      const answer = await fetch(`${world.url}/flow/api/view`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${world.keys.publishable}`,
          'content-type': 'application/json',
          ...(account && { 'stripe-account': account }),
        },
        body: JSON.stringify({ client_secret }),
      });
      const { error } = (await answer.json()) as { error?: { code: string } };
      opened.push([answer.status, error?.code]);
    }
    assert.deepEqual(opened, [
      [200, undefined],
      [400, 'resource_missing'],
      [403, 'account_invalid'],
      [400, 'resource_missing'],
    ]);
  });
});
