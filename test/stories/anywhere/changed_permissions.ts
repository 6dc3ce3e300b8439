// A working link is relinked to change what is shared: replaced on the chosen account, untouched on its siblings.
import assert from 'node:assert/strict';
import { complete, everything, link, mark, named, relinkSession, told } from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

export const changedPermissions: Story = {
  'a targeted relink replaces the permissions of its account, and its siblings keep theirs': async (world) => {
    const linked = await link(world, { accounts: NAMES, permissions: ['payment_method', 'balances'] });
    const { id } = named(linked.accounts, 'Everyday Checking');
    const before = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: id, permissions: ['transactions', 'ownership'] });
    const done = await complete(world, session.id);
    assert.deepEqual(done.relink_result, { account: id, authorization: linked.authorization, failure_reason: null });
    const now = await everything(world, linked);
    assert.deepEqual(now.accounts[0], {
      ...before.accounts[0],
      permissions: ['transactions', 'ownership'],
      account_numbers: null,
    });
    assert.deepEqual(now.accounts[1], before.accounts[1]);
    assert.deepEqual(now.authorization, before.authorization);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
  },
};
