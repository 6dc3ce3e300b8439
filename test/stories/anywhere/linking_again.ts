// The same holder links the same bank again as the same person: the authorization and the ids are the same, however often and however many at once.
import assert from 'node:assert/strict';
import { consentsAtBank, everything, link, mark, told } from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

export const linkingAgain: Story = {
  'linking again gives the same authorization and the same accounts, and tells of no new one': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const since = await mark(world);
    const again = await link(world, { customer: linked.customer, accounts: NAMES });
    assert.deepEqual(again.accounts, linked.accounts);
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), [['session.updated', again.session.id]]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'ACTIVE']);
  },
};
