// An app at a form bank, without its customer: what opens the next session, and what at the bank stands against it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient, STRANGER } from '#testing/recipient.ts';

const SLUG = 'bank-non-oauth';

const signIn = async (recipient: Recipient, password = 'any') =>
  (await recipient.post(`${SLUG}/form/sign-ins`, { username: 'jane', password })).body;
const answer = async (recipient: Recipient, id: string, words: string) =>
  (await recipient.post(`${SLUG}/form/sign-ins/${id}/answers`, { answer: words })).body;
const happens = (recipient: Recipient, event: string, password?: string) =>
  recipient.control('POST', `${SLUG}/people/jane/access/simulate`, { event, ...(password ? { password } : {}) });
const again = (recipient: Recipient, { refresh_token }: { refresh_token: string }) =>
  recipient.post(`${SLUG}/form/sessions`, { refresh_token });
const codeOf = async (...asked: Parameters<typeof again>) => (await again(...asked)).body.code;
const accessOf = async (recipient: Recipient) =>
  (await recipient.control('GET', `${SLUG}/people/jane`)).body.access as Record<string, unknown>;

test('a session lasts a quarter of an hour, of real time and of the person’s; the next one opens without him', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2030-06-01T12:00:00Z') });
  const recipient = await openRecipient(t);
  const first = await signIn(recipient);
  assert.equal(first.expires_in, 900);
  const read = async (token: string) => (await recipient.get(SLUG, 'accounts', token)).status;
  assert.equal(await read(first.access_token), 200);
  t.mock.timers.tick(900_000);
  assert.equal(await read(first.access_token), 401);
  const second = await again(recipient, first);
  assert.deepEqual([second.status, await read(second.body.access_token)], [201, 200]);
  await recipient.control('PUT', `${SLUG}/people/jane/time`, { at: '2030-07-01T12:00:00Z' });
  assert.equal(await read(second.body.access_token), 401);
  assert.equal(await read((await again(recipient, first)).body.access_token), 200);
});

test('what opens sessions is its client’s, and ends with the consent', async (t) => {
  const recipient = await openRecipient(t);
  const linked = await signIn(recipient);
  const body = { refresh_token: linked.refresh_token };
  assert.equal((await recipient.post(`${SLUG}/form/sessions`, body, STRANGER)).body.code, '603');
  assert.equal((await recipient.post('test-non-oauth/form/sessions', body)).body.code, '603');
  assert.equal((await recipient.post(`${SLUG}/form/sessions`, {})).status, 400);
  await recipient.control('POST', `${SLUG}/consents/${linked.consent_id}/simulate`, { event: 'revoked' });
  assert.equal(await codeOf(recipient, linked), '603');
});

test('after a change of password an app is signed out at once; three tries with the old one lock the customer out', async (t) => {
  const recipient = await openRecipient(t);
  const linked = await signIn(recipient);
  await happens(recipient, 'password_changed', 'my own words');
  assert.equal((await recipient.get(SLUG, 'accounts', linked.access_token)).status, 401);
  assert.deepEqual([await codeOf(recipient, linked), await codeOf(recipient, linked)], ['103', '103']);
  assert.deepEqual([(await accessOf(recipient)).wrong_passwords, (await accessOf(recipient)).locked], [2, false]);
  assert.deepEqual([await codeOf(recipient, linked), (await again(recipient, linked)).status], ['103', 423]);
  assert.equal((await signIn(recipient, 'my own words')).error, 'locked');
  await happens(recipient, 'unlocked');
  assert.deepEqual(
    [(await signIn(recipient, 'wrong')).error, (await accessOf(recipient)).wrong_passwords],
    ['incorrect', 1],
  );
  const anew = await signIn(recipient, 'my own words');
  assert.deepEqual([anew.state, (await accessOf(recipient)).wrong_passwords], ['complete', 0]);
  assert.deepEqual([(await again(recipient, anew)).status, await codeOf(recipient, linked)], [201, '103']);
});

test('a password of his own makes the words that ask questions wrong ones; three wrong ones in one form lock', async (t) => {
  const recipient = await openRecipient(t);
  await happens(recipient, 'password_changed', 'my own words');
  const { sign_in, error } = await signIn(recipient, 'mfa');
  assert.equal(error, 'incorrect');
  const path = `${SLUG}/form/sign-ins/${sign_in}/answers`;
  const second = (await recipient.post(path, { username: 'jane', password: 'guess' })).body;
  assert.deepEqual([second.state, second.attempt], ['challenge', 3]);
  const third = (await recipient.post(path, { username: 'jane', password: 'guess' })).body;
  assert.deepEqual([third.state, third.error], ['failed', 'locked']);
});

test('where a code is wanted once, an app that gave one comes back without its customer, until it is wanted anew', async (t) => {
  const recipient = await openRecipient(t);
  const before = await signIn(recipient);
  await happens(recipient, 'code_required');
  assert.equal(await codeOf(recipient, before), '185');
  const asked = await signIn(recipient);
  assert.equal(asked.challenge.kind, 'mfa');
  const linked = await answer(recipient, asked.sign_in, '123456');
  assert.equal((await again(recipient, linked)).status, 201);
  await happens(recipient, 'code_required');
  assert.deepEqual([await codeOf(recipient, linked), await codeOf(recipient, before)], ['187', '185']);
});

test('where a code is wanted each time, an app reads while its customer has just been there, and never without him', async (t) => {
  const recipient = await openRecipient(t);
  await happens(recipient, 'code_always');
  const linked = await answer(recipient, (await signIn(recipient)).sign_in, '123456');
  assert.equal((await recipient.get(SLUG, 'accounts', linked.access_token)).status, 200);
  assert.equal(await codeOf(recipient, linked), '931');
  await happens(recipient, 'code_never');
  assert.equal((await again(recipient, linked)).status, 201);
});

test('terms and profile keep apps out until the customer has seen to both, at the next sign-in if he likes', async (t) => {
  const recipient = await openRecipient(t);
  const linked = await signIn(recipient);
  for (const event of ['terms_changed', 'profile_questioned']) await happens(recipient, event);
  assert.equal(await codeOf(recipient, linked), '108');
  const terms = await signIn(recipient);
  const { kind, action, options, language } = terms.challenge;
  assert.deepEqual([kind, action, options[0].id, language], ['action', 'terms', 'accept', 'en']);
  assert.equal((await answer(recipient, terms.sign_in, 'no')).error, 'incorrect');
  const profile = await answer(recipient, terms.sign_in, 'accept');
  assert.deepEqual([profile.challenge.kind, profile.challenge.options[0].id], ['action', 'confirm']);
  assert.equal(await codeOf(recipient, linked), '109');
  assert.equal((await answer(recipient, terms.sign_in, 'confirm')).state, 'complete');
  assert.equal((await again(recipient, linked)).status, 201);
});

test('the desk says what does not apply, and a clean start lifts all but passwords', async (t) => {
  const recipient = await openRecipient(t);
  for (const event of ['unlocked', 'terms_accepted', 'code_never'])
    assert.equal((await happens(recipient, event)).status, 409, event);
  assert.equal((await happens(recipient, 'rain')).body.error.param, 'event');
  assert.equal((await happens(recipient, 'password_changed', 'incorrect')).body.error.param, 'password');
  assert.equal((await happens(recipient, 'locked', 'secret')).status, 400);
  const oauth = 'bank-oauth/people/jane/access/simulate';
  assert.equal((await recipient.control('POST', oauth, { event: 'locked' })).status, 409);
  for (const event of ['password_changed', 'locked', 'code_always', 'terms_changed'])
    await happens(recipient, event, event === 'password_changed' ? 'my own words' : undefined);
  const before = { own_password: true, wrong_passwords: 0, locked: true, codes: 'always', asks_for: ['terms'] };
  assert.deepEqual(await accessOf(recipient), before);
  await recipient.control('POST', `${SLUG}/reset`);
  assert.deepEqual(await accessOf(recipient), { ...before, locked: false, codes: 'never', asks_for: [] });
});
