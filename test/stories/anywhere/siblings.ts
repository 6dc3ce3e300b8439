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
  simulateOnAccount,
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

  'siblings keep the permissions they had, and the new consent covers them': async (world) => {
    const linked = await link(world, { accounts: NAMES, permissions: ['payment_method', 'balances', 'ownership'] });
    const healthy = await everything(world, linked);
    const target = named(linked.accounts, 'Everyday Checking').id;
    await simulateOnAuthorization(world, linked.authorization, 'consent_expired');
    const session = await relinkSession(world, linked, { account: target, permissions: ['transactions'] });
    await complete(world, session.id);
    const now = await everything(world, linked);
    assert.deepEqual(now.accounts[0]!.permissions, ['transactions']);
    assert.deepEqual(now.accounts.slice(1), healthy.accounts.slice(1));
  },

  'a targeted relink of a healthy link touches no sibling and tells of none': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    await complete(world, session.id);
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
  },

  'a closed sibling stays closed when another account is relinked': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const closed = named(linked.accounts, 'Rainy Day Savings').id;
    await simulateOnAccount(world, closed, 'closed');
    const before = await everything(world, linked);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const since = await mark(world);
    const target = named(linked.accounts, 'Everyday Checking').id;
    const session = await relinkSession(world, linked, { account: target });
    await complete(world, session.id);
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), [
      ['account.reactivated', target],
      ['account.reactivated', named(linked.accounts, 'Platinum Card').id],
      ['session.updated', session.id],
    ]);
  },

  'accounts of another customer at the same bank are not touched': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const stranger = await link(world, { accounts: NAMES });
    const before = await everything(world, stranger);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(await everything(world, stranger), before);
  },
};
