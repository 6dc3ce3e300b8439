// Accounts that share an authorization share its fate: a relink of one brings back the others, with what each of them had.
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
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings', 'Platinum Card'];

export const siblings: Story = {
  'a targeted relink reactivates its siblings too: more events than accounts in the session': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const target = named(linked.accounts, 'Rainy Day Savings').id;
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: target });
    const done = await complete(world, session.id);
    assert.deepEqual(idsOf(done.accounts.data), [target]);
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, since), [
      ...idsOf(linked.accounts).map((id) => ['account.reactivated', id]),
      ['session.updated', session.id],
    ]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'ACTIVE']);
  },
};
