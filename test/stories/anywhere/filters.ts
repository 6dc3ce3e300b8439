// What a session asks for is checked when it is made and kept to in the flow: kinds, number, country and use of accounts, and the data shared.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import {
  atBank,
  complete,
  everything,
  idsOf,
  link,
  mark,
  named,
  relinkSession,
  type Scene,
  type Session,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

type Params = Stripe.FinancialConnections.SessionCreateParams;

async function newSession(world: Scene, params: Partial<Params> = {}): Promise<Session> {
  const { id: customer } = await world.stripe.customers.create({});
  return await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['balances'],
    ...params,
  });
}

async function linkWith(
  world: Scene,
  params: Partial<Params>,
  accounts?: string[],
  institution = 'Bank (OAuth)',
): Promise<Session> {
  const session = await newSession(world, params);
  return await complete(world, session.id, { institution, ...(accounts && { accounts }) });
}

const namesOf = (session: Session) => session.accounts.data.map((account) => account.display_name);
const REFUSED = { statusCode: 400, type: 'StripeInvalidRequestError' };

const WRONG: [string, unknown, string][] = [
  ['no permission', { permissions: [] }, 'permissions'],
  ['an unknown permission', { permissions: ['holdings'] }, 'permissions[0]'],
  [
    'an unknown kind of account',
    { filters: { account_subcategories: ['wallet'] } },
    'filters[account_subcategories][0]',
  ],
  ['a limit of none', { limits: { accounts: 0 } }, 'limits[accounts]'],
  ['a limit that is no number', { limits: { accounts: 'two' } }, 'limits[accounts]'],
  ['an unknown institution', { filters: { institution: 'fcinst_none' } }, 'filters[institution]'],
  [
    'an institution outside of the country filter',
    { filters: { institution: 'fcinst_Qn1aNn8l07746s', countries: ['CA'] } },
    'filters[institution]',
  ],
  ['an unknown parameter', { colour: 'red' }, 'colour'],
];

function customerOf(session: Session): string {
  return session.account_holder!.customer as string;
}

const refusals = WRONG.map(([what, params, param]): [string, Story[string]] => [
  `a session with ${what} is refused, naming ${param}`,
  (world) => assert.rejects(newSession(world, params as Params), { ...REFUSED, param }),
]);

const unpayable = (['all', 'at_least_one'] as const).map((support): [string, Story[string]] => [
  `savings without numbers do not count as payable where ${support} has to be`,
  async (world) => {
    const params = { filters: { require_payment_method_support: support }, permissions: ['payment_method' as const] };
    const session = await linkWith(world, params, undefined, 'Invalid Payment Accounts');
    assert.equal(session.status, 'failed');
    assert.deepEqual(session.accounts.data, []);
    const [consent] = (await atBank(world, 'invalid-payment-accounts', customerOf(session))).consents;
    assert.equal(consent?.status, 'REVOKED');
  },
]);

export const filters: Story = {
  ...Object.fromEntries([...refusals, ...unpayable]),

  'a relink that contradicts itself is refused, naming what contradicts, and nothing is made': async (world) => {
    const linked = await link(world, { accounts: ['Everyday Checking', 'Platinum Card'] });
    const other = await link(world, { accounts: ['Everyday Checking'] });
    const account = named(linked.accounts, 'Everyday Checking').id;
    const before = await everything(world, linked);
    const since = await mark(world);
    const refused = async (params: object, param: string) =>
      assert.rejects(relinkSession(world, linked, { account, ...params }), { ...REFUSED, param });
    await refused({ limits: { accounts: 2 } }, 'limits[accounts]');
    await refused({ filters: { account_subcategories: ['savings'] } }, 'filters[account_subcategories]');
    await refused({ filters: { institution: 'fcinst_Qn1aVTBBJ4ubmQ' } }, 'filters[institution]');
    await refused({ filters: { countries: ['CA'] } }, 'filters');
    await refused({ account: other.accounts[0]!.id }, 'relink_options[account]');
    await refused({ account: 'fca_none' }, 'relink_options[account]');
    await assert.rejects(relinkSession(world, { ...linked, authorization: 'fcauth_none' }), {
      ...REFUSED,
      code: 'resource_missing',
      param: 'relink_options[authorization]',
    });
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), []);
  },

  'a targeted relink fills in the filter and the limit of its account': async (world) => {
    const linked = await link(world, { accounts: ['Everyday Checking', 'Platinum Card'] });
    const checking = await relinkSession(world, linked, { account: named(linked.accounts, 'Everyday Checking').id });
    assert.deepEqual(checking.filters?.account_subcategories, ['checking', 'savings']);
    assert.deepEqual(checking.limits, { accounts: 1 });
    const card = await relinkSession(world, linked, { account: named(linked.accounts, 'Platinum Card').id });
    assert.deepEqual(card.filters?.account_subcategories, ['credit_card']);
    assert.deepEqual(card.limits, { accounts: 1 });
    const done = await complete(world, card.id);
    assert.equal(done.relink_result?.account, named(linked.accounts, 'Platinum Card').id);
  },

  'the limit is kept to': async (world) => {
    assert.deepEqual(namesOf(await linkWith(world, { limits: { accounts: 1 } })), ['Everyday Checking']);
    assert.equal((await linkWith(world, { limits: { accounts: 2 } })).accounts.data.length, 2);
  },

  'only accounts of the filtered kinds are linked': async (world) => {
    const cards = await linkWith(world, { filters: { account_subcategories: ['credit_card', 'mortgage'] } });
    assert.deepEqual(namesOf(cards), ['Platinum Card', 'Home Loan']);
  },

  'an account of another kind cannot be chosen past the filter': async (world) => {
    const session = await linkWith(world, { filters: { account_subcategories: ['credit_card'] } }, [
      'Everyday Checking',
    ]);
    assert.equal(session.status, 'failed');
    assert.deepEqual(session.accounts.data, []);
  },

  'a session that wants payments from all accounts links those that support them': async (world) => {
    const filters = { require_payment_method_support: 'all' } as const;
    const session = await linkWith(world, { filters, permissions: ['payment_method'] });
    assert.deepEqual(namesOf(session), ['Everyday Checking', 'Rainy Day Savings', 'Joint Checking']);
    for (const { supported_payment_method_types } of session.accounts.data) {
      assert.deepEqual(supported_payment_method_types, ['us_bank_account']);
    }
  },

  'a session that wants payments from at least one account does not end with none': async (world) => {
    const filters = { require_payment_method_support: 'at_least_one' } as const;
    const permissions: Params['permissions'] = ['payment_method'];
    const card = await linkWith(world, { filters, permissions }, ['Platinum Card']);
    assert.equal(card.status, 'failed');
    const both = await linkWith(world, { filters, permissions }, ['Everyday Checking', 'Platinum Card']);
    assert.deepEqual(namesOf(both), ['Everyday Checking', 'Platinum Card']);
  },

  'accounts that no payment network takes are linked where payments are not required': async (world) => {
    const session = await linkWith(world, { permissions: ['payment_method'] }, undefined, 'Invalid Payment Accounts');
    assert.equal(session.status, 'succeeded');
    for (const account of session.accounts.data) {
      assert.deepEqual(account.supported_payment_method_types, []);
      assert.deepEqual(account.account_numbers, []);
    }
  },

  'only what was asked for is shared: permissions of the account, and of the consent at the bank': async (world) => {
    const session = await linkWith(world, { permissions: ['balances'] }, ['Everyday Checking']);
    const [account] = session.accounts.data;
    assert.deepEqual(account?.permissions, ['balances']);
    assert.equal(account?.account_numbers, null);
    const [consent] = (await atBank(world, 'bank-oauth', customerOf(session))).consents;
    const scopes = consent!.scope.split(' ').filter((scope) => scope.startsWith('fdx:'));
    assert.deepEqual(scopes.toSorted(), ['fdx:accountbasic:read', 'fdx:accountdetailed:read']);
  },

  'the accounts of a relink of the authorization keep to its filter and limit': async (world) => {
    const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings', 'Platinum Card'] });
    const session = await relinkSession(world, linked, {
      filters: { account_subcategories: ['checking', 'savings'] },
      limits: { accounts: 1 },
    });
    const done = await complete(world, session.id);
    assert.deepEqual(idsOf(done.accounts.data), [named(linked.accounts, 'Everyday Checking').id]);
    assert.equal((await everything(world, linked)).accounts.filter(({ status }) => status === 'active').length, 3);
  },
};
