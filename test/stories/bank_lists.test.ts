// Numbers and account lists that are not as tidy as the sandbox's: one account's trouble stays its own, and a long list is never cut.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  type Account,
  atBank,
  complete,
  everything,
  link,
  mark,
  named,
  relinkSession,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { type Call, type OddBank, openOddBank } from './odd_bank.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

let bank: OddBank;
before(async () => {
  bank = await openOddBank();
});
afterEach(() => bank.reset());
after(() => bank.world.close());

/** The path of the number of an account, by its name at the bank. */
async function numberPath(user: string, name: string): Promise<string> {
  const { accounts } = await atBank(bank.world, 'bank-oauth', user);
  const { account_id } = accounts.find((account) => account.display_name === name)!;
  return `/accounts/${account_id}/payment-networks`;
}

/** As versions tell it that know every status. */
async function numberStatus(id: string): Promise<string | undefined> {
  const { accounts } = bank.world.client({ apiVersion: '2026-09-30.preview' }).financialConnections;
  return (await accounts.retrieve(id)).account_numbers?.[0]?.status;
}

describe('numbers', () => {
  for (const status of [409, 403, 500]) {
    test(`of a sibling that the bank answers with ${status} do not stop a targeted relink, nor change the sibling`, async () => {
      const linked = await link(bank.world, { accounts: NAMES });
      const healthy = await everything(bank.world, linked);
      await simulateOnAuthorization(bank.world, linked.authorization, 'consent_revoked');
      const target = named(linked.accounts, 'Everyday Checking');
      const sibling = await numberPath(linked.customer!, 'Rainy Day Savings');
      const session = await relinkSession(bank.world, linked, { account: target.id });
      bank.instead = ({ path }) => (path.endsWith(sibling) ? status : null);
      const done = await complete(bank.world, session.id);
      assert.deepEqual(done.relink_result, {
        account: target.id,
        authorization: linked.authorization,
        failure_reason: null,
      });
      assert.deepEqual(await everything(bank.world, linked), healthy);
    });
  }

  test('that are still being made are pending, and read when they are there', async () => {
    const { id: customer } = await bank.world.stripe.customers.create({});
    const mine = await numberPath(customer, 'Everyday Checking');
    bank.instead = ({ path }) => (path.endsWith(mine) ? 409 : null);
    const linked = await link(bank.world, { customer, accounts: ['Everyday Checking'] });
    assert.equal(await numberStatus(linked.accounts[0]!.id), 'pending');
    bank.reset();
    // Any look at the bank will do; the one that is planned comes in a minute.
    await simulateOnAuthorization(bank.world, linked.authorization, 'reauthentication_required');
    await simulateOnAuthorization(bank.world, linked.authorization, 'recovered');
    assert.equal(await numberStatus(linked.accounts[0]!.id), 'transactable');
  });
});

describe('a bank that lists 126 accounts', () => {
  const MORE = Array.from({ length: 120 }, (_, index) => ({
    accountId: `more-${index}`,
    accountType: 'CHECKING',
    accountCategory: 'DEPOSIT_ACCOUNT',
    productName: `Account ${index}`,
    accountNumberDisplay: `****${1000 + index}`,
    status: 'OPEN',
    currency: { currencyCode: 'USD' },
  }));
  const longList = (turned: boolean) => (call: Call, text: string) => {
    if (!call.path.endsWith('/accounts')) return null;
    const accounts = [...(JSON.parse(text) as { accounts: object[] }).accounts, ...MORE];
    return { page: {}, links: {}, accounts: turned ? accounts.toReversed() : accounts };
  };

  test('keeps them all through a relink in which their order changed', async () => {
    const { id: customer } = await bank.world.stripe.customers.create({});
    const session = await bank.world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer },
      permissions: ['balances'],
    });
    bank.instead = longList(false);
    // The bank of these accounts leaves the choice to the flow, where the helper takes all.
    const first = await complete(bank.world, session.id, { institution: 'Ownership Accounts' });
    const { authorization } = first.accounts.data[0] as Account;
    const all: Account[] = [];
    const { accounts } = bank.world.stripe.financialConnections;
    for await (const account of accounts.list({ account_holder: { customer }, limit: 100 })) all.push(account);
    assert(all.length > 120);
    bank.instead = longList(true);
    const since = await mark(bank.world);
    const relink = await relinkSession(
      bank.world,
      { customer, authorization: String(authorization) },
      { permissions: ['balances'] },
    );
    const done = await complete(bank.world, relink.id);
    assert.equal(done.status, 'succeeded');
    assert.deepEqual(await told(bank.world, since), [['session.updated', relink.id]]);
    assert.deepEqual([...new Set(await bank.statuses(all))], ['active']);
    const last = all.find(({ display_name }) => display_name === 'Account 0')!;
    const targeted = await relinkSession(
      bank.world,
      { customer, authorization: String(authorization) },
      {
        permissions: ['balances'],
        account: last.id,
      },
    );
    assert.equal((await complete(bank.world, targeted.id)).relink_result?.account, last.id);
  });
});
