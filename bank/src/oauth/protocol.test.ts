// What the OAuth servers promise their clients, and what they refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, CLIENT, openRecipient, read, STRANGER } from '#testing/recipient.ts';

const claimsOf = (idToken: string) => JSON.parse(Buffer.from(idToken.split('.')[1]!, 'base64url').toString());

test('discovery names the issuer of each bank and what it can do', async (t) => {
  const recipient = await openRecipient(t);
  const { body } = await read(await fetch(`${recipient.url}/test-oauth/.well-known/openid-configuration`));
  assert.equal(body.issuer, `${recipient.url}/test-oauth`);
  assert.equal(body.token_endpoint, `${recipient.url}/test-oauth/token`);
  assert.deepEqual(body.token_endpoint_auth_methods_supported, ['client_secret_basic']);
  assert.deepEqual(body.response_types_supported, ['code']);
  assert.equal(body.authorization_response_iss_parameter_supported, true);
  assert.ok(body.grant_types_supported.includes('client_credentials'));
  const strict = [
    'pushed_authorization_request_endpoint',
    'dpop_signing_alg_values_supported',
    'introspection_endpoint',
  ];
  for (const name of [...strict, 'mtls_endpoint_aliases', 'authorization_details_types_supported']) {
    assert.equal(name in body, false, name);
  }
});

test('an authorization without PKCE is refused', async (t) => {
  const recipient = await openRecipient(t);
  const url = new URL(recipient.authorizationUrl('bank-oauth').url);
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');
  const answer = await fetch(url, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location')!);
  assert.equal(back.searchParams.get('error'), 'invalid_request');
});

test('a redirect URI that is not the client’s gets a page, never a redirect', async (t) => {
  const recipient = await openRecipient(t);
  const url = new URL(recipient.authorizationUrl('bank-oauth').url);
  url.searchParams.set('redirect_uri', 'http://127.0.0.1:9/elsewhere');
  const answer = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get('location'), null);
  assert.match(await answer.text(), /This request can’t be used/);
});

test('a wrong verifier, a wrong secret and another client get no tokens', async (t) => {
  const recipient = await openRecipient(t);
  const first = await recipient.walk('bank-oauth');
  const wrong = await recipient.exchange('bank-oauth', first.redirect.searchParams.get('code')!, 'x'.repeat(43));
  assert.equal(wrong.body.error, 'invalid_grant');
  const form = { grant_type: 'client_credentials', scope: 'fdx:consents' };
  const secret = await recipient.token('bank-oauth', form, { ...CLIENT, client_secret: 'guess' });
  assert.equal(secret.body.error, 'invalid_client');
  const second = await recipient.walk('bank-oauth');
  const code = second.redirect.searchParams.get('code')!;
  const redirect_uri = recipient.redirectUri('bank-oauth');
  const stolen = { grant_type: 'authorization_code', code, code_verifier: second.verifier, redirect_uri };
  assert.equal((await recipient.token('bank-oauth', stolen, STRANGER)).body.error, 'invalid_grant');
});

test('a code used twice ends the consent, and the record says the bank did it', async (t) => {
  const recipient = await openRecipient(t);
  const { redirect, verifier } = await recipient.walk('bank-oauth');
  const code = redirect.searchParams.get('code')!;
  const first = await recipient.exchange('bank-oauth', code, verifier);
  assert.equal((await recipient.exchange('bank-oauth', code, verifier)).body.error, 'invalid_grant');
  assert.equal((await recipient.refresh('bank-oauth', first.body)).body.error, 'invalid_grant');
  const consent = await recipient.consent('bank-oauth', first.body.grant_id);
  assert.deepEqual([consent.body.status, consent.body.initiator], ['REVOKED', 'DATA_PROVIDER']);
});

test('a client that revokes its token ends the consent, and the record says the client did it', async (t) => {
  const recipient = await openRecipient(t);
  for (const kind of ['refresh_token', 'access_token'] as const) {
    const tokens = await recipient.link('bank-oauth');
    const body = new URLSearchParams({ token: tokens[kind], token_type_hint: kind });
    const headers = { authorization: basic(CLIENT) };
    const answer = await fetch(`${recipient.url}/bank-oauth/token/revocation`, { method: 'POST', body, headers });
    assert.equal(answer.status, 200);
    const consent = await recipient.consent('bank-oauth', tokens.grant_id);
    assert.deepEqual([consent.body.status, consent.body.initiator], ['REVOKED', 'DATA_RECIPIENT']);
    assert.equal((await recipient.get('bank-oauth', 'accounts', tokens.access_token)).status, 401);
  }
});

test('two refreshes at once both succeed, because refresh tokens do not rotate', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  const answers = await Promise.all([recipient.refresh('bank-oauth', tokens), recipient.refresh('bank-oauth', tokens)]);
  assert.deepEqual(
    answers.map((answer) => [answer.status, answer.body.refresh_token]),
    [
      [200, tokens.refresh_token],
      [200, tokens.refresh_token],
    ],
  );
});

test('the ID token names the person: one subject per bank and user, and the user who really signed in', async (t) => {
  const recipient = await openRecipient(t);
  const first = claimsOf((await recipient.link('bank-oauth', { user: 'jane' })).id_token);
  const again = claimsOf((await recipient.link('bank-oauth', { user: 'jane' })).id_token);
  const other = claimsOf((await recipient.link('bank-oauth', { user: 'john' })).id_token);
  const elsewhere = claimsOf((await recipient.link('test-oauth', { user: 'jane' })).id_token);
  assert.equal(first.sub, again.sub);
  assert.equal(first.preferred_username, 'jane');
  assert.equal(new Set([first.sub, other.sub, elsewhere.sub]).size, 3);
});

test('every authorization is a fresh consent; the earlier one lives on with the same account ids', async (t) => {
  const recipient = await openRecipient(t);
  const first = await recipient.link('bank-oauth');
  const second = await recipient.link('bank-oauth');
  assert.notEqual(first.grant_id, second.grant_id);
  const ids = async (token: string) =>
    (await recipient.get('bank-oauth', 'accounts', token)).body.accounts.map(
      (row: { accountId: string }) => row.accountId,
    );
  assert.deepEqual(await ids(first.access_token), await ids(second.access_token));
});

test('a token of one bank opens nothing at another', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth');
  assert.equal((await recipient.get('test-oauth', 'accounts', tokens.access_token)).status, 401);
  assert.equal((await recipient.refresh('test-oauth', tokens)).body.error, 'invalid_grant');
});

test('without offline_access there is no refresh token', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth', { scope: 'openid fdx:accountbasic:read' });
  assert.equal(tokens.refresh_token, undefined);
  assert.equal((await recipient.get('bank-oauth', 'accounts', tokens.access_token)).status, 200);
});

test('a customer cannot hand out the consent API: its scope is refused in an authorization', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('bank-oauth', { scope: 'openid fdx:accountbasic:read fdx:consents' });
  assert.doesNotMatch(tokens.scope, /consents/);
  assert.equal((await recipient.get('bank-oauth', `consents/${tokens.grant_id}`, tokens.access_token)).status, 401);
});

test('person_time that is no time is refused', async (t) => {
  const recipient = await openRecipient(t);
  const { url } = recipient.authorizationUrl('bank-oauth');
  const answer = await fetch(`${url}&person_time=soon`, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location')!);
  assert.equal(back.searchParams.get('error'), 'invalid_request');
});
