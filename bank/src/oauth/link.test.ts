// The first path through the bank: authorize, exchange, read, refresh.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient } from '#testing/recipient.ts';

test('a customer links accounts at a bank with account choice, and only the chosen ones can be read', async (t) => {
  const recipient = await openRecipient(t);
  const { redirect, verifier, state } = await recipient.walk('bank-oauth', {
    accounts: ['Everyday Checking', 'Platinum Card'],
  });
  assert.equal(redirect.origin + redirect.pathname, recipient.redirectUri('bank-oauth'));
  assert.equal(redirect.searchParams.get('state'), state);
  assert.equal(redirect.searchParams.get('iss'), `${recipient.url}/bank-oauth`);

  const answer = await recipient.exchange('bank-oauth', redirect.searchParams.get('code')!, verifier);
  assert.equal(answer.status, 200);
  assert.equal(answer.body.expires_in, 900);
  assert.ok(answer.body.refresh_token);

  const { body, status } = await recipient.get('bank-oauth', 'accounts', answer.body.access_token);
  assert.equal(status, 200);
  assert.deepEqual(
    body.accounts.map((account: { productName: string }) => account.productName),
    ['Everyday Checking', 'Platinum Card'],
  );
  const id = body.accounts[0].accountId;
  const networks = await recipient.get('bank-oauth', `accounts/${id}/payment-networks`, answer.body.access_token);
  assert.deepEqual(networks.body.paymentNetworks, [
    {
      bankId: '110000000',
      identifier: '000123456789',
      identifierType: 'ACCOUNT_NUMBER',
      type: 'US_ACH',
      transferIn: true,
      transferOut: true,
    },
  ]);

  const consent = await recipient.consent('bank-oauth', answer.body.grant_id);
  assert.equal(consent.body.status, 'ACTIVE');
  assert.equal(consent.body.resources.length, 2);
  const refreshed = await recipient.refresh('bank-oauth', answer.body);
  assert.equal(refreshed.status, 200);
  assert.equal(refreshed.body.grant_id, answer.body.grant_id);
});

test('a bank without account choice shares all accounts', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('test-oauth');
  const { body } = await recipient.get('test-oauth', 'accounts', tokens.access_token);
  assert.equal(body.accounts.length, 9);
});

test('a revoked consent kills the access token at once, and the refresh token', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  const { status } = await recipient.control('POST', `bank-oauth/consents/${tokens.grant_id}/simulate`, {
    event: 'revoked',
  });
  assert.equal(status, 200);
  const read = await recipient.get('bank-oauth', 'accounts', tokens.access_token);
  assert.equal(read.status, 401);
  assert.equal(read.body.code, '603');
  const refreshed = await recipient.refresh('bank-oauth', tokens);
  assert.equal(refreshed.status, 400);
  assert.equal(refreshed.body.error, 'invalid_grant');
  const consent = await recipient.consent('bank-oauth', tokens.grant_id);
  assert.equal(consent.body.status, 'REVOKED');
  assert.equal(consent.body.initiator, 'INDIVIDUAL');
});
