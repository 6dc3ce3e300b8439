// Signing in through a form: everything goes at Test (Non-OAuth), the magic words work at Bank (Non-OAuth).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, CLIENT, openRecipient, type Recipient, read, STRANGER } from '#testing/recipient.ts';

const MAGIC = 'bank-non-oauth';

const begin = (recipient: Recipient, slug: string, password: string, more: object = {}) =>
  recipient.post(`${slug}/form/sign-ins`, { username: 'jane', password, ...more });
const answer = (recipient: Recipient, id: string, body: object) =>
  recipient.post(`${MAGIC}/form/sign-ins/${id}/answers`, body);

test('any input is let in at Test (Non-OAuth), magic words included, and reads all accounts', async (t) => {
  const recipient = await openRecipient(t);
  const { status, body } = await begin(recipient, 'test-non-oauth', 'error');
  assert.deepEqual([status, body.state], [201, 'complete']);
  const accounts = await recipient.get('test-non-oauth', 'accounts', body.access_token);
  assert.equal(accounts.body.accounts.length, 9);
  const customer = await recipient.get('test-non-oauth', 'customers/current', body.access_token);
  assert.equal(customer.body.customerId, body.subject);
});

test('the token lives and dies with the consent, which the client reads and ends with its secret', async (t) => {
  const recipient = await openRecipient(t);
  const { body } = await begin(recipient, MAGIC, 'any');
  const url = `${recipient.url}/${MAGIC}/fdx/v6/consents/${body.consent_id}`;
  const headers = { authorization: basic(CLIENT), 'content-type': 'application/json' };
  const consent = await read(await fetch(url, { headers }));
  assert.equal(consent.body.status, 'ACTIVE');
  const foreign = await fetch(url, { headers: { authorization: basic(STRANGER) } });
  assert.equal(foreign.status, 404);
  const revoked = await fetch(`${url}/revocation`, { method: 'PUT', headers, body: '{}' });
  assert.equal(revoked.status, 204);
  assert.equal((await recipient.get(MAGIC, 'accounts', body.access_token)).body.code, '603');
});

test('only the clusters that were asked for can be read', async (t) => {
  const recipient = await openRecipient(t);
  const { body } = await begin(recipient, MAGIC, 'any', { clusters: ['ACCOUNT_BASIC'] });
  const { body: list } = await recipient.get(MAGIC, 'accounts', body.access_token);
  const path = `accounts/${list.accounts[0].accountId}/payment-networks`;
  assert.equal((await recipient.get(MAGIC, path, body.access_token)).body.code, '602');
});

test('each magic word brings its question, and questions can be chained', async (t) => {
  const recipient = await openRecipient(t);
  const first = await begin(recipient, MAGIC, 'options');
  assert.equal(first.body.state, 'challenge');
  assert.equal(first.body.challenge.kind, 'options');
  assert.equal(first.body.challenge.options.length, 3);
  let view = first.body;
  for (const word of ['mfa', 'confirm_mfa', 'security_question']) {
    view = (await answer(recipient, view.sign_in, { answer: word })).body;
    assert.deepEqual([view.state, view.challenge.kind, view.attempt], ['challenge', word, 1]);
  }
  const done = await answer(recipient, view.sign_in, { answer: 'Rex' });
  assert.deepEqual([done.status, done.body.state], [200, 'complete']);
});

test('a wrong answer may be tried three times', async (t) => {
  const recipient = await openRecipient(t);
  const { body } = await begin(recipient, MAGIC, 'mfa');
  const second = await answer(recipient, body.sign_in, { answer: 'incorrect' });
  assert.deepEqual(
    [second.body.state, second.body.error, second.body.attempt, second.body.max_attempts],
    ['challenge', 'incorrect', 2, 3],
  );
  await answer(recipient, body.sign_in, { answer: 'incorrect' });
  const over = await answer(recipient, body.sign_in, { answer: 'incorrect' });
  assert.deepEqual(over.body, { sign_in: body.sign_in, state: 'failed', error: 'too_many_attempts' });
  const late = await answer(recipient, body.sign_in, { answer: '123456' });
  assert.deepEqual([late.body.state, late.body.error], ['failed', 'too_many_attempts']);
});

test('a wrong password asks for user name and password again, and the new name counts', async (t) => {
  const recipient = await openRecipient(t);
  const { body } = await begin(recipient, MAGIC, 'incorrect');
  assert.deepEqual([body.challenge.kind, body.error, body.attempt], ['credentials', 'incorrect', 2]);
  const done = await answer(recipient, body.sign_in, { username: 'john', answer: 'right' });
  const john = await recipient.control('GET', `${MAGIC}/people/john`);
  assert.equal(done.body.subject, john.body.subject);
});

test('the word error in any field ends the sign-in', async (t) => {
  const recipient = await openRecipient(t);
  const named = await recipient.post(`${MAGIC}/form/sign-ins`, { username: 'error', password: 'any' });
  assert.deepEqual([named.body.state, named.body.error], ['failed', 'ended']);
  const { body } = await begin(recipient, MAGIC, 'security_question');
  const ended = await answer(recipient, body.sign_in, { answer: 'error' });
  assert.deepEqual([ended.body.state, ended.body.error], ['failed', 'ended']);
});

test('a sign-in lives ten minutes, belongs to its client, and ends after twenty answers', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2030-06-01T12:00:00Z') });
  const recipient = await openRecipient(t);
  const { body } = await begin(recipient, MAGIC, 'mfa');
  const path = `${MAGIC}/form/sign-ins/${body.sign_in}/answers`;
  assert.equal((await recipient.post(path, { answer: '1' }, STRANGER)).status, 404);
  let view = body;
  for (let count = 0; count < 25 && view.state === 'challenge'; count += 1) {
    view = (await answer(recipient, body.sign_in, { answer: 'mfa' })).body;
  }
  assert.deepEqual([view.state, view.error], ['failed', 'ended']);
  const other = await begin(recipient, MAGIC, 'mfa');
  t.mock.timers.tick(600_000);
  const late = await answer(recipient, other.body.sign_in, { answer: '1' });
  assert.deepEqual([late.status, late.body.code], [404, '404']);
});

test('bad input is refused with a sentence', async (t) => {
  const recipient = await openRecipient(t);
  const path = `${MAGIC}/form/sign-ins`;
  for (const body of [
    null,
    [],
    { password: 'x' },
    { username: ' ', password: 'x' },
    { username: 'x'.repeat(256), password: 'x' },
    { username: 'jane', password: 7 },
    { username: 'jane', password: 'x', clusters: 'ACCOUNT_BASIC' },
    { username: 'jane', password: 'x', clusters: ['TAX'] },
    { username: 'jane', password: 'x', person_time: 'soon' },
  ]) {
    const refused = await recipient.post(path, body);
    assert.deepEqual([refused.status, refused.body.code], [400, '401'], JSON.stringify(body));
  }
  assert.equal((await recipient.post(path, {}, { ...CLIENT, client_secret: 'guess' })).status, 401);
  assert.equal((await recipient.post('bank-oauth/form/sign-ins', {})).status, 404);
});

test('a failure can be ordered at both form banks, and nothing is granted', async (t) => {
  const recipient = await openRecipient(t);
  for (const slug of ['test-non-oauth', MAGIC]) {
    const refused = await begin(recipient, slug, 'any', { outcome: 'fail_authentication' });
    assert.deepEqual([refused.status, refused.body.state, refused.body.error], [201, 'failed', 'ended']);
    const broken = await begin(recipient, slug, 'any', { outcome: 'unexpected_error' });
    assert.deepEqual([broken.status, broken.body.state, broken.body.error], [201, 'failed', 'server_error']);
    const person = await recipient.control('GET', `${slug}/people/jane`);
    assert.deepEqual(person.body.consents, []);
    assert.equal((await begin(recipient, slug, 'any', { outcome: 'rain' })).status, 400);
  }
});

test('a form bank has no OAuth server', async (t) => {
  const recipient = await openRecipient(t);
  assert.equal((await fetch(`${recipient.url}/${MAGIC}/.well-known/openid-configuration`)).status, 404);
  const order = { url: `${recipient.url}/${MAGIC}/auth`, user: 'jane', outcome: 'approve' };
  assert.equal((await recipient.control('POST', `${MAGIC}/authorizations`, order)).status, 409);
});
