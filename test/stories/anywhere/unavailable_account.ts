// One account of a link stops answering or is no longer shared, and comes back: by the bank's recovery or by a relink.
import assert from 'node:assert/strict';
import {
  complete,
  consentsAtBank,
  everything,
  link,
  mark,
  named,
  relinkSession,
  simulateOnAccount,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

export const unavailableAccount: Story = {
  'an unavailable account is inactive at once, alone, and active again when the bank has recovered': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const { id } = named(linked.accounts, 'Rainy Day Savings');
    const since = await mark(world);
    const account = await simulateOnAccount(world, id, 'unavailable');
    assert.deepEqual(account.status_details, {
      inactive: { action: 'relink_required', cause: 'account_unavailable' },
    });
    const broken = await everything(world, linked);
    assert.deepEqual(broken.authorization, healthy.authorization);
    assert.deepEqual(broken.accounts[0], healthy.accounts[0]);
    await simulateOnAuthorization(world, linked.authorization, 'recovered');
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, since), [
      ['account.deactivated', id],
      ['account.reactivated', id],
    ]);
  },

  'a relink brings an unavailable account back under its own id': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const { id } = linked.accounts[0]!;
    await simulateOnAccount(world, id, 'unavailable');
    const done = await complete(world, (await relinkSession(world, linked, { account: id })).id);
    assert.equal(done.relink_result?.account, id);
    assert.deepEqual(await everything(world, linked), healthy);
  },

  'an account that the customer stops sharing tells access_denied': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const { id } = named(linked.accounts, 'Everyday Checking');
    const since = await mark(world);
    const account = await simulateOnAccount(world, id, 'sharing_stopped');
    assert.equal(account.status, 'inactive');
    assert.deepEqual(account.status_details, { inactive: { action: 'relink_required', cause: 'access_denied' } });
    const stopped = await everything(world, linked);
    assert.deepEqual(stopped.authorization, healthy.authorization);
    assert.deepEqual(stopped.accounts[1], healthy.accounts[1]);
    assert.deepEqual(await everything(world, linked), stopped);
    assert.deepEqual(await told(world, since), [['account.deactivated', id]]);
  },

  'a relink shares the account anew: the same id is active and the old consent is ended': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const { id } = linked.accounts[0]!;
    await simulateOnAccount(world, id, 'sharing_stopped');
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: id });
    const done = await complete(world, session.id);
    assert.equal(done.relink_result?.account, id);
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, since), [
      ['account.reactivated', id],
      ['session.updated', session.id],
    ]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'ACTIVE']);
  },

  'an account that is no longer shared keeps its own cause through an outage of the whole link': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const { id } = named(linked.accounts, 'Everyday Checking');
    const sibling = named(linked.accounts, 'Rainy Day Savings').id;
    await simulateOnAccount(world, id, 'sharing_stopped');
    const stopped = await everything(world, linked);
    const since = await mark(world);
    await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
    const broken = await everything(world, linked);
    assert.deepEqual(broken.accounts[0], stopped.accounts[0]);
    assert.deepEqual(broken.accounts[1]!.status_details, {
      inactive: { action: 'relink_required', cause: 'institution_requirement' },
    });
    await simulateOnAuthorization(world, linked.authorization, 'recovered');
    assert.deepEqual(await everything(world, linked), stopped);
    assert.deepEqual(await told(world, since), [
      ['account.deactivated', sibling],
      ['account.reactivated', sibling],
    ]);
  },
};
