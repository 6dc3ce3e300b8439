// An account is closed and reopened at the bank: nothing repairs a closed one, and a reopened one comes back under its own id.
import assert from 'node:assert/strict';
import { complete, everything, link, mark, named, relinkSession, simulateOnAccount, told } from '../../story.ts';
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
};
