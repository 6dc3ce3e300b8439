// A merchant ends a link for good: an account at a time, and with the last one the authorization and the consent at the bank.
import assert from 'node:assert/strict';
import { consentsAtBank, everything, idsOf, link, mark, told } from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

export const disconnect: Story = {
  'with its last account the authorization is disconnected and the consent ends at the bank': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const since = await mark(world);
    for (const { id } of linked.accounts) await world.stripe.financialConnections.accounts.disconnect(id);
    const { authorization } = await everything(world, linked);
    assert.equal(authorization.status, 'disconnected');
    assert.deepEqual(authorization.status_details, {});
    assert.deepEqual(
      await told(world, since),
      idsOf(linked.accounts).map((id) => ['account.disconnected', id]),
    );
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED']);
  },
};
