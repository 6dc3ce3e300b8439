// The operator's hand in an account's books.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openRecipient } from '#testing/recipient.ts';

const PERSON = 'bank-oauth/people/jane';
const NOON = '2026-11-20T12:00:00.000Z';

/** The desk of one account of a person who lives at noon. */
async function books(t: TestContext, name = 'Everyday Checking') {
  const recipient = await openRecipient(t);
  const { body } = await recipient.control('PUT', `${PERSON}/time`, { at: NOON });
  const id = body.accounts.find((row: { display_name: string }) => row.display_name === name).account_id;
  const path = `${PERSON}/accounts/${id}`;
  return {
    recipient,
    id,
    get: async (what: string) => (await recipient.control('GET', `${path}/${what}`)).body,
    put: (what: string, order: object) => recipient.control('PUT', `${path}/${what}`, order),
    post: async (order: object) => recipient.control('POST', `${path}/transactions`, order),
  };
}

test('a balance is set at the moment of its person, and entries move it on from there', async (t) => {
  const { get, put, post } = await books(t);
  assert.deepEqual((await put('balance', { current: '50.00' })).body.current, '50.00');
  await put('balance', { current: '50.00', available: '45.25' });
  await post({ amount: '-10.10', description: 'Posted at once' });
  assert.deepEqual(await get('balance'), { current: '39.90', available: '35.15' });
  await post({ amount: '-5.05', description: 'Pending', status: 'pending' });
  assert.deepEqual(await get('balance'), { current: '39.90', available: '30.10' });
  await post({ amount: '-100.00', description: 'Voided', status: 'void' });
  assert.deepEqual(await get('balance'), { current: '39.90', available: '30.10' });
});

test('on a card a purchase raises what is owed and lowers what is left of the line', async (t) => {
  const { get, put, post } = await books(t, 'Platinum Card');
  await put('balance', { current: '100.00', available: '4900.00' });
  await post({ amount: '-20.00', description: 'A chair' });
  assert.deepEqual(await get('balance'), { current: '120.00', available: '4880.00' });
  await put('balance', { current: '0.00' });
  assert.deepEqual(await get('balance'), { current: '0.00', available: '5000.00' });
});

test('an entry is pending until its time comes or the operator settles it, once', async (t) => {
  const { recipient, get, put, post } = await books(t);
  const timed = await post({
    amount: '-1.00',
    description: 'Timed',
    status: 'pending',
    settles_at: '2026-11-21T00:00:00Z',
  });
  const told = await post({ amount: '-2.00', description: 'Told', status: 'pending' });
  assert.deepEqual([timed.body.status, told.body.status], ['pending', 'pending']);
  const { body } = await put(`transactions/${told.body.transaction_id}`, { status: 'posted', amount: '-2.40' });
  assert.deepEqual([body.status, body.amount, body.settles_at], ['posted', '-2.40', NOON]);
  assert.equal((await put(`transactions/${told.body.transaction_id}`, { status: 'void' })).status, 409);
  assert.equal((await put('transactions/unknown', { status: 'void' })).status, 404);
  await recipient.control('PUT', `${PERSON}/time`, { at: '2026-11-21T00:00:00Z' });
  const rows = (await get('transactions?from=2026-11-20T12:00:00Z')).transactions;
  const row = rows.find((entry: { description: string }) => entry.description === 'Timed');
  assert.deepEqual([row.status, row.transaction_id], ['posted', timed.body.transaction_id]);
});

test('the list goes on page by page, and holds what an ACH entry booked', async (t) => {
  const { recipient, id, get } = await books(t);
  const entry = {
    trace_number: '110000000000001',
    direction: 'debit',
    routing_number: '110000000',
    account_number: '000123456789',
    account_id: id,
    amount: 1050,
    currency: 'usd',
    company_name: 'Example Shop',
  };
  await recipient.post('ach/entries', entry);
  const first = await get('transactions?limit=2');
  const { transaction_id, ...booked } = first.transactions[0];
  assert.equal(typeof transaction_id, 'string');
  assert.deepEqual(booked, {
    status: 'posted',
    amount: '-10.50',
    description: 'Example Shop',
    transacted_at: NOON,
    settles_at: NOON,
  });
  const second = await get(`transactions?limit=2&page=${first.next_page}`);
  const both = await get('transactions?limit=4');
  assert.deepEqual([...first.transactions, ...second.transactions], both.transactions);
});

test('what cannot be is refused by name', async (t) => {
  const { put, post, recipient, id } = await books(t);
  const entry = { amount: '1.00', description: 'x' };
  for (const [answer, param] of [
    [await put('balance', { current: 12 }), 'current'],
    [await put('balance', { current: '1.005' }), 'current'],
    [await put('balance', { current: '1.00', available: 'much' }), 'available'],
    [await post({ ...entry, amount: '1,00' }), 'amount'],
    [await post({ amount: '1.00' }), 'description'],
    [await post({ ...entry, status: 'maybe' }), 'status'],
    [await post({ ...entry, transacted_at: 'now' }), 'transacted_at'],
    [await recipient.control('GET', `${PERSON}/accounts/${id}/transactions?limit=0`), 'limit'],
    [await recipient.control('GET', `${PERSON}/accounts/${id}/transactions?page=x`), 'page'],
    [await recipient.control('GET', `${PERSON}/accounts/${id}/transactions?from=x`), 'from'],
  ] as const) {
    assert.deepEqual([answer.status, answer.body.error?.param], [400, param]);
  }
  assert.equal((await recipient.control('GET', `${PERSON}/accounts/nothing/balance`)).status, 404);
});

test('an account that comes back under another id keeps its books', async (t) => {
  const { recipient, get, put, post, id } = await books(t);
  await put('balance', { current: '50.00' });
  await post({ amount: '-10.00', description: 'Before' });
  const before = await get('transactions?limit=1000');
  const moved = await recipient.control('POST', `${PERSON}/accounts/${id}/simulate`, { event: 'identity_lost' });
  const path = `${PERSON}/accounts/${moved.body.account_id}`;
  const { body } = await recipient.control('GET', `${path}/transactions?limit=1000`);
  assert.deepEqual((await recipient.control('GET', `${path}/balance`)).body.current, '40.00');
  assert.deepEqual(body, before);
});
