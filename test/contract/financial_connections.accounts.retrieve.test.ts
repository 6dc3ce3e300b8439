// stripe.financialConnections.accounts.retrieve: whole in every state, by version, expanded, of others.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { link, named, simulateOnAccount, simulateOnAuthorization } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { assertRefused, notExpandable, notFound, tooDeep, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const retrieve = (id: string, params: object = {}, options?: Stripe.RequestOptions) =>
  at.stripe.financialConnections.accounts.retrieve(
    id,
    params as Stripe.FinancialConnections.AccountRetrieveParams,
    options,
  );

/** What all accounts of the linked customer have in common. */
const shared = () => ({
  object: 'financial_connections.account',
  account_holder: { customer: at.linked.customer, type: 'customer' },
  authorization: at.linked.authorization,
  balance: null,
  balance_refresh: null,
  inferred_balances_refresh: null,
  institution: 'fcinst_Qn1aNn8l07746s',
  institution_name: 'Bank (OAuth)',
  livemode: false,
  ownership: null,
  ownership_refresh: null,
  permissions: ['payment_method', 'balances'],
  status: 'active',
  status_details: {},
  subscriptions: [],
  transaction_refresh: null,
});

const NUMBER = {
  expected_expiry_date: null,
  identifier_type: 'account_number',
  status: 'transactable',
  supported_networks: ['ach'],
};

describe('financialConnections.accounts.retrieve', () => {
  test('answers with a whole checking account', async () => {
    const account = await retrieve(at.checking.id);
    assertWhole(account);
    const { id, created, ...rest } = plain(account);
    assert.match(id, /^fca_[0-9A-Za-z]{24}$/);
    assert.ok(Math.abs(created - Date.now() / 1000) < 300);
    assert.deepEqual(rest, {
      ...shared(),
      account_numbers: [NUMBER],
      category: 'cash',
      display_name: 'Everyday Checking',
      last4: '6789',
      subcategory: 'checking',
      supported_payment_method_types: ['us_bank_account'],
    });
  });

  test('answers with a whole mortgage, which has no number and takes no payments', async () => {
    const account = await retrieve(at.mortgage.id);
    assertWhole(account);
    const { id: _, created: __, ...rest } = plain(account);
    assert.deepEqual(rest, {
      ...shared(),
      account_numbers: [],
      category: 'credit',
      display_name: 'Home Loan',
      last4: '5511',
      subcategory: 'mortgage',
      supported_payment_method_types: [],
    });
  });

  test('has no numbers without the permission for payments, and no holder where there is none', async () => {
    const free = await link(at.world, { customer: null, permissions: ['balances'], accounts: ['Everyday Checking'] });
    const account = await retrieve(free.accounts[0]!.id);
    assertWhole(account);
    assert.deepEqual([account.account_numbers, account.account_holder], [null, null]);
    assert.deepEqual(account.permissions, ['balances']);
  });

  test('tells no digits of an account number, in any state', async () => {
    const tokenized = await link(at.world, { institution: 'Tokenized Account Numbers' });
    for (const { id } of [at.checking, ...tokenized.accounts]) {
      const account = await retrieve(id);
      const text = JSON.stringify(account, (_, value) => (typeof value === 'number' ? 'a time' : value));
      assert.doesNotMatch(text, /\d{9}/);
    }
  });

  test('answers with cause and action of an inactive account, as its authorization’s siblings', async () => {
    const broken = await link(at.world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
    await simulateOnAuthorization(at.world, broken.authorization, 'consent_expired');
    for (const { id } of broken.accounts) {
      const account = await retrieve(id);
      assertWhole(account);
      assert.equal(account.status, 'inactive');
      const inactive = { action: 'relink_required', cause: 'access_expired' };
      assert.deepEqual(plain(account.status_details), { inactive });
    }
  });

  test('answers with the expected end of a link that is going to end', async () => {
    const ending = await link(at.world, { institution: 'Eventually Requires Reauthentication' });
    const account = await retrieve(ending.accounts[0]!.id);
    assertWhole(account);
    assert.equal(account.status, 'active');
    const { active } = account.status_details ?? {};
    assert.deepEqual([active?.action, active?.cause], ['relink_required', 'access_expired']);
    const days = (Number(active?.expected_deactivation_date) - account.created) / 86_400;
    assert.ok(Math.abs(days - 30) < 0.01, `${days} days`);
  });

  test('keeps a disconnected account readable, without data', async () => {
    const gone = await link(at.world, { accounts: ['Everyday Checking'] });
    const before = await retrieve(gone.accounts[0]!.id);
    await at.stripe.financialConnections.accounts.disconnect(before.id);
    const account = await retrieve(before.id);
    assertWhole(account);
    const changed = { status: 'disconnected', status_details: {}, permissions: [], account_numbers: null };
    assert.deepEqual(plain(account), { ...plain(before), ...changed });
  });

  describe('by version', () => {
    const lacks = (apiVersion: string, expected: string[]) =>
      test(`${apiVersion} leaves out what it does not have`, async () => {
        const account = await retrieve(at.checking.id, {}, { apiVersion });
        assertWhole(account, { lacks: expected });
        assert.deepEqual(
          Object.keys(at.checking)
            .filter((key) => !(key in account))
            .sort(),
          [...expected].sort(),
        );
      });
    const preview = ['inferred_balances_refresh', 'institution'];
    lacks('2022-08-01', [...preview, 'account_numbers', 'authorization', 'status_details']);
    lacks('2025-11-16.clover', [...preview, 'account_numbers', 'authorization', 'status_details']);
    lacks('2025-11-17.clover', [...preview, 'authorization', 'status_details']);
    lacks('2026-06-24.dahlia', [...preview, 'authorization']);
    lacks('2026-07-29.dahlia', preview);
    lacks('2026-10-28.endive', preview);
    lacks('2026-01-27.preview', ['authorization', 'status_details']);
    lacks('2026-01-28.preview', []);
    lacks('2026-09-30.preview', []);

    test('calls an expired number deactivated before 2026-09-30, and expired from then on', async () => {
      const tokenized = await link(at.world, { institution: 'Tokenized Account Numbers' });
      const { id } = named(tokenized.accounts, 'Eventually Expiring Tokenized Account Number');
      await simulateOnAccount(at.world, id, 'account_number_expired');
      const status = async (apiVersion: string) => {
        const account = await retrieve(id, {}, { apiVersion });
        assertWhole(account);
        assert.equal(account.status, 'active');
        return account.account_numbers?.map((number) => number.status as string);
      };
      assert.deepEqual(await status('2026-08-26.preview'), ['deactivated']);
      assert.deepEqual(await status('2026-09-29.dahlia'), ['deactivated']);
      assert.deepEqual(await status('2026-09-30.preview'), ['expired']);
      assert.deepEqual(await status('2026-09-30.endive'), ['expired']);
    });
  });

  test('expands customer, institution, and both at once', async () => {
    const expand = ['account_holder.customer', 'institution', 'ownership', 'account_holder.account'];
    const account = await retrieve(at.checking.id, { expand });
    assertWhole(account);
    const customer = await at.stripe.customers.retrieve(String(at.linked.customer));
    assert.deepEqual(plain(account.account_holder?.customer), plain(customer));
    const bank = await at.stripe.financialConnections.institutions.retrieve(String(at.checking.institution));
    assert.deepEqual(plain(account.institution), plain(bank));
    assert.equal(account.ownership, null);
  });

  test('expands a deleted customer as deleted', async () => {
    const left = await link(at.world, { accounts: ['Everyday Checking'] });
    await at.stripe.customers.del(String(left.customer));
    const account = await retrieve(left.accounts[0]!.id, { expand: ['account_holder.customer'] });
    assertWhole(account);
    assert.deepEqual(plain(account.account_holder?.customer), { id: left.customer, object: 'customer', deleted: true });
  });

  test('refuses expansions that are none, too deep, or not in this version', async () => {
    const { id } = at.checking;
    for (const path of [
      'authorization',
      'account_holder',
      'account_numbers',
      'institution.name',
      'status_details.inactive',
    ]) {
      await assertRefused(retrieve(id, { expand: [path] }), notExpandable(path));
    }
    await assertRefused(retrieve(id, { expand: ['a.b.c.d.e'] }), tooDeep('a.b.c.d.e'));
    const general = { apiVersion: '2026-09-30.endive' };
    await assertRefused(retrieve(id, { expand: ['institution'] }, general), notExpandable('institution'));
    assertWhole(await retrieve(id, { expand: ['account_holder.customer'] }, general));
  });

  test('refuses an unknown id, and unknown parameters', async () => {
    await assertRefused(retrieve('fca_none'), notFound('account', 'fca_none'));
    await assertRefused(retrieve(at.linked.authorization), notFound('account', at.linked.authorization));
    await assertRefused(retrieve(at.checking.id, { refresh: true }), unknown('refresh'));
  });

  test('refuses an account of another merchant', async () => {
    const { id } = at.checking;
    await assertRefused(at.other.financialConnections.accounts.retrieve(id), notFound('account', id));
  });
});
