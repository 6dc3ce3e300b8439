// When consents end by themselves, at the banks whose consents do, in the person's own time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient } from '#testing/recipient.ts';

const NOON = '2030-06-01T12:00:00.000Z';
const DAY_MS = 86_400_000;
const after = (ms: number): string => new Date(Date.parse(NOON) + ms).toISOString();

const tell = (recipient: Recipient, slug: string, at: string | null) =>
  recipient.control('PUT', `${slug}/people/jane/time`, { at });
const statusOf = async (recipient: Recipient, slug: string, id: string) =>
  (await recipient.consent(slug, id)).body.status;

test('at Inactive Accounts a first consent ends two seconds after its grant, unannounced', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOON) });
  const recipient = await openRecipient(t);
  const { grant_id } = await recipient.link('inactive-accounts');
  const { body } = await recipient.consent('inactive-accounts', grant_id);
  assert.equal('expirationTime' in body, false);
  const person = await recipient.control('GET', 'inactive-accounts/people/jane');
  const { created, ends_at } = person.body.consents[0];
  assert.deepEqual([created, ends_at], [NOON, after(2_000)]);
  await tell(recipient, 'inactive-accounts', ends_at);
  assert.equal(await statusOf(recipient, 'inactive-accounts', grant_id), 'EXPIRED');
});

test('two seconds later the link can still be finished; the next look finds the consent ended', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOON) });
  const recipient = await openRecipient(t);
  const slug = 'inactive-accounts';
  const tokens = await recipient.link(slug);
  const { body } = await recipient.get(slug, 'accounts', tokens.access_token);
  t.mock.timers.tick(60_000);
  const path = `accounts/${body.accounts[0].accountId}/payment-networks`;
  assert.equal((await recipient.get(slug, path, tokens.access_token)).status, 200);
  assert.equal(await statusOf(recipient, slug, tokens.grant_id), 'ACTIVE');
  assert.equal((await recipient.get(slug, 'accounts', tokens.access_token)).body.code, '603');
  assert.equal(await statusOf(recipient, slug, tokens.grant_id), 'EXPIRED');
});

test('a second look at the same transactions is a later look, whatever times it asks for; a second page is not', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOON) });
  const recipient = await openRecipient(t);
  const slug = 'inactive-accounts';
  const tokens = await recipient.link(slug);
  const { body } = await recipient.get(slug, 'accounts', tokens.access_token);
  const path = `accounts/${body.accounts[0].accountId}/transactions?limit=5&startTime=2030-01-01T00:00:00Z&endTime=`;
  const ask = (rest: string) => recipient.get(slug, path + rest, tokens.access_token);
  t.mock.timers.tick(60_000);
  const first = await ask('2030-06-01T12:00:00Z');
  assert.equal(first.status, 200);
  assert.equal((await ask(`2030-06-01T12:00:00Z&pageKey=${first.body.page.nextPageKey}`)).status, 200);
  assert.equal((await ask('2030-06-01T12:00:01Z')).body.code, '603');
});

test('a refresh two seconds later finds the consent ended, and so does anyone ten minutes later', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOON) });
  const recipient = await openRecipient(t);
  const slug = 'inactive-accounts';
  const jane = await recipient.link(slug);
  const john = await recipient.link(slug, { user: 'john' });
  assert.equal((await recipient.refresh(slug, jane)).status, 200);
  t.mock.timers.tick(2_000);
  assert.equal((await recipient.refresh(slug, jane)).body.error, 'invalid_grant');
  t.mock.timers.tick(598_000);
  assert.equal((await recipient.get(slug, 'accounts', john.access_token)).body.code, '603');
});

test('under a set time the link can be finished, and telling the same time again ends the consent', async (t) => {
  const recipient = await openRecipient(t);
  await tell(recipient, 'inactive-accounts', NOON);
  const tokens = await recipient.link('inactive-accounts');
  assert.equal((await recipient.get('inactive-accounts', 'accounts', tokens.access_token)).status, 200);
  await tell(recipient, 'inactive-accounts', NOON);
  assert.equal(await statusOf(recipient, 'inactive-accounts', tokens.grant_id), 'EXPIRED');
  assert.equal((await recipient.get('inactive-accounts', 'accounts', tokens.access_token)).body.code, '603');
  assert.equal((await recipient.refresh('inactive-accounts', tokens)).body.error, 'invalid_grant');
});

test('at Inactive Accounts later consents have no end; another client’s first one has', async (t) => {
  const recipient = await openRecipient(t);
  await tell(recipient, 'inactive-accounts', NOON);
  await recipient.link('inactive-accounts');
  const { grant_id } = await recipient.link('inactive-accounts');
  await tell(recipient, 'inactive-accounts', after(4_000 * DAY_MS));
  assert.equal(await statusOf(recipient, 'inactive-accounts', grant_id), 'ACTIVE');
});

test('at Immediately Requires Reauthentication later consents announce an end after one day', async (t) => {
  const recipient = await openRecipient(t);
  const slug = 'immediately-requires-reauthentication';
  await tell(recipient, slug, NOON);
  const first = await recipient.link(slug);
  await tell(recipient, slug, NOON);
  assert.equal(await statusOf(recipient, slug, first.grant_id), 'EXPIRED');
  const second = await recipient.link(slug);
  const { body } = await recipient.consent(slug, second.grant_id);
  assert.deepEqual([body.expirationTime, body.durationType, body.durationPeriod], [after(DAY_MS), 'TIME_BOUND', 1]);
  await tell(recipient, slug, after(DAY_MS - 1));
  assert.equal(await statusOf(recipient, slug, second.grant_id), 'ACTIVE');
  await tell(recipient, slug, after(DAY_MS));
  assert.equal(await statusOf(recipient, slug, second.grant_id), 'EXPIRED');
});

test('at Eventually Requires Reauthentication every consent announces an end after thirty days', async (t) => {
  const recipient = await openRecipient(t);
  const slug = 'eventually-requires-reauthentication';
  await tell(recipient, slug, NOON);
  for (const link of [await recipient.link(slug), await recipient.link(slug)]) {
    assert.equal((await recipient.consent(slug, link.grant_id)).body.expirationTime, after(30 * DAY_MS));
  }
});

test('an ended consent stays ended when the time goes back', async (t) => {
  const recipient = await openRecipient(t);
  const slug = 'eventually-requires-reauthentication';
  await tell(recipient, slug, NOON);
  const { grant_id } = await recipient.link(slug);
  await tell(recipient, slug, after(31 * DAY_MS));
  await tell(recipient, slug, NOON);
  assert.equal(await statusOf(recipient, slug, grant_id), 'EXPIRED');
});

test('an authorization may bring the person’s time along', async (t) => {
  const recipient = await openRecipient(t);
  const { url } = recipient.authorizationUrl('test-oauth');
  const order = { url: `${url}&person_time=${encodeURIComponent(NOON)}`, user: 'jane', outcome: 'approve' };
  assert.equal((await recipient.control('POST', 'test-oauth/authorizations', order)).status, 200);
  const person = await recipient.control('GET', 'test-oauth/people/jane');
  assert.equal(person.body.time, NOON);
  assert.equal(person.body.consents[0].created, NOON);
});

test('one person’s time is nobody else’s, and null is real time again', async (t) => {
  const recipient = await openRecipient(t);
  await tell(recipient, 'test-oauth', NOON);
  assert.equal((await recipient.control('GET', 'test-oauth/people/john')).body.time, null);
  assert.equal((await recipient.control('GET', 'bank-oauth/people/jane')).body.time, null);
  assert.equal((await tell(recipient, 'test-oauth', null)).body.time, null);
  assert.equal((await tell(recipient, 'test-oauth', 'soon')).status, 400);
});
