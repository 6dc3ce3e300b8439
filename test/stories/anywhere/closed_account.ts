// An account is closed and reopened at the bank: nothing repairs a closed one, and a reopened one comes back under its own id.
import assert from 'node:assert/strict';
import { complete, everything, idsOf, link, mark, named, relinkSession, simulateOnAccount, told } from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

export const closedAccount: Story = {
  'a reopened account asks for a relink, and the relink makes the same id active again': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const { id } = named(linked.accounts, 'Everyday Checking');
    await simulateOnAccount(world, id, 'closed');

    const closed = await mark(world);
    const reopened = await simulateOnAccount(world, id, 'reopened');
    assert.equal(reopened.status, 'inactive');
    assert.deepEqual(reopened.status_details, {
      inactive: { action: 'relink_required', cause: 'account_unavailable' },
    });
    assert.deepEqual(await told(world, closed), [['account.deactivated', id]]);

    const open = await mark(world);
    const session = await relinkSession(world, linked, { account: id });
    const done = await complete(world, session.id);
    assert.deepEqual(done.relink_result, {
      account: id,
      authorization: linked.authorization,
      failure_reason: null,
    });
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, open), [
      ['account.reactivated', id],
      ['session.updated', session.id],
    ]);
  },

  'a closed account tells account_closed and that nothing can be done, while the rest of the link works on': async (
    world,
  ) => {
    const linked = await link(world, { accounts: NAMES });
    const [closed, sibling] = linked.accounts;
    const healthy = await everything(world, linked);
    const since = await mark(world);
    const account = await simulateOnAccount(world, closed!.id, 'closed');
    assert.equal(account.status, 'inactive');
    assert.deepEqual(account.status_details, { inactive: { action: 'none', cause: 'account_closed' } });
    const now = await everything(world, linked);
    assert.deepEqual(now.authorization, healthy.authorization);
    assert.deepEqual(now.accounts[1], sibling);
    assert.deepEqual(await told(world, since), [['account.deactivated', closed!.id]]);
  },

  'a relink of a closed account ends with no_account and leaves everything as it was': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    await simulateOnAccount(world, linked.accounts[0]!.id, 'closed');
    const before = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    const done = await complete(world, session.id);
    assert.equal(done.status, 'failed');
    assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'no_account' });
    assert.deepEqual(done.accounts.data, []);
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
  },

  'a relink of the authorization leaves its closed account closed': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    await simulateOnAccount(world, linked.accounts[0]!.id, 'closed');
    const before = await everything(world, linked);
    const session = await relinkSession(world, linked);
    const done = await complete(world, session.id);
    assert.deepEqual(idsOf(done.accounts.data), [linked.accounts[1]!.id]);
    assert.deepEqual(await everything(world, linked), before);
  },
};
