// Found by the simulation: a number that ran out while its link was dead, at the very moment in which a sibling is relinked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, link, mark, named, relinkSession, simulateOnAuthorization, told } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const FROZEN_AT = Math.floor(Date.parse('2031-03-01T12:00:00Z') / 1000);
const DAY_S = 86_400;
const EXPIRING = 'Eventually Expiring Tokenized Account Number';
const OTHER = 'Expired Tokenized Account Number';

test('a number that ran out while its link was dead is over when a sibling is relinked on its last day', async () => {
  const { testClocks } = world.stripe.testHelpers;
  const { id: test_clock } = await testClocks.create({ frozen_time: FROZEN_AT });
  const accounts = [EXPIRING, OTHER];
  const linked = await link(world, { institution: 'Tokenized Account Numbers', test_clock, accounts });
  await world.settle();
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const over = FROZEN_AT + 30 * DAY_S;
  await testClocks.advance(test_clock, { frozen_time: over });
  await world.settle();

  const { id } = named(linked.accounts, EXPIRING);
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: named(linked.accounts, OTHER).id });
  assert.equal((await complete(world, session.id)).status, 'succeeded');
  const events = await told(world, since);
  assert.deepEqual(
    events.filter(([, object]) => object === id),
    [
      ['account.reactivated', id],
      ['account.account_numbers_updated', id],
    ],
  );
  const newest = world.client({ apiVersion: '2026-09-30.preview' });
  const account = await newest.financialConnections.accounts.retrieve(id);
  assert.equal(account.status, 'active');
  const [number] = account.account_numbers ?? [];
  assert.deepEqual([number?.status, number?.expected_expiry_date], ['expired', over]);
});
