// The bank wants its customer to sign in again: everything on the link is inactive until he does, or until the bank relents.
import assert from 'node:assert/strict';
import {
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  relinkSession,
  simulateOnAccount,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const REQUIREMENT = { inactive: { action: 'relink_required', cause: 'institution_requirement' } };

export const reauthentication: Story = {
  'a required reauthentication deactivates the link, and the recovery of the bank reactivates it': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const since = await mark(world);
    const authorization = await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
    assert.equal(authorization.status, 'inactive');
    assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
    const broken = await everything(world, linked);
    assert.deepEqual(
      broken.accounts.map((account) => [account.status, account.status_details]),
      [
        ['inactive', REQUIREMENT],
        ['inactive', REQUIREMENT],
      ],
    );
    const recovered = await simulateOnAuthorization(world, linked.authorization, 'recovered');
    assert.equal(recovered.status, 'active');
    assert.deepEqual(recovered.status_details, {});
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, since), [
      ...linked.accounts.map(({ id }) => ['account.deactivated', id]),
      ...linked.accounts.map(({ id }) => ['account.reactivated', id]),
    ]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE']);
  },

  'a relink instead of a recovery repairs the link under a new consent': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
    const done = await complete(world, (await relinkSession(world, linked)).id);
    assert.equal(done.relink_result?.authorization, linked.authorization);
    assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'ACTIVE']);
  },

  'a closed account stays closed while the link around it breaks and recovers': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    await simulateOnAccount(world, linked.accounts[0]!.id, 'closed');
    const closed = await everything(world, linked);
    const since = await mark(world);
    await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
    assert.deepEqual((await everything(world, linked)).accounts[0], closed.accounts[0]);
    await simulateOnAuthorization(world, linked.authorization, 'recovered');
    assert.deepEqual(await everything(world, linked), closed);
    assert.deepEqual(await told(world, since), [
      ['account.deactivated', linked.accounts[1]!.id],
      ['account.reactivated', linked.accounts[1]!.id],
    ]);
  },
};
