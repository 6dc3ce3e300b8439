// What ends shortly after a link ends without anybody's help: the platform looks by itself, in real time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Account,
  complete,
  consentsAtBank,
  eventsAfter,
  everything,
  idsOf,
  link,
  mark,
  named,
  relinkSession,
  told,
  until,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

/** The events of a link once there are as many as expected; more would show. */
async function toldOnce(count: number, since: string | null): Promise<[string, string][]> {
  return await until(`${count} events were told`, async () => {
    const list = await told(world, since);
    return list.length >= count && list;
  });
}

test('accounts at the inactive bank become inactive shortly after the link, webhooks tell so, and a relink holds', async () => {
  const { received, secret } = await world.receive({
    enabled_events: ['financial_connections.account.deactivated', 'financial_connections.account.reactivated'],
  });
  const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
  const since = await mark(world);
  const linked = await link(world, { customer, institution: 'Inactive Accounts' });
  const ids = idsOf(linked.accounts);
  assert.deepEqual(await toldOnce(2 * ids.length + 1, since), [
    ...ids.map((id) => ['account.created', id]),
    ['session.updated', linked.session.id],
    ...ids.map((id) => ['account.deactivated', id]),
  ]);
  const created = (await eventsAfter(world, since)).slice(0, ids.length);
  assert.deepEqual(
    created.map(({ data }) => (data.object as unknown as Account).status),
    ['active', 'active'],
  );
  const { accounts, authorization } = await everything(world, linked);
  assert.equal(authorization.status, 'inactive');
  for (const { status_details } of accounts) {
    assert.deepEqual(status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
  }

  const repaired = await mark(world);
  const session = await relinkSession(world, linked, { account: ids[0]! });
  const done = await complete(world, session.id);
  assert.equal(done.relink_result?.account, ids[0]);
  assert.deepEqual(await told(world, repaired), [
    ...ids.map((id) => ['account.reactivated', id]),
    ['session.updated', session.id],
  ]);
  assert.deepEqual(await consentsAtBank(world, 'inactive-accounts', customer), ['EXPIRED', 'ACTIVE']);
  const verified = received.map(({ body, signature }) => world.stripe.webhooks.constructEvent(body, signature, secret));
  assert.deepEqual(
    verified.map(({ type, data }) => [type, (data.object as { id: string }).id]).toSorted(),
    [
      ...ids.map((id) => ['financial_connections.account.deactivated', id]),
      ...ids.map((id) => ['financial_connections.account.reactivated', id]),
    ].toSorted(),
  );
});

test('a number that ends shortly after its link is told of once, and its account stays active', async () => {
  const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
  const since = await mark(world);
  const name = 'Immediately Expiring Tokenized Account Number';
  const linked = await link(world, { customer, institution: 'Tokenized Account Numbers', accounts: [name] });
  const { id } = named(linked.accounts, name);
  assert.deepEqual(await toldOnce(4, since), [
    ['account.created', id],
    ['session.updated', linked.session.id],
    ['account.upcoming_account_number_expiry', id],
    ['account.account_numbers_updated', id],
  ]);
  const [created] = await eventsAfter(world, since);
  assert.equal((created!.data.object as unknown as Account).account_numbers?.[0]?.status, 'transactable');
  const account = await world.client({ apiVersion: '2026-09-30.preview' }).financialConnections.accounts.retrieve(id);
  assert.equal(account.status, 'active');
  assert.equal(account.account_numbers?.[0]?.status as string, 'expired');
});

test('a bank that requires reauthentication immediately gives a day after each relink', async () => {
  const linked = await link(world, { institution: 'Immediately Requires Reauthentication' });
  await until(
    'the link was inactive',
    async () => (await everything(world, linked)).authorization.status === 'inactive',
  );
  await complete(world, (await relinkSession(world, linked)).id);
  const { authorization, accounts } = await everything(world, linked);
  assert.equal(authorization.status, 'active');
  const { active } = authorization.status_details;
  assert.equal(active?.action, 'relink_required');
  for (const account of accounts) {
    assert.equal(account.status, 'active');
    assert.deepEqual(account.status_details, { active: { ...active, cause: 'access_expired' } });
  }
});
