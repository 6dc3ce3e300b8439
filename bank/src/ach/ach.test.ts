// The ACH desk: what becomes of an entry, by numbers, by what the bank knows of an account at that moment, and once only.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Answer, openRecipient, type Recipient, STRANGER } from '#testing/recipient.ts';

const BANK = 'tokenized-account-numbers';
const LASTING = 'Eventually Expiring Tokenized Account Number';
/** A set time, under which entries end at once. */
const NOON = '2030-06-01T12:00:00Z';

let traces = 0;

function entry(changes: Record<string, unknown> = {}): Record<string, unknown> {
  traces += 1;
  return {
    trace_number: `11000000${String(traces).padStart(7, '0')}`,
    direction: 'debit',
    routing_number: '110000000',
    account_number: '000123456789',
    account_id: null,
    amount: 1050,
    currency: 'usd',
    company_name: 'Example Shop',
    individual_name: 'Jane Doe',
    ...changes,
  };
}

const submit = (recipient: Recipient, changes: Record<string, unknown>): Promise<Answer> =>
  recipient.post('ach/entries', entry(changes));

/** An account of a person who lives at noon, with the number the recipient was told. */
async function linked(recipient: Recipient, slug: string, name: string) {
  await recipient.control('PUT', `${slug}/people/jane/time`, { at: NOON });
  const tokens = await recipient.link(slug, slug === BANK ? { accounts: [name] } : {});
  const seen = async () => {
    const { body } = await recipient.control('GET', `${slug}/people/jane`);
    return body.accounts.find((row: { display_name: string }) => row.display_name === name);
  };
  const { account_id, balance } = await seen();
  const path = `accounts/${account_id}/payment-networks`;
  const { body } = await recipient.get(slug, path, tokens.access_token);
  const [{ bankId, identifier }] = body.paymentNetworks;
  const to = { routing_number: bankId, account_number: identifier, account_id };
  const happen = (event: string) =>
    recipient.control('POST', `${slug}/people/jane/accounts/${account_id}/simulate`, { event });
  /** Whole cents by which the balance has moved since. */
  const moved = async () => Math.round((Number((await seen()).balance) - Number(balance)) * 100);
  return { to, seen, moved, happen };
}

const told = ({ body }: Answer) => [body.status, body.return_code ?? body.reason ?? body.disputed_with];

test('a token that lives is debited and credited, and the balance follows', async (t) => {
  const recipient = await openRecipient(t);
  const { to, moved } = await linked(recipient, BANK, LASTING);
  assert.deepEqual(told(await submit(recipient, to)), ['settled', null]);
  assert.equal(await moved(), -1050);
  assert.deepEqual(told(await submit(recipient, { ...to, direction: 'credit', amount: 5 })), ['settled', null]);
  assert.equal(await moved(), -1045);
});

test('in real time an entry is pending among the transactions, and posts as it settles', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOON) });
  const recipient = await openRecipient(t);
  const { to, moved } = await linked(recipient, 'bank-oauth', 'Joint Checking');
  await recipient.control('PUT', 'bank-oauth/people/jane/time', { at: null });
  assert.deepEqual(told(await submit(recipient, to)), ['pending', null]);
  const path = `bank-oauth/people/jane/accounts/${to.account_id}`;
  const newest = async () => (await recipient.control('GET', `${path}/transactions?limit=1`)).body.transactions[0];
  assert.deepEqual([(await newest()).status, (await newest()).amount, await moved()], ['pending', '-10.50', 0]);
  t.mock.timers.tick(2_000);
  assert.deepEqual([(await newest()).status, await moved()], ['posted', -1050]);
});

test('a repeated entry is the same entry; another one under its trace number is refused', async (t) => {
  const recipient = await openRecipient(t);
  const { to, moved } = await linked(recipient, BANK, LASTING);
  const body = entry(to);
  for (const _ of [1, 2, 3]) assert.deepEqual(told(await recipient.post('ach/entries', body)), ['settled', null]);
  assert.equal(await moved(), -1050);
  const clash = await recipient.post('ach/entries', { ...body, amount: 9 });
  assert.deepEqual([clash.status, clash.body.param], [409, 'trace_number']);
  const other = await recipient.post('ach/entries', { ...body, account_number: '000123456789' }, STRANGER);
  assert.equal(other.status, 200);
});

test('an ended token comes back as R04, a closed account as R02, a frozen one as R16', async (t) => {
  const recipient = await openRecipient(t);
  const { to, seen, moved, happen } = await linked(recipient, BANK, LASTING);
  await happen('frozen');
  assert.equal((await seen()).frozen, true);
  assert.deepEqual(told(await submit(recipient, to)), ['returned', 'R16']);
  assert.equal((await happen('frozen')).status, 409);
  await happen('thawed');
  await happen('number_revoked');
  assert.deepEqual(told(await submit(recipient, to)), ['returned', 'R04']);
  assert.equal(await moved(), 0);

  const plain = await linked(recipient, 'bank-oauth', 'Joint Checking');
  assert.deepEqual(told(await submit(recipient, plain.to)), ['settled', null]);
  await plain.happen('closed');
  assert.deepEqual(told(await submit(recipient, plain.to)), ['returned', 'R02']);
});

test('a token ends with its consent by the customer’s word, and outlives one that the recipient gave back', async (t) => {
  const recipient = await openRecipient(t);
  await recipient.control('PUT', `${BANK}/people/jane/time`, { at: NOON });
  const issue = async () => {
    const tokens = await recipient.link(BANK, { accounts: [LASTING] });
    const [{ accountId }] = (await recipient.get(BANK, 'accounts', tokens.access_token)).body.accounts;
    const { body } = await recipient.get(BANK, `accounts/${accountId}/payment-networks`, tokens.access_token);
    const [{ bankId, identifier }] = body.paymentNetworks;
    return { grant: tokens.grant_id, to: { routing_number: bankId, account_number: identifier } };
  };
  const kept = await issue();
  const url = `${recipient.url}/${BANK}/fdx/v6/consents/${kept.grant}/revocation`;
  const authorization = `Bearer ${await recipient.clientToken(BANK)}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const body = JSON.stringify({ reason: 'BUSINESS_RULE', initiator: 'DATA_RECIPIENT' });
  assert.ok((await fetch(url, { method: 'PUT', headers, body })).ok);
  assert.deepEqual(told(await submit(recipient, kept.to)), ['settled', null]);

  const ended = await issue();
  await recipient.control('POST', `${BANK}/consents/${ended.grant}/simulate`, { event: 'revoked' });
  assert.deepEqual(told(await submit(recipient, ended.to)), ['returned', 'R04']);
});

test('a token ends with the time of its person', async (t) => {
  const recipient = await openRecipient(t);
  const { to } = await linked(recipient, BANK, LASTING);
  await recipient.control('PUT', `${BANK}/people/jane/time`, { at: '2030-08-01T12:00:00Z' });
  assert.deepEqual(told(await submit(recipient, to)), ['returned', 'R04']);
});

test('a test number ends as it always does', async (t) => {
  const recipient = await openRecipient(t);
  const ends = async (slug: string, name: string) =>
    told(await submit(recipient, (await linked(recipient, slug, name)).to));
  assert.deepEqual(await ends('test-oauth', 'Success'), ['settled', null]);
  assert.deepEqual(await ends('test-oauth', 'Failure'), ['returned', 'R02']);
  assert.deepEqual(await ends('test-oauth', 'No Account'), ['returned', 'R03']);
  assert.deepEqual(await ends('test-oauth', 'Insufficient Funds'), ['returned', 'R01']);
  assert.deepEqual(await ends('test-oauth', 'Debit Not Authorized'), ['returned', 'R29']);
  assert.deepEqual(await ends('test-oauth', 'Dispute'), ['settled', 'R10']);
  assert.deepEqual(await ends('test-oauth', 'Processing'), ['pending', null]);
  assert.deepEqual(await ends('test-oauth', 'Weekly Limit'), ['rejected', 'weekly_limit']);
});

test('an entry to a number that was typed in ends by the number, in two seconds of real time', async (t) => {
  const recipient = await openRecipient(t);
  const { body } = await submit(recipient, { account_number: '000888888885' });
  assert.equal(body.status, 'pending');
  const asked = await recipient.entry(body.trace_number);
  assert.deepEqual(told(asked), ['pending', null]);
  assert.equal((await recipient.entry('110000009999999')).status, 404);
});

test('an entry that names its time ends at once: by its number, or as R03 where nobody has such a number', async (t) => {
  const recipient = await openRecipient(t);
  const ends = async (changes: Record<string, unknown>) =>
    told(await submit(recipient, { effective_at: NOON, ...changes }));
  assert.deepEqual(await ends({ account_number: '000888888885' }), ['returned', 'R04']);
  assert.deepEqual(await ends({ account_number: '000314159265' }), ['returned', 'R20']);
  assert.deepEqual(await ends({ account_number: '000000004954' }), ['rejected', 'blocked']);
  assert.deepEqual(await ends({ currency: 'eur' }), ['rejected', 'invalid_currency']);
  assert.deepEqual(await ends({ account_number: '000999999999' }), ['returned', 'R03']);
  assert.deepEqual(await ends({ routing_number: '021000021' }), ['returned', 'R03']);
});

test('what cannot be an entry is refused by name, and so is whoever is no client', async (t) => {
  const recipient = await openRecipient(t);
  for (const [param, value] of Object.entries({
    trace_number: '12',
    direction: 'sideways',
    routing_number: '11',
    account_number: 'abcd',
    amount: 0,
    effective_at: 'tomorrow',
  })) {
    const refused = await submit(recipient, { [param]: value });
    assert.deepEqual([refused.status, refused.body.param], [400, param]);
  }
  const wrong = await recipient.post('ach/entries', entry(), { client_id: 'relink', client_secret: 'wrong' });
  assert.equal(wrong.status, 401);
});

test('an answer can be lost though the entry was taken', async (t) => {
  const recipient = await openRecipient(t);
  const { to, moved } = await linked(recipient, BANK, LASTING);
  await recipient.control('PUT', 'ach/faults', { lose_answer: true, times: 1 });
  const body = entry(to);
  assert.equal((await recipient.post('ach/entries', body)).status, 504);
  assert.deepEqual(told(await recipient.post('ach/entries', body)), ['settled', null]);
  assert.equal(await moved(), -1050);
});

test('an entry is known after a restart', async (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'bank-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const first = await openRecipient(t, folder);
  const { to } = await linked(first, BANK, LASTING);
  const body = entry(to);
  await first.post('ach/entries', body);
  const second = await openRecipient(t, folder);
  assert.deepEqual(told(await second.post('ach/entries', body)), ['settled', null]);
  const { body: known } = await second.control('GET', `${BANK}/people/jane/accounts/${to.account_id}/entries`);
  assert.deepEqual(
    known.entries.map((row: { status: string; amount: number }) => [row.status, row.amount]),
    [['settled', 1050]],
  );
});
