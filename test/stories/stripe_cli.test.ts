// The real Stripe CLI, as a merchant's developer uses it: commands, fixtures, and events to a server on his own machine.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { accept, type ReceivedCall, refuse, startReceiver } from '../../server/src/outbound/webhooks/testing.ts';
import { type Account, type Session, until } from '../story.ts';
import { type Cli, openCli } from '../stripe_cli.ts';
import { joinTestWorld, type World } from '../world.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/cli');

let world: World;
let cli: Cli;
before(async () => {
  world = await joinTestWorld();
  cli = await openCli(world);
});
after(async () => {
  await cli.close();
  await world.close();
});

/** The event in a forwarded call, verified by the official SDK. */
function verified({ body, headers }: ReceivedCall, secret: string): Stripe.Event {
  return world.stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret);
}

function deliveriesOf(event: string) {
  const rows = world.platform.database.kysely
    .selectFrom('cli_deliveries')
    .select(['status', 'status_code', 'resent', 'sends']);
  return rows
    .where('event', '=', event as Stripe.Event['id'] as never)
    .orderBy('created')
    .execute();
}

describe('the commands of the Stripe CLI', () => {
  test('make, read, change and delete a customer', async () => {
    const made = await cli.json<Stripe.Customer>('customers', 'create', '--name', 'Jenny Rosen');
    assert.equal((await world.stripe.customers.retrieve(made.id)).id, made.id);
    const changed = await cli.json<Stripe.Customer>('post', `/v1/customers/${made.id}`, '-d', 'metadata[plan]=gold');
    assert.deepEqual([changed.name, changed.metadata], ['Jenny Rosen', { plan: 'gold' }]);
    const read = await cli.json<Stripe.Customer>('get', made.id);
    assert.deepEqual(read, changed);
    const list = await cli.json<Stripe.ApiList<Stripe.Customer>>('customers', 'list', '--limit', '1');
    assert.deepEqual(list.data, [changed]);
    const gone = await cli.json<Stripe.DeletedCustomer>('delete', `/v1/customers/${made.id}`, '--confirm');
    assert.deepEqual(gone, { id: made.id, object: 'customer', deleted: true });
  });

  test('make the sessions of the guides, relink parameters included', async () => {
    const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
    const about = ['--account-holder.type', 'customer', '-d', `account_holder[customer]=${customer}`];
    const create = ['financial_connections', 'sessions', 'create', ...about, '--permissions', 'payment_method'];
    const session = await cli.json<Session>(...create, '--permissions', 'balances');
    assert.deepEqual(session.permissions.toSorted(), ['balances', 'payment_method']);
    const path = `/v1/test_helpers/financial_connections/sessions/${session.id}/complete`;
    const linked = await cli.json<Session>('post', path, '-d', 'institution=Bank (OAuth)');
    const [account] = linked.accounts.data;
    assert.ok(account);
    const options = ['-d', `relink_options[authorization]=${account.authorization}`];
    const relink = await cli.json<Session>(...create, ...options, '-d', `relink_options[account]=${account.id}`);
    assert.deepEqual(relink.relink_options, { account: account.id, authorization: account.authorization });
    const shown = await cli.json<Account>('financial_connections', 'accounts', 'retrieve', account.id);
    assert.equal(shown.status, 'active');
  });

  test('tell an error as the API does, and end with a failure', async () => {
    const { stdout, stderr } = await cli.run('get', '/v1/customers/cus_none');
    assert.match(`${stdout}${stderr}`, /No such customer: 'cus_none'/);
    const trigger = await cli.run('trigger', 'charge.dispute.created');
    assert.notEqual(trigger.code, 0);
  });

  test('trigger the events of a customer', async () => {
    for (const type of ['customer.created', 'customer.updated', 'customer.deleted']) {
      const { code, stdout, stderr } = await cli.run('trigger', type);
      assert.equal(code, 0, `${stdout}${stderr}`);
      assert.match(`${stdout}${stderr}`, /Trigger succeeded/);
    }
  });

  test('run the fixtures of examples/cli, each of which makes the event that it is named after', async () => {
    const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'));
    const ran = await Promise.all(files.map((name) => cli.run('fixtures', join(EXAMPLES, name))));
    for (const { code, stdout, stderr } of ran) assert.equal(code, 0, `${stdout}${stderr}`);
    for (const name of files) {
      const type = name.replace(/\.json$/, '').replace(/^(account|session)\./, 'financial_connections.$1.');
      await until(`there is an event ${type}`, async () => (await world.stripe.events.list({ type })).data.length > 0);
    }
  });
});

describe('stripe listen', () => {
  test('forwards every event, signed with the secret that it prints and that --print-secret tells', async (t) => {
    const told = (await cli.run('listen', '--print-secret')).stdout.trim();
    const receiver = await startReceiver(accept);
    t.after(receiver.close);
    const listening = await cli.listen('--all-snapshot', '--forward-to', `${receiver.origin}/webhook`);
    assert.equal(listening.secret, told);
    assert.match(listening.printed(), /API Version \[2026-09-30\.preview\]/);

    const { id } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
    await receiver.called(1);
    const [call] = receiver.calls;
    assert.ok(call);
    const event = verified(call, listening.secret);
    assert.deepEqual([event.type, event.data.object.object], ['customer.created', 'customer']);
    assert.deepEqual(event, await world.stripe.events.retrieve(event.id).then(({ lastResponse: _, ...same }) => same));
    assert.equal((event.data.object as Stripe.Customer).id, id);
    await listening.prints('[200] POST');
    await until('the answer is on record', async () =>
      (await deliveriesOf(event.id)).some(({ status_code }) => status_code === 200),
    );

    const again = await cli.run('events', 'resend', event.id);
    assert.equal(again.code, 0, `${again.stdout}${again.stderr}`);
    await receiver.called(2);
    assert.equal(verified(receiver.calls[1]!, listening.secret).id, event.id);

    const done = async () => (await deliveriesOf(event.id)).map(({ status, resent }) => [status, resent].join());
    const wanted = ['acknowledged,false', 'acknowledged,true'];
    await until('both are acknowledged', async () => (await done()).join() === wanted.join());

    cli.cut();
    const { id: late } = await world.stripe.customers.create({ name: 'While it was away' });
    await receiver.called(3);
    assert.equal((verified(receiver.calls[2]!, listening.secret).data.object as Stripe.Customer).id, late);
    await listening.stop();
  });

  test('--events and --latest choose what is forwarded, and an answer that refuses is noted and not tried again', async (t) => {
    const receiver = await startReceiver(refuse);
    t.after(receiver.close);
    const options = ['--events', 'financial_connections.session.updated', '--latest'];
    const listening = await cli.listen(...options, '--forward-to', `${receiver.origin}/webhook`);
    assert.match(listening.printed(), /API Version \[2026-09-30\.endive\]/);
    const { id } = await world.stripe.financialConnections.sessions.create({ permissions: ['balances'] });
    const path = `/v1/test_helpers/financial_connections/sessions/${id}/complete`;
    await world.stripe.rawRequest('POST', path, { institution: 'Bank (OAuth)', outcome: 'cancel' } as never);
    await listening.prints('[500] POST');
    const [call] = receiver.calls;
    assert.ok(call);
    const event = verified(call, listening.secret);
    assert.deepEqual([event.type, event.api_version], ['financial_connections.session.updated', '2026-09-30.endive']);
    assert.equal('status' in event.data.object, false);
    await until('the answer is on record', async () =>
      (await deliveriesOf(event.id)).some(({ status_code }) => status_code === 500),
    );
    assert.equal(receiver.calls.length, 1);
    await listening.stop();
  });

  test('events of connected accounts go to an address of their own, with the account in them', async (t) => {
    const [own, connected] = [await startReceiver(accept), await startReceiver(accept)];
    t.after(own.close);
    t.after(connected.close);
    const to = ['--forward-to', own.origin, '--forward-connect-to', connected.origin];
    const listening = await cli.listen('--events', 'customer.created', ...to);
    const { id: stripeAccount } = await world.stripe.accounts.create({ type: 'custom', country: 'US' });
    const theirs = await world.stripe.customers.create({ name: 'Theirs' }, { stripeAccount });
    const ours = await world.stripe.customers.create({ name: 'Ours' });
    await Promise.all([own.called(1), connected.called(1)]);
    for (const [calls, account, id] of [
      [connected.calls, stripeAccount, theirs.id],
      [own.calls, undefined, ours.id],
    ] as const) {
      const event = verified(calls[0]!, listening.secret);
      assert.deepEqual([event.account, (event.data.object as Stripe.Customer).id], [account, id]);
    }
    const [told] = (await world.stripe.events.list({ type: 'customer.created' }, { stripeAccount })).data;
    const resend = ['events', 'resend', told?.id ?? ''];
    assert.match(JSON.stringify(await cli.run(...resend)), /No such event/);
    const again = await cli.run(...resend, '--account', stripeAccount);
    assert.equal(again.code, 0, `${again.stdout}${again.stderr}`);
    await connected.called(2);
    assert.equal(verified(connected.calls[1]!, listening.secret).id, told?.id);
    await listening.stop();
  });

  test('without options it takes what there is, and says what it hears', async () => {
    const listening = await cli.listen();
    const { id } = await world.stripe.customers.create({ name: 'Heard' });
    const [event] = (await world.stripe.events.list({ type: 'customer.created', limit: 1 })).data;
    assert.equal((event?.data.object as Stripe.Customer | undefined)?.id, id);
    await listening.prints(`[${event?.id}]`);
    await listening.stop();
  });
});
