// The consent API: what a client learns about its consents, and how it ends them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient, read, STRANGER } from '#testing/recipient.ts';

async function revoke(recipient: Recipient, slug: string, id: string, body: unknown) {
  const authorization = `Bearer ${await recipient.clientToken(slug)}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const url = `${recipient.url}/${slug}/fdx/v6/consents/${id}/revocation`;
  return read(await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) }));
}

test('a consent tells its accounts, its data and no end where none is announced', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth', {
    accounts: ['Everyday Checking'],
    scope: 'openid fdx:accountbasic:read fdx:paymentsupport:read',
  });
  const { body } = await recipient.consent('bank-oauth', tokens.grant_id);
  const jane = await recipient.control('GET', 'bank-oauth/people/jane');
  assert.equal(body.id, tokens.grant_id);
  assert.equal(body.durationType, 'PERSISTENT');
  assert.equal('expirationTime' in body, false);
  assert.deepEqual(body.resources, [
    {
      resourceType: 'ACCOUNT',
      resourceId: jane.body.accounts[0].account_id,
      dataClusters: ['ACCOUNT_BASIC', 'PAYMENT_SUPPORT'],
    },
  ]);
});

test('a client sees only its own consents, and needs its own token', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  const path = `consents/${tokens.grant_id}`;
  const stranger = await recipient.get('bank-oauth', path, await recipient.clientToken('bank-oauth', STRANGER));
  assert.equal(stranger.status, 404);
  assert.equal((await recipient.get('bank-oauth', path, tokens.access_token)).status, 401);
  const unscoped = await recipient.token('bank-oauth', { grant_type: 'client_credentials' });
  assert.equal((await recipient.get('bank-oauth', path, unscoped.body.access_token)).status, 403);
});

test('a client ends a consent once; everything under it is dead at once', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  const body = { reason: 'BUSINESS_RULE', initiator: 'DATA_RECIPIENT' };
  assert.equal((await revoke(recipient, 'bank-oauth', tokens.grant_id, { reason: 'WHIM' })).status, 400);
  assert.equal((await revoke(recipient, 'bank-oauth', tokens.grant_id, body)).status, 204);
  assert.equal((await revoke(recipient, 'bank-oauth', tokens.grant_id, body)).status, 409);
  assert.equal((await recipient.get('bank-oauth', 'accounts', tokens.access_token)).body.code, '603');
  assert.equal((await recipient.refresh('bank-oauth', tokens)).body.error, 'invalid_grant');
  const history = await recipient.consent('bank-oauth', `${tokens.grant_id}/revocation`);
  assert.equal(history.body.revocations.length, 1);
  const { updatedTime, ...revocation } = history.body.revocations[0];
  assert.deepEqual(revocation, { status: 'REVOKED', ...body });
});

test('a consent that was not revoked has no revocations', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  const history = await recipient.consent('bank-oauth', `${tokens.grant_id}/revocation`);
  assert.deepEqual(history.body, { revocations: [] });
});
