// A merchant ends a link for good: an account at a time, and with the last one the authorization and the consent at the bank.
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

  'a broken account can be disconnected, and a relink of its authorization does not bring it back': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const gone = named(linked.accounts, 'Everyday Checking').id;
    const sibling = named(linked.accounts, 'Rainy Day Savings').id;
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const account = await world.stripe.financialConnections.accounts.disconnect(gone);
    assert.equal(account.status, 'disconnected');
    assert.deepEqual(account.status_details, {});
    const since = await mark(world);
    const session = await relinkSession(world, linked);
    const done = await complete(world, session.id);
    assert.deepEqual(idsOf(done.accounts.data), [sibling]);
    assert.deepEqual(await world.stripe.financialConnections.accounts.retrieve(gone), account);
    assert.deepEqual(await told(world, since), [
      ['account.reactivated', sibling],
      ['session.updated', session.id],
    ]);
  },

  'a disconnected account shows nothing more, and its sibling works on': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const [gone, sibling] = linked.accounts;
    const before = await everything(world, linked);
    const since = await mark(world);
    const account = await world.stripe.financialConnections.accounts.disconnect(gone!.id);
    assert.deepEqual(account, {
      ...gone,
      status: 'disconnected',
      status_details: {},
      permissions: [],
      account_numbers: null,
    });
    const now = await everything(world, linked);
    assert.deepEqual(now.accounts, [account, sibling]);
    assert.deepEqual(now.authorization, before.authorization);
    assert.deepEqual(await told(world, since), [['account.disconnected', gone!.id]]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE']);
  },

  'disconnecting again changes nothing and tells nothing': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const first = await world.stripe.financialConnections.accounts.disconnect(linked.accounts[0]!.id);
    const since = await mark(world);
    assert.deepEqual(await world.stripe.financialConnections.accounts.disconnect(first.id), first);
    assert.deepEqual(await told(world, since), []);
  },

  'neither a disconnected account nor a disconnected authorization is relinked': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const [one, other] = idsOf(linked.accounts);
    const type = 'StripeInvalidRequestError';
    await world.stripe.financialConnections.accounts.disconnect(one!);
    await assert.rejects(relinkSession(world, linked, { account: one! }), {
      statusCode: 400,
      type,
      param: 'relink_options[account]',
    });
    await world.stripe.financialConnections.accounts.disconnect(other!);
    await assert.rejects(relinkSession(world, linked), {
      statusCode: 400,
      type,
      param: 'relink_options[authorization]',
    });
  },

  'a relink that was begun before the account was disconnected finds it gone': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const { id } = linked.accounts[0]!;
    const session = await relinkSession(world, linked, { account: id });
    await world.stripe.financialConnections.accounts.disconnect(id);
    const before = await everything(world, linked);
    const done = await complete(world, session.id);
    assert.equal(done.status, 'failed');
    assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'no_account' });
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE', 'REVOKED']);
  },

  'a relink that was begun before the authorization was disconnected fails and gives its consent back': async (
    world,
  ) => {
    const linked = await link(world, { accounts: NAMES });
    const session = await relinkSession(world, linked);
    for (const { id } of linked.accounts) await world.stripe.financialConnections.accounts.disconnect(id);
    const before = await everything(world, linked);
    const done = await complete(world, session.id);
    assert.equal(done.status, 'failed');
    assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'other' });
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'REVOKED']);
  },

  'linking the bank anew after a disconnect makes a new authorization and new accounts': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    for (const { id } of linked.accounts) await world.stripe.financialConnections.accounts.disconnect(id);
    const anew = await link(world, { customer: linked.customer, accounts: NAMES });
    assert.notEqual(anew.authorization, linked.authorization);
    assert.equal(new Set(idsOf([...linked.accounts, ...anew.accounts])).size, 4);
  },

  'an account disconnected while it is relinked ends disconnected, and its sibling keeps one consent': async (
    world,
  ) => {
    const linked = await link(world, { accounts: NAMES });
    const [gone, sibling] = linked.accounts;
    const session = await relinkSession(world, linked, { account: gone!.id });
    const [done] = await Promise.all([
      complete(world, session.id),
      world.stripe.financialConnections.accounts.disconnect(gone!.id),
    ]);
    assert.ok(done.status === 'succeeded' || done.relink_result?.failure_reason === 'no_account');
    const { accounts, authorization } = await everything(world, linked);
    assert.equal(accounts[0]!.status, 'disconnected');
    assert.deepEqual(accounts[1], sibling);
    assert.equal(authorization.status, 'active');
    const states = await consentsAtBank(world, 'bank-oauth', linked.customer!);
    assert.deepEqual(states.toSorted(), ['ACTIVE', 'REVOKED']);
  },
};
