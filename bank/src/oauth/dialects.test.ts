// Banks that are older or simpler than FAPI 2.0, and what becomes of their refresh tokens and grants.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Bank, openBank } from '#bank.ts';
import { ALL_SCOPES, CLIENT, CONTROL_TOKEN, type Recipient, recipientOf, STRANGER } from '#testing/recipient.ts';

const NOON = Date.parse('2030-06-01T12:00:00Z');
const DAY_MS = 86_400_000;
const GREEN = 'fdx-green';
const PLAIN_SCOPES = ALL_SCOPES.replace('openid offline_access ', '');

let bank: Bank;
let recipient: Recipient;
before(async () => {
  const redirect_uris = (slug: string) => [`http://127.0.0.1:9/banks/${slug}/callback`];
  bank = await openBank({
    data_folder: null,
    port: 0,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [
      { ...CLIENT, redirect_uris },
      { ...STRANGER, redirect_uris },
    ],
  });
  recipient = recipientOf(bank.url);
});
after(() => bank.close());

const tell = (slug: string, user: string, days: number) =>
  recipient.control('PUT', `${slug}/people/${user}/time`, { at: new Date(NOON + days * DAY_MS).toISOString() });
const statusOf = async (slug: string, id: string) => (await recipient.consent(slug, id)).body.status;

test('two refreshes at once under strict rotation end the consent, and so does a refresh that is tried again', async () => {
  const tokens = await recipient.link(GREEN);
  const answers = await Promise.all([recipient.refresh(GREEN, tokens), recipient.refresh(GREEN, tokens)]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400]);
  const winner = answers.find(({ status }) => status === 200)!;
  assert.notEqual(winner.body.refresh_token, tokens.refresh_token);
  assert.equal((await recipient.refresh(GREEN, winner.body)).body.error, 'invalid_grant');
  assert.equal(await statusOf(GREEN, tokens.grant_id), 'REVOKED');
});

test('a rotated refresh token keeps the consent, and each tells how long it lives unused', async () => {
  await tell(GREEN, 'told', 0);
  const tokens = await recipient.link(GREEN, { user: 'told' });
  assert.equal((tokens as { refresh_token_expires_in?: number }).refresh_token_expires_in, 90 * 86_400);
  const next = await recipient.refresh(GREEN, tokens);
  assert.equal(next.body.grant_id, tokens.grant_id);
  await tell(GREEN, 'told', 80);
  const later = await recipient.refresh(GREEN, next.body);
  assert.equal(later.body.refresh_token_expires_in, 90 * 86_400);
  for (const day of [160, 240, 320]) {
    await tell(GREEN, 'told', day);
    later.body = (await recipient.refresh(GREEN, later.body)).body;
  }
  // It never outlives the consent, which is for a year.
  assert.equal(later.body.refresh_token_expires_in, 45 * 86_400);
});

test('a refresh token that nobody used for its life is dead, while its consent lives', async () => {
  const slug = 'thirty-day-tokens';
  await tell(slug, 'idle', 0);
  const tokens = await recipient.link(slug, { user: 'idle' });
  await tell(slug, 'idle', 29);
  const used = await recipient.refresh(slug, tokens);
  assert.equal(used.status, 200);
  await tell(slug, 'idle', 59);
  assert.equal((await recipient.refresh(slug, used.body)).body.error, 'invalid_grant');
  assert.equal(await statusOf(slug, tokens.grant_id), 'ACTIVE');
});

test('a consent of a year is refreshed on day 300 and gone on day 366', async () => {
  await tell('twelve-months', 'year', 0);
  const tokens = await recipient.link('twelve-months', { user: 'year' });
  await tell('twelve-months', 'year', 300);
  assert.equal((await recipient.refresh('twelve-months', tokens)).status, 200);
  await tell('twelve-months', 'year', 366);
  assert.equal((await recipient.refresh('twelve-months', tokens)).body.error, 'invalid_grant');
  const { body } = await recipient.consent('twelve-months', tokens.grant_id);
  assert.deepEqual([body.status, 'expirationTime' in body], ['EXPIRED', false]);
});

test('a customer who refuses is sent back with the bank’s own word for it', async () => {
  const { redirect } = await recipient.walk(GREEN, { outcome: 'cancel' });
  assert.equal(redirect.searchParams.get('error'), 'user_denied');
  const failed = await recipient.walk(GREEN, { outcome: 'fail_authentication' });
  assert.equal(failed.redirect.searchParams.get('error'), 'access_denied');
});

test('a bank without OpenID Connect has no discovery, no issuer in its answers and no ID token, and refreshes all the same', async () => {
  const slug = 'plain-oauth';
  assert.equal((await fetch(`${bank.url}/${slug}/.well-known/openid-configuration`)).status, 404);
  const refused = await recipient.walk(slug, { scope: PLAIN_SCOPES, outcome: 'cancel' });
  const { redirect, verifier, state } = await recipient.walk(slug, { scope: PLAIN_SCOPES });
  for (const url of [refused.redirect, redirect]) assert.equal(url.searchParams.has('iss'), false);
  assert.equal(redirect.searchParams.get('state'), state);
  const { body } = await recipient.exchange(slug, redirect.searchParams.get('code')!, verifier);
  assert.equal('id_token' in body, false);
  const refreshed = await recipient.refresh(slug, body);
  const customer = await recipient.get(slug, 'customers/current', refreshed.body.access_token);
  assert.deepEqual(customer.body.fiAttributes, [{ name: 'userName', value: 'jane' }]);
});

test('where a customer has one grant, a new one about other accounts ends the old one, which names the new one', async () => {
  const slug = 'one-grant';
  const first = await recipient.link(slug, { accounts: ['Everyday Checking'] });
  const same = await recipient.link(slug, { accounts: ['Everyday Checking'] });
  assert.equal(await statusOf(slug, first.grant_id), 'ACTIVE');
  const other = await recipient.link(slug, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  for (const old of [first, same]) {
    const { body } = await recipient.consent(slug, old.grant_id);
    assert.deepEqual([body.status, body.initiator], ['REVOKED', 'DATA_PROVIDER']);
    assert.deepEqual(body.fiAttributes, [{ name: 'supersededBy', value: other.grant_id }]);
    assert.equal((await recipient.refresh(slug, old)).body.error, 'invalid_grant');
  }
  assert.equal((await recipient.refresh(slug, other)).status, 200);
});

test('one customer’s new grant leaves other customers’ alone', async () => {
  const slug = 'one-grant';
  const john = await recipient.link(slug, { user: 'john', accounts: ['Everyday Checking'] });
  await recipient.link(slug, { user: 'jim', accounts: ['Rainy Day Savings'] });
  assert.equal(await statusOf(slug, john.grant_id), 'ACTIVE');
});
