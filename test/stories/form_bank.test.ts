// A bank whose customers sign in through a form of ours: what does not end well leaves the link as it was there, too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, consentsAtBank, everything, idsOf, link, relinkSession } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { tell } from './anywhere/tell.ts';
import { unfinishedAt } from './anywhere/unfinished_relink.ts';
import { assertNoAccount } from './anywhere/wrong_account.ts';

const INSTITUTION = 'Bank (Non-OAuth)';
const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

tell(unfinishedAt(INSTITUTION, 'bank-non-oauth'), joinTestWorld);

test('a wrong account at a form bank changes nothing', async () => {
  const linked = await link(world, { institution: INSTITUTION, accounts: NAMES });
  const before = await everything(world, linked);
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  assertNoAccount(await complete(world, session.id, { outcome: 'wrong_account' }));
  assert.deepEqual(await everything(world, linked), before);
  assert.deepEqual(await consentsAtBank(world, 'bank-non-oauth', linked.customer!), ['ACTIVE']);
});

test('a form bank of a holder who has linked another bank is another authorization', async () => {
  const linked = await link(world, { accounts: NAMES });
  const other = await link(world, { customer: linked.customer, institution: INSTITUTION, accounts: NAMES });
  assert.notEqual(other.authorization, linked.authorization);
  assert.equal(new Set(idsOf([...linked.accounts, ...other.accounts])).size, 4);
});
