// The bank returns an account under a new identity that nothing ties to the old one: the old is left, and only a choice of the customer links the new.
import assert from 'node:assert/strict';
import {
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  named,
  relinkSession,
  simulateOnAccount,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAME = 'Everyday Checking';

const NAMES = [NAME, 'Rainy Day Savings'];

export const identityLost: Story = {
  'an account whose identity is lost is no longer shared, alone': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const { id } = named(linked.accounts, NAME);
    const since = await mark(world);
    const account = await simulateOnAccount(world, id, 'identity_lost');
    assert.equal(account.status, 'inactive');
    assert.deepEqual(account.status_details, { inactive: { action: 'relink_required', cause: 'access_denied' } });
    assert.deepEqual((await everything(world, linked)).accounts[1], before.accounts[1]);
    assert.deepEqual(await told(world, since), [['account.deactivated', id]]);
  },

  'a targeted relink does not take the new account for the lost one: no_account, and nothing changes': async (
    world,
  ) => {
    const linked = await link(world, { accounts: NAMES });
    const { id } = named(linked.accounts, NAME);
    await simulateOnAccount(world, id, 'identity_lost');
    const lost = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: id });
    const done = await complete(world, session.id, { accounts: NAMES });
    assert.equal(done.status, 'failed');
    assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'no_account' });
    assert.deepEqual(await everything(world, linked), lost);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE', 'REVOKED']);
  },

  'a relink of the authorization links it as a new account and leaves the old one as it was': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const old = named(linked.accounts, NAME);
    await simulateOnAccount(world, old.id, 'identity_lost');
    const lost = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked);
    const done = await complete(world, session.id, { accounts: NAMES });
    assert.equal(done.status, 'succeeded');
    assert.deepEqual(done.relink_result, { account: null, authorization: linked.authorization, failure_reason: null });
    const fresh = named(done.accounts.data, NAME);
    assert.notEqual(fresh.id, old.id);
    assert.notEqual(fresh.last4, old.last4);
    assert.equal(fresh.authorization, linked.authorization);
    assert.equal(fresh.status, 'active');
    assert.deepEqual(
      idsOf(done.accounts.data).toSorted(),
      [fresh.id, named(linked.accounts, 'Rainy Day Savings').id].toSorted(),
    );
    const now = await everything(world, linked);
    assert.deepEqual(now.accounts, lost.accounts);
    assert.deepEqual(now.authorization, lost.authorization);
    assert.deepEqual(idsOf(now.list as never).toSorted(), [fresh.id, ...idsOf(linked.accounts)].toSorted());
    assert.deepEqual(await told(world, since), [
      ['account.created', fresh.id],
      ['session.updated', session.id],
    ]);
  },

  'by default a relink of the authorization takes the accounts that are known, not the new one': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    await simulateOnAccount(world, named(linked.accounts, NAME).id, 'identity_lost');
    const lost = await everything(world, linked);
    const done = await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(idsOf(done.accounts.data), [named(linked.accounts, 'Rainy Day Savings').id]);
    assert.deepEqual(await everything(world, linked), lost);
  },
};
