// The operator's desk: people, walks, and everything he can make happen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient, type Tokens } from '#testing/recipient.ts';

const SLUG = 'bank-oauth';

async function idOf(recipient: Recipient, name: string): Promise<string> {
  const { body } = await recipient.control('GET', `${SLUG}/people/jane`);
  return body.accounts.find((row: { display_name: string }) => row.display_name === name).account_id;
}

const onAccount = async (recipient: Recipient, name: string, event: string, consent_id?: string) =>
  recipient.control('POST', `${SLUG}/people/jane/accounts/${await idOf(recipient, name)}/simulate`, {
    event,
    consent_id,
  });
const onConsent = (recipient: Recipient, id: string, event: string) =>
  recipient.control('POST', `${SLUG}/consents/${id}/simulate`, { event });
const listed = async (recipient: Recipient, tokens: Tokens): Promise<Record<string, string>[]> =>
  (await recipient.get(SLUG, 'accounts', tokens.access_token)).body.accounts;
const detail = (recipient: Recipient, tokens: Tokens, id: string) =>
  recipient.get(SLUG, `accounts/${id}`, tokens.access_token);
const resources = async (recipient: Recipient, tokens: Tokens): Promise<string[]> =>
  (await recipient.consent(SLUG, tokens.grant_id)).body.resources.map((row: { resourceId: string }) => row.resourceId);

test('nobody gets in without the token', async (t) => {
  const recipient = await openRecipient(t);
  for (const authorization of ['', 'Bearer wrong', 'Basic eDp5']) {
    const answer = await fetch(`${recipient.url}/control/${SLUG}/people/jane`, { headers: { authorization } });
    assert.equal(answer.status, 401);
  }
});

test('a person is made at first use and keeps subject and accounts', async (t) => {
  const recipient = await openRecipient(t);
  const first = await recipient.control('GET', `${SLUG}/people/${encodeURIComponent('jané/doe@example.com')}`);
  assert.equal(first.body.user, 'jané/doe@example.com');
  assert.equal(first.body.accounts.length, 7);
  const again = await recipient.control('GET', `${SLUG}/people/${encodeURIComponent('jané/doe@example.com')}`);
  assert.deepEqual(again.body, first.body);
  assert.equal((await recipient.control('GET', `${SLUG}/people/${'x'.repeat(256)}`)).status, 400);
  assert.equal((await recipient.control('GET', 'no-such-bank/people/jane')).status, 404);
});

test('a walk ends as it was ordered to', async (t) => {
  const recipient = await openRecipient(t);
  const errorOf = async (outcome: string) => {
    const { redirect, state } = await recipient.walk(SLUG, { outcome });
    assert.equal(redirect.searchParams.get('state'), state);
    return [redirect.searchParams.get('error'), redirect.searchParams.get('error_description')];
  };
  assert.deepEqual(await errorOf('cancel'), ['access_denied', 'the customer cancelled']);
  assert.deepEqual(await errorOf('fail_authentication'), ['access_denied', 'sign-in failed']);
  assert.equal((await errorOf('unexpected_error'))[0], 'server_error');
  assert.equal((await errorOf('approve'))[0], null);
});

test('a walk under the bank’s other name works, and a URL that is not the bank’s is refused', async (t) => {
  const recipient = await openRecipient(t);
  const { url } = recipient.authorizationUrl(SLUG);
  const order = { url: url.replace('127.0.0.1', 'localhost'), user: 'jane', outcome: 'approve' };
  assert.equal((await recipient.control('POST', `${SLUG}/authorizations`, order)).status, 200);
  for (const wrong of ['http://example.com/bank-oauth/auth', 'nonsense', `${recipient.url}/control/x`]) {
    const answer = await recipient.control('POST', `${SLUG}/authorizations`, { ...order, url: wrong });
    assert.deepEqual([answer.status, answer.body.error.param], [400, 'url']);
  }
  const refused = { ...order, url: `${recipient.url}/${SLUG}/auth?client_id=nobody` };
  const answer = await recipient.control('POST', `${SLUG}/authorizations`, refused);
  assert.equal(answer.status, 400);
  assert.match(answer.body.error.message, /can’t be used/);
});

test('an unknown account name and an unknown outcome are refused by name', async (t) => {
  const recipient = await openRecipient(t);
  const { url } = recipient.authorizationUrl(SLUG);
  const order = { url, user: 'jane', outcome: 'approve', accounts: ['No Such Account'] };
  const answer = await recipient.control('POST', `${SLUG}/authorizations`, order);
  assert.deepEqual([answer.status, answer.body.error.param], [400, 'accounts']);
  const outcome = await recipient.control('POST', `${SLUG}/authorizations`, { ...order, outcome: 'maybe' });
  assert.deepEqual([outcome.status, outcome.body.error.param], [400, 'outcome']);
});

test('a demanded sign-in stops every read, not the refresh, and recovery lifts it', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG);
  assert.equal((await onConsent(recipient, tokens.grant_id, 'recovered')).status, 409);
  await onConsent(recipient, tokens.grant_id, 'reauthentication_required');
  const read = await recipient.get(SLUG, 'accounts', tokens.access_token);
  assert.equal(read.status, 401);
  assert.match(read.headers.get('www-authenticate')!, /error="insufficient_user_authentication"/);
  assert.equal((await recipient.refresh(SLUG, tokens)).status, 200);
  assert.equal((await recipient.consent(SLUG, tokens.grant_id)).body.status, 'ACTIVE');
  assert.equal((await onConsent(recipient, tokens.grant_id, 'recovered')).status, 200);
  assert.equal((await recipient.get(SLUG, 'accounts', tokens.access_token)).status, 200);
});

test('a consent ends once', async (t) => {
  const recipient = await openRecipient(t);
  for (const [event, status] of [
    ['revoked', 'REVOKED'],
    ['expired', 'EXPIRED'],
  ] as const) {
    const tokens = await recipient.link(SLUG);
    assert.equal((await onConsent(recipient, tokens.grant_id, event)).body.status, status);
    assert.equal((await onConsent(recipient, tokens.grant_id, event)).status, 409);
  }
  assert.equal((await onConsent(recipient, 'nothing', 'revoked')).status, 404);
});

test('a closed account is listed as closed and reads 705; reopened, it needs a new consent', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG);
  const id = await idOf(recipient, 'Everyday Checking');
  const row = async (of: Tokens) => (await listed(recipient, of)).find((entry) => entry.accountId === id)!;
  assert.equal((await onAccount(recipient, 'Everyday Checking', 'reopened')).status, 409);
  await onAccount(recipient, 'Everyday Checking', 'closed');
  assert.equal((await row(tokens)).status, 'CLOSED');
  const closed = await detail(recipient, tokens, id);
  assert.deepEqual([closed.status, closed.body.code], [409, '705']);
  await onAccount(recipient, 'Everyday Checking', 'reopened');
  assert.equal((await row(tokens)).status, 'OPEN');
  assert.equal(((await row(tokens)).error as unknown as { code: string }).code, '602');
  assert.equal((await detail(recipient, tokens, id)).body.code, '602');
  const again = await recipient.link(SLUG);
  assert.equal('error' in (await row(again)), false);
  assert.equal((await detail(recipient, again, id)).status, 200);
});

test('an unavailable account cannot be read though the consent lists it, until it recovers', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG);
  const id = await idOf(recipient, 'Joint Checking');
  await onAccount(recipient, 'Joint Checking', 'unavailable');
  assert.equal((await detail(recipient, tokens, id)).body.code, '701');
  assert.equal((await listed(recipient, tokens)).length, 6);
  assert.ok((await resources(recipient, tokens)).includes(id));
  await onConsent(recipient, tokens.grant_id, 'recovered');
  assert.equal((await detail(recipient, tokens, id)).status, 200);
});

test('an account that is no longer shared is gone from the consent, in one consent or in all', async (t) => {
  const recipient = await openRecipient(t);
  const [one, two] = [await recipient.link(SLUG), await recipient.link(SLUG)];
  const id = await idOf(recipient, 'Joint Checking');
  await onAccount(recipient, 'Joint Checking', 'sharing_stopped', one.grant_id);
  assert.equal((await detail(recipient, one, id)).status, 404);
  assert.equal((await resources(recipient, one)).includes(id), false);
  assert.equal((await detail(recipient, two, id)).status, 200);
  await onAccount(recipient, 'Joint Checking', 'sharing_stopped');
  assert.equal((await detail(recipient, two, id)).status, 404);
  assert.equal((await onAccount(recipient, 'Joint Checking', 'sharing_stopped')).status, 409);
  assert.equal((await onAccount(recipient, 'Joint Checking', 'sharing_stopped', 'nothing')).status, 404);
});

test('an account that lost its identity comes back as the same name with nothing else the same', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG);
  const before = await idOf(recipient, 'Everyday Checking');
  await onAccount(recipient, 'Everyday Checking', 'identity_lost');
  const after = await idOf(recipient, 'Everyday Checking');
  assert.notEqual(after, before);
  const seen = (await listed(recipient, tokens)).map((row) => row.accountId);
  assert.equal(seen.includes(before) || seen.includes(after), false);
  const again = await recipient.link(SLUG, { accounts: ['Everyday Checking'] });
  const [row] = await listed(recipient, again);
  assert.equal(row!.accountId, after);
  assert.notEqual(row!.accountNumberDisplay, '****6789');
  const path = `accounts/${after}/payment-networks`;
  const [network] = (await recipient.get(SLUG, path, again.access_token)).body.paymentNetworks;
  assert.ok(network.identifier.endsWith(row!.accountNumberDisplay!.slice(-4)));
});

test('a joint account has one id for both people; each consent is its own', async (t) => {
  const recipient = await openRecipient(t);
  const id = await idOf(recipient, 'Joint Checking');
  const path = `${SLUG}/people/jane/accounts/${id}/share`;
  const { body } = await recipient.control('POST', path, { with: 'john' });
  assert.equal(body.accounts.length, 8);
  const [jane, john] = [await recipient.link(SLUG), await recipient.link(SLUG, { user: 'john' })];
  assert.equal((await detail(recipient, john, id)).status, 200);
  await onConsent(recipient, jane.grant_id, 'revoked');
  assert.equal((await detail(recipient, john, id)).status, 200);
});

test('a person’s view lists which live consents share an account', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG, { accounts: ['Everyday Checking'] });
  const { body } = await recipient.control('GET', `${SLUG}/people/jane`);
  assert.deepEqual(body.accounts[0].shared_with_consents, [tokens.grant_id]);
  assert.deepEqual(body.accounts[1].shared_with_consents, []);
  assert.deepEqual(body.consents[0].account_ids, [body.accounts[0].account_id]);
});

test('another person’s account is not at hand', async (t) => {
  const recipient = await openRecipient(t);
  const id = await idOf(recipient, 'Joint Checking');
  const path = `${SLUG}/people/john/accounts/${id}/simulate`;
  assert.equal((await recipient.control('POST', path, { event: 'closed' })).status, 404);
});
