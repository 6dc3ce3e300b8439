// The operator's hand on a whole bank: many consents, suspended recipients, maintenance, lost answers, a clean start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, type Recipient, type Tokens } from '#testing/recipient.ts';

const SLUG = 'test-oauth';

const read = async (recipient: Recipient, { access_token }: Tokens) => {
  const { status, body, headers } = await recipient.get(SLUG, 'accounts', access_token);
  return [status, body.code ?? null, headers.get('www-authenticate')?.match(/error="(\w+)"/)?.[1] ?? null];
};
const WELL = [200, null, null];
const statusOf = async (recipient: Recipient, { grant_id }: Tokens) => {
  const { status, reason, initiator } = (await recipient.consent(SLUG, grant_id)).body;
  return [status, reason, initiator];
};

test('a rule of the bank ends the consents of some, then of all; who has none is left alone', async (t) => {
  const recipient = await openRecipient(t);
  const [jane, john] = [await recipient.link(SLUG), await recipient.link(SLUG, { user: 'john' })];
  const end = (users?: string[]) =>
    recipient.control('POST', `${SLUG}/consents/simulate`, { event: 'revoked_by_bank', users });
  assert.deepEqual((await end(['john', 'nobody'])).body, { consents: 1 });
  assert.deepEqual(await statusOf(recipient, john), ['REVOKED', 'BUSINESS_RULE', 'DATA_PROVIDER']);
  assert.deepEqual(await read(recipient, jane), WELL);
  assert.deepEqual((await end()).body, { consents: 1 });
  assert.deepEqual(await read(recipient, jane), [401, '603', 'invalid_token']);
});

test('after a migration every consent asks for a new sign-in, and a reset takes that back', async (t) => {
  const recipient = await openRecipient(t);
  const jane = await recipient.link(SLUG);
  const event = 'reauthentication_required';
  await recipient.control('POST', `${SLUG}/consents/simulate`, { event });
  assert.deepEqual(await read(recipient, jane), [401, '603', 'insufficient_user_authentication']);
  assert.deepEqual(await read(recipient, await recipient.link(SLUG)), WELL);
  await recipient.control('POST', `${SLUG}/reset`);
  assert.deepEqual(await read(recipient, jane), WELL);
});

test('a migration that is announced tells its day in every record, can be moved and taken back, and comes in each person’s time', async (t) => {
  const recipient = await openRecipient(t);
  const [jane, john] = [await recipient.link(SLUG), await recipient.link(SLUG, { user: 'john' })];
  const [spring, summer] = ['2100-03-01T00:00:00.000Z', '2100-06-01T00:00:00.000Z'];
  const set = async (from: unknown, path = '') =>
    (await recipient.control('PUT', `${SLUG}${path}/reauthentication`, { from })).body;
  const days = async () => {
    const records = [jane, john].map(({ grant_id }) => recipient.consent(SLUG, grant_id));
    return (await Promise.all(records)).map(({ body }) => body.fiAttributes);
  };
  const on = (value: string) => [{ name: 'reauthenticationRequiredFrom', value }];
  assert.deepEqual([await set(spring), await set(spring)], [{ consents: 2 }, { consents: 0 }]);
  await set(summer, `/consents/${jane.grant_id}`);
  assert.deepEqual(await days(), [on(summer), on(spring)]);
  assert.equal((await set('soon')).error.param, 'from');
  const later = await recipient.link(SLUG);
  const timeIs = (at: string) => recipient.control('PUT', `${SLUG}/people/jane/time`, { at });
  await timeIs('2100-05-31T23:59:59Z');
  assert.deepEqual(await read(recipient, jane), WELL);
  await timeIs(summer);
  const WANTED = [401, '603', 'insufficient_user_authentication'];
  assert.deepEqual([await read(recipient, jane), await read(recipient, john)], [WANTED, WELL]);
  assert.deepEqual(
    [await read(recipient, later), await statusOf(recipient, jane)],
    [WELL, ['ACTIVE', undefined, undefined]],
  );
  assert.deepEqual([await set(null), await days()], [{ consents: 1 }, [undefined, undefined]]);
});

test('lost tokens leave a consent that lives and a refresh that is refused', async (t) => {
  const recipient = await openRecipient(t);
  const jane = await recipient.link(SLUG);
  await recipient.control('POST', `${SLUG}/consents/${jane.grant_id}/simulate`, { event: 'tokens_lost' });
  assert.deepEqual(await statusOf(recipient, jane), ['ACTIVE', undefined, undefined]);
  assert.deepEqual(await read(recipient, jane), [401, '603', 'invalid_token']);
  assert.equal((await recipient.refresh(SLUG, jane)).body.error, 'invalid_grant');
});

test('a suspended recipient is refused everything of one bank, and nobody else is', async (t) => {
  const recipient = await openRecipient(t);
  const jane = await recipient.link(SLUG);
  const suspend = (suspended: boolean) => recipient.control('PUT', `${SLUG}/suspension`, { suspended });
  const { body } = await suspend(true);
  assert.deepEqual(body.clients, [
    { client_id: 'relink', suspended: true },
    { client_id: 'stranger', suspended: false },
  ]);
  assert.deepEqual(await read(recipient, jane), [403, '480', null]);
  assert.equal((await recipient.consent(SLUG, jane.grant_id)).body.code, '480');
  await suspend(false);
  assert.deepEqual(await read(recipient, jane), WELL);
});

test('maintenance is announced, then shuts the whole bank until it is over', async (t) => {
  const recipient = await openRecipient(t);
  const jane = await recipient.link(SLUG);
  const set = (window: object | null) => recipient.control('PUT', `${SLUG}/maintenance`, window);
  const [from, until] = ['2100-01-01T00:00:00.000Z', '2100-01-01T02:00:00.000Z'];
  const availability = async () => (await recipient.get(SLUG, 'availability', '')).body.availability[0];
  await set({ from, until });
  const planned = [{ status: 'MAINTENANCE', startTime: from, endTime: until }];
  assert.deepEqual(await availability(), { status: 'ALIVE', plannedAvailability: planned });
  assert.deepEqual(await read(recipient, jane), WELL);
  await set({ until });
  assert.equal((await availability()).status, 'MAINTENANCE');
  const refused = await recipient.get(SLUG, 'accounts', jane.access_token);
  assert.deepEqual([refused.status, refused.body.code], [503, '503']);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal((await recipient.refresh(SLUG, jane)).status, 503);
  assert.equal((await set({ until: '2020-01-01T00:00:00Z' })).body.error.param, 'until');
  await set(null);
  assert.deepEqual(await read(recipient, jane), WELL);
});

test('a fault befalls one part only, tells when to come back, and may swallow the answer to what was done', async (t) => {
  const recipient = await openRecipient(t);
  const jane = await recipient.link('thirty-day-tokens');
  const fault = (body: object) => recipient.control('PUT', 'thirty-day-tokens/faults', body);
  await fault({ at: 'fdx', status: 503, retry_after: 30, times: 1 });
  assert.equal((await recipient.refresh('thirty-day-tokens', { ...jane, refresh_token: 'none' })).status, 400);
  const busy = await recipient.get('thirty-day-tokens', 'accounts', jane.access_token);
  assert.deepEqual([busy.status, busy.headers.get('retry-after')], [503, '30']);
  await fault({ at: 'token', lose_answer: true, times: 1 });
  await assert.rejects(recipient.refresh('thirty-day-tokens', jane));
  // The bank has rotated: who asks again with the old token has lost the grant.
  assert.equal((await recipient.refresh('thirty-day-tokens', jane)).body.error, 'invalid_grant');
  assert.equal((await recipient.consent('thirty-day-tokens', jane.grant_id)).body.status, 'REVOKED');
});

test('a person who starts anew has other accounts and another subject, and his links have ended', async (t) => {
  const recipient = await openRecipient(t);
  const jane = await recipient.link(SLUG);
  const before = (await recipient.control('GET', `${SLUG}/people/jane`)).body;
  const after = (await recipient.control('POST', `${SLUG}/people/jane/reset`)).body;
  assert.notEqual(after.subject, before.subject);
  assert.notEqual(after.accounts[0].account_id, before.accounts[0].account_id);
  assert.deepEqual([after.consents, (await statusOf(recipient, jane))[0]], [[], 'REVOKED']);
});
