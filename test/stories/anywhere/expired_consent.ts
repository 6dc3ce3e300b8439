// A consent runs out at the bank: every account tells so, and a relink brings the same ones back under a new consent.
import assert from 'node:assert/strict';
import {
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  relinkSession,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

export const expiredConsent: Story = {
  'an expired consent makes every account inactive with the cause access_expired, told once per account': async (
    world,
  ) => {
    const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
    const since = await mark(world);
    const authorization = await simulateOnAuthorization(world, linked.authorization, 'consent_expired');
    assert.equal(authorization.status, 'inactive');
    assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
    const { accounts } = await everything(world, linked);
    for (const account of accounts) {
      assert.equal(account.status, 'inactive');
      assert.deepEqual(account.status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
    }
    assert.deepEqual(
      await told(world, since),
      linked.accounts.map(({ id }) => ['account.deactivated', id]),
    );
  },

  'a relink of the authorization brings all of its accounts back under a new consent': async (world) => {
    const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
    const healthy = await everything(world, linked);
    await simulateOnAuthorization(world, linked.authorization, 'consent_expired');
    const since = await mark(world);
    const session = await relinkSession(world, linked);
    const done = await complete(world, session.id);
    assert.equal(done.status, 'succeeded');
    assert.deepEqual(done.relink_result, {
      account: null,
      authorization: linked.authorization,
      failure_reason: null,
    });
    assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, since), [
      ...linked.accounts.map(({ id }) => ['account.reactivated', id]),
      ['session.updated', session.id],
    ]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['EXPIRED', 'ACTIVE']);
  },
};
