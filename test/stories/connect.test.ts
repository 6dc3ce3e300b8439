// A platform and its connected accounts in the sandbox: whom it writes to, and what a platform does as its connected account.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Session } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { BY_MAIL, broken, OWNER, PERMISSIONS, relink } from './anywhere/connected_accounts.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

describe('a hosted relink for a connected account', () => {
  test('by url needs no address; by e-mail it says what is missing', async () => {
    const held = await broken(world);
    await assert.rejects(relink(world, held, BY_MAIL), { param: 'hosted[delivery_method]', message: /no email/ });
    const session = await relink(world, held, { ui_mode: 'hosted', hosted: { delivery_method: 'url' } });
    const page = await fetch(session.url as string);
    assert.equal(page.status, 200);
    await world.stripe.accounts.update(held.holder, { email: 'stranger@example.org' });
    await assert.rejects(relink(world, held, BY_MAIL), {
      param: 'hosted[delivery_method]',
      message: /confirmed members/,
    });
    await world.stripe.accounts.update(held.holder, { email: OWNER });
    assert.equal((await relink(world, held, BY_MAIL)).status, 'pending');
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
