// A working link is relinked to change what is shared: replaced on the chosen account, untouched on its siblings.
import assert from 'node:assert/strict';
import { atBank, complete, everything, idsOf, link, mark, named, relinkSession, told } from '../../story.ts';
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

  'payment_method given up and given again: account_numbers go and come back': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const { id } = named(linked.accounts, 'Everyday Checking');
    const before = await everything(world, linked);
    assert.deepEqual(before.accounts[0]!.account_numbers, [
      {
        expected_expiry_date: null,
        identifier_type: 'account_number',
        status: 'transactable',
        supported_networks: ['ach'],
      },
    ]);
    await complete(world, (await relinkSession(world, linked, { account: id, permissions: ['balances'] })).id);
    assert.equal((await world.stripe.financialConnections.accounts.retrieve(id)).account_numbers, null);
    await complete(world, (await relinkSession(world, linked, { account: id })).id);
    assert.deepEqual(await everything(world, linked), before);
  },

  'account_numbers appear when payment_method is first asked for in a relink': async (world) => {
    const linked = await link(world, { accounts: NAMES, permissions: ['balances'] });
    const { id } = named(linked.accounts, 'Everyday Checking');
    assert.deepEqual(
      linked.accounts.map((account) => account.account_numbers),
      [null, null],
    );
    const done = await complete(world, (await relinkSession(world, linked, { account: id })).id);
    assert.deepEqual(done.accounts.data[0]!.permissions, ['payment_method', 'balances']);
    assert.equal(done.accounts.data[0]!.account_numbers?.[0]?.status, 'transactable');
    const now = await everything(world, linked);
    assert.deepEqual(now.accounts[1], linked.accounts[1]);
  },

  'a relink of the authorization replaces the permissions of every account that is chosen': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const done = await complete(world, (await relinkSession(world, linked, { permissions: ['transactions'] })).id);
    assert.deepEqual(
      done.accounts.data.map((account) => [account.id, account.permissions, account.account_numbers]),
      idsOf(linked.accounts).map((id) => [id, ['transactions'], null]),
    );
  },

  'the consent at the bank covers what the session asks for and what the siblings have, and no more': async (world) => {
    const linked = await link(world, { accounts: NAMES, permissions: ['balances'] });
    const { id } = linked.accounts[0]!;
    await complete(world, (await relinkSession(world, linked, { account: id, permissions: ['ownership'] })).id);
    const scopes = (await atBank(world, 'bank-oauth', linked.customer!)).consents.map((consent) =>
      consent.scope
        .split(' ')
        .filter((scope) => scope.startsWith('fdx:'))
        .toSorted(),
    );
    assert.deepEqual(scopes, [
      ['fdx:accountbasic:read', 'fdx:accountdetailed:read'],
      ['fdx:accountbasic:read', 'fdx:accountdetailed:read', 'fdx:customercontact:read'],
    ]);
  },

  'that no payment can use an account is learnt and told when its number is first asked for, and is not forgotten':
    async (world) => {
      const institution = 'Invalid Payment Accounts';
      const linked = await link(world, { institution, accounts: ['Holiday Savings'], permissions: ['balances'] });
      const [account] = linked.accounts;
      assert.deepEqual(account!.supported_payment_method_types, ['us_bank_account']);
      const since = await mark(world);
      const session = await relinkSession(world, linked);
      await complete(world, session.id);
      const type = 'financial_connections.account.supported_payment_method_types_updated';
      const [event] = (await world.stripe.events.list({ type, limit: 1 })).data;
      assert.deepEqual((event?.data.object as typeof account)?.supported_payment_method_types, []);
      assert.deepEqual(await told(world, since), [
        ['account.supported_payment_method_types_updated', account!.id],
        ['session.updated', session.id],
      ]);

      const again = await relinkSession(world, linked, { permissions: ['balances'] });
      const { accounts } = await complete(world, again.id);
      assert.deepEqual(accounts.data[0]!.supported_payment_method_types, []);
      assert.deepEqual((await told(world, since)).at(-1), ['session.updated', again.id]);
    },

  'a cancelled change of permissions changes none': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id, permissions: ['ownership'] });
    await complete(world, session.id, { outcome: 'cancel' });
    assert.deepEqual(await everything(world, linked), before);
  },
};
