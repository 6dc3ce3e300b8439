// The resources a consent opens, and how each refusal reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient, type Tokens } from '#testing/recipient.ts';

interface Row {
  accountId: string;
  productName: string;
  accountCategory: string;
  accountType: string;
  status: string;
}

async function accountsOf(recipient: Recipient, slug: string, tokens: Tokens): Promise<Row[]> {
  return (await recipient.get(slug, 'accounts', tokens.access_token)).body.accounts;
}

async function idOf(recipient: Recipient, slug: string, tokens: Tokens, name: string): Promise<string> {
  return (await accountsOf(recipient, slug, tokens)).find((row) => row.productName === name)!.accountId;
}

test('an account row has its id, kind, mask and name', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth', { accounts: ['Platinum Card'] });
  const { body } = await recipient.get('bank-oauth', 'accounts', tokens.access_token);
  const { accountId, ...row } = body.accounts[0];
  assert.match(accountId, /^[\w-]{36}$/);
  assert.deepEqual(row, {
    accountCategory: 'LOC_ACCOUNT',
    accountType: 'CREDITCARD',
    accountNumberDisplay: '****8790',
    productName: 'Platinum Card',
    status: 'OPEN',
    currency: { currencyCode: 'USD' },
  });
});

test('each category tells the balances that belong to it', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  const detail = async (name: string) => {
    const id = await idOf(recipient, 'bank-oauth', tokens, name);
    return (await recipient.get('bank-oauth', `accounts/${id}`, tokens.access_token)).body;
  };
  const checking = await detail('Everyday Checking');
  assert.ok(checking.currentBalance >= 2481.36 && checking.availableBalance <= checking.currentBalance);
  const card = await detail('Platinum Card');
  assert.ok(card.currentBalance >= 642.18 && card.availableCredit + card.currentBalance <= 5000);
  assert.equal(card.creditLine, 5000);
  assert.ok((await detail('Home Loan')).principalBalance >= 214900);
  const brokerage = await detail('Brokerage');
  assert.deepEqual([brokerage.currentValue, typeof brokerage.availableCashBalance], [38450.55, 'number']);
});

test('accounts without a usable number have no payment networks', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('invalid-payment-accounts');
  for (const { accountId } of await accountsOf(recipient, 'invalid-payment-accounts', tokens)) {
    const path = `accounts/${accountId}/payment-networks`;
    const { body } = await recipient.get('invalid-payment-accounts', path, tokens.access_token);
    assert.deepEqual(body.paymentNetworks, []);
  }
});

test('owners come in every state: one, two, none, a company', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('ownership-accounts');
  const holders = [];
  for (const { accountId } of await accountsOf(recipient, 'ownership-accounts', tokens)) {
    const { body } = await recipient.get('ownership-accounts', `accounts/${accountId}/contact`, tokens.access_token);
    holders.push(body.holders.map((holder: { relationship: string }) => holder.relationship));
  }
  assert.deepEqual(holders, [['SOLE_OWNER'], ['PRIMARY_JOINT', 'PRIMARY_JOINT'], [], ['BUSINESS']]);
});

test('the list can be read page by page', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('test-oauth');
  const names: string[] = [];
  let key: string | undefined = '0';
  for (let page = 0; key !== undefined && page < 10; page += 1) {
    const path: string = `accounts?limit=4&pageKey=${key}`;
    const { body } = await recipient.get('test-oauth', path, tokens.access_token);
    names.push(...body.accounts.map((row: Row) => row.productName));
    key = body.page.nextPageKey;
  }
  assert.equal(new Set(names).size, 9);
  assert.equal((await recipient.get('test-oauth', 'accounts?limit=many', tokens.access_token)).status, 400);
});

test('a token that is missing or invented is 603', async (t) => {
  const recipient = await openRecipient(t);
  const invented = await recipient.get('bank-oauth', 'accounts', 'invented');
  assert.deepEqual([invented.status, invented.body.code], [401, '603']);
  const missing = await fetch(`${recipient.url}/bank-oauth/fdx/v6/accounts`);
  assert.equal(missing.status, 401);
});

test('a scope the customer did not give is 602', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth', { scope: 'openid fdx:accountbasic:read' });
  const id = await idOf(recipient, 'bank-oauth', tokens, 'Everyday Checking');
  for (const path of [`accounts/${id}`, `accounts/${id}/payment-networks`, `accounts/${id}/contact`]) {
    const answer = await recipient.get('bank-oauth', path, tokens.access_token);
    assert.deepEqual([answer.status, answer.body.code], [403, '602'], path);
  }
});

test('an account outside the consent, and one of another person, are 701', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth', { accounts: ['Everyday Checking'] });
  const own = (await recipient.control('GET', 'bank-oauth/people/jane')).body.accounts[1].account_id;
  const foreign = (await recipient.control('GET', 'bank-oauth/people/john')).body.accounts[0].account_id;
  for (const id of [own, foreign, 'nothing']) {
    const answer = await recipient.get('bank-oauth', `accounts/${id}`, tokens.access_token);
    assert.deepEqual([answer.status, answer.body.code], [404, '701']);
  }
});

test('the interaction id comes back on every answer, errors included, and is made where it is missing', async (t) => {
  const recipient = await openRecipient(t);
  const given = { 'x-fapi-interaction-id': '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0' };
  for (const slug of ['bank-oauth', 'bank-non-oauth']) {
    const answer = await recipient.get(slug, 'accounts', 'invented', given);
    assert.equal(answer.headers.get('x-fapi-interaction-id'), given['x-fapi-interaction-id']);
  }
  const made = await recipient.get('bank-oauth', 'accounts', 'invented', { 'x-fapi-interaction-id': 'not an id!' });
  assert.match(made.headers.get('x-fapi-interaction-id')!, /^[\w-]{36}$/);
});

test('a bank and a resource that do not exist are 404', async (t) => {
  const recipient = await openRecipient(t);
  assert.equal((await recipient.get('no-such-bank', 'accounts', 'x')).status, 404);
  assert.equal((await recipient.get('bank-oauth', 'statements', 'x')).status, 404);
});
