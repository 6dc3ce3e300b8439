// stripe.financialConnections.accounts.list: pages, by holder, by session, of others.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { idsOf, link } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { testList } from './lists.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest } from './refusals.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const list = (params: object, options?: Stripe.RequestOptions) =>
  at.stripe.financialConnections.accounts.list(params as Stripe.FinancialConnections.AccountListParams, options);

describe('financialConnections.accounts.list', () => {
  describe('of a holder', () => {
    let customer = '';
    testList({
      list: (params) => at.stripe.financialConnections.accounts.list({ account_holder: { customer }, ...params }),
      url: '/v1/financial_connections/accounts',
      noun: 'account',
      async ids() {
        const linked = await link(at.world, { institution: 'Test (OAuth)' });
        customer = String(linked.customer);
        const more = await link(at.world, { customer, accounts: ['Everyday Checking', 'Rainy Day Savings'] });
        const ids = [...idsOf(linked.accounts), ...idsOf(more.accounts)];
        assert.equal(ids.length, 11);
        return ids.reverse();
      },
      async foreign() {
        const session = await at.other.financialConnections.sessions.create({ permissions: ['balances'] });
        const path = `/v1/test_helpers/financial_connections/sessions/${session.id}/complete`;
        await at.other.rawRequest('POST', path, { institution: 'Test (OAuth)' } as never);
        return (await at.other.financialConnections.accounts.list()).data[0]!.id;
      },
    });
  });

  test('of a session has exactly the accounts that it collected', async () => {
    const { customer } = at.linked;
    const more = await link(at.world, { customer, accounts: ['Joint Checking'] });
    const collected = async (session: string) => idsOf((await list({ session })).data).sort();
    assert.deepEqual(await collected(at.linked.session.id), idsOf(at.linked.accounts).sort());
    assert.deepEqual(await collected(more.session.id), idsOf(more.accounts));
    const open = await at.stripe.financialConnections.sessions.create({ permissions: ['balances'] });
    assert.deepEqual(await collected(open.id), []);
  });

  test('of a session and a holder has what is of both', async () => {
    const { id: stranger } = await at.stripe.customers.create({});
    const session = at.linked.session.id;
    const both = await list({ session, account_holder: { customer: at.linked.customer } });
    assert.equal(both.data.length, 3);
    assert.deepEqual((await list({ session, account_holder: { customer: stranger } })).data, []);
  });

  test('of everybody has the merchant’s accounts, with and without a holder', async () => {
    const free = await link(at.world, { customer: null, accounts: ['Everyday Checking'] });
    const { data } = await list({ limit: 100 });
    assert.equal(data[0]?.id, free.accounts[0]?.id);
    assert.ok(idsOf(data).includes(at.checking.id));
  });

  test('keeps disconnected accounts, and those of a deleted customer', async () => {
    const gone = await link(at.world, { accounts: ['Everyday Checking'] });
    await at.stripe.financialConnections.accounts.disconnect(gone.accounts[0]!.id);
    await at.stripe.customers.del(String(gone.customer));
    const { data } = await list({ account_holder: { customer: gone.customer } });
    assert.deepEqual(
      data.map(({ id, status }) => [id, status]),
      [[gone.accounts[0]?.id, 'disconnected']],
    );
  });

  test('shows each account as it is retrieved, in the version of the request', async () => {
    const options = { apiVersion: '2026-06-24.dahlia' };
    const { data } = await list({ session: at.linked.session.id }, options);
    assert.equal(data.length, 3);
    for (const account of data) {
      const one = await at.stripe.financialConnections.accounts.retrieve(account.id, {}, options);
      assert.deepEqual(plain(account), plain(one));
      assert.equal('authorization' in account, false);
    }
  });

  test('expands every account of the page, and refuses what is none', async () => {
    const session = at.linked.session.id;
    const { data } = await list({ session, expand: ['data.institution', 'data.account_holder.customer'] });
    const names = data.map((each) => (each.institution as Stripe.FinancialConnections.Institution).name);
    assert.deepEqual(names, Array(3).fill('Bank (OAuth)'));
    const holders = data.map((each) => (each.account_holder?.customer as Stripe.Customer | undefined)?.id);
    assert.deepEqual(holders, Array(3).fill(at.linked.customer));
    for (const path of ['institution', 'data', 'data.authorization']) {
      await assertRefused(list({ session, expand: [path] }), refusals.notExpandable(path));
    }
    const deep = 'data.account_holder.customer.test_clock.x';
    await assertRefused(list({ session, expand: [deep] }), refusals.tooDeep(deep));
  });

  describe('is refused', () => {
    const refused = (title: string, params: () => object, expected: () => refusals.Refusal) =>
      test(title, () => assertRefused(list(params()), expected()));
    const CUSTOMER = 'account_holder[customer]';
    refused(
      'for an unknown customer',
      () => ({ account_holder: { customer: 'cus_none' } }),
      () => refusals.noSuch('customer', 'cus_none', CUSTOMER),
    );
    refused(
      'for a connected account',
      () => ({ account_holder: { account: 'acct_1' } }),
      () => refusals.noSuch('account', 'acct_1', 'account_holder[account]'),
    );
    refused(
      'for two holders',
      () => ({ account_holder: { account: 'acct_1', customer: 'cus_1' } }),
      () => refusals.exclusive('account_holder[account]', CUSTOMER),
    );
    refused(
      'for an empty holder',
      () => ({ account_holder: { customer: '' } }),
      () => refusals.empty(CUSTOMER),
    );
    refused(
      'with text for a holder',
      () => ({ account_holder: 'cus_1' }),
      () => badRequest('Invalid object', { param: 'account_holder' }),
    );
    refused(
      'with an unknown part of a holder',
      () => ({ account_holder: { type: 'customer' } }),
      () => refusals.unknown('account_holder[type]'),
    );
    refused(
      'for an unknown session',
      () => ({ session: 'fcsess_none' }),
      () => refusals.noSuch('session', 'fcsess_none', 'session'),
    );
    refused(
      'for an empty session',
      () => ({ session: '' }),
      () => refusals.empty('session'),
    );

    test('for a customer and a session of another merchant', async () => {
      const { accounts } = at.other.financialConnections;
      const customer = String(at.linked.customer);
      await assertRefused(
        accounts.list({ account_holder: { customer } }),
        refusals.noSuch('customer', customer, CUSTOMER),
      );
      const session = at.linked.session.id;
      await assertRefused(accounts.list({ session }), refusals.noSuch('session', session, 'session'));
    });
  });
});
