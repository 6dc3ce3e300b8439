// Transactions over FDX: spans, pages, pending and posted ids, and who may read them.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openRecipient, type Recipient } from '#testing/recipient.ts';

const NOON = '2026-11-20T12:00:00Z';
const LAST_WEEKS = 'startTime=2026-10-20T12:00:00Z&endTime=2026-11-20T12:00:00Z';

interface Row {
  transactionId: string;
  referenceTransactionId?: string;
  status: string;
  amount: number;
  debitCreditMemo: string;
  transactionTimestamp: string;
  postedTimestamp?: string;
}

interface Reader {
  recipient: Recipient;
  /** Path of the account at the operator's desk. */
  desk: string;
  ask(query?: string): ReturnType<Recipient['get']>;
}

/** A person who lives at noon and shares one account. */
async function reader(t: TestContext, name: string, user = 'jane', slug = 'bank-oauth'): Promise<Reader> {
  const recipient = await openRecipient(t);
  await recipient.control('PUT', `${slug}/people/${user}/time`, { at: NOON });
  const tokens = await recipient.link(slug, { user, accounts: [name] });
  const { body } = await recipient.get(slug, 'accounts', tokens.access_token);
  const id = body.accounts[0].accountId;
  const path = `accounts/${id}/transactions`;
  return {
    recipient,
    desk: `${slug}/people/${user}/accounts/${id}`,
    ask: (query) => recipient.get(slug, query ? `${path}?${query}` : path, tokens.access_token),
  };
}

test('a row has its amount without a sign, its direction, and a time of posting once it has one', async (t) => {
  const { ask, recipient, desk } = await reader(t, 'Platinum Card');
  await recipient.control('POST', `${desk}/transactions`, { amount: '-5.00', description: 'Ferry', status: 'pending' });
  const { body } = await ask(LAST_WEEKS);
  const rows: Row[] = body.transactions;
  assert.ok(rows.length > 20);
  for (const row of rows) {
    assert.ok(row.amount > 0 && Number.isInteger(Math.round(row.amount * 100)));
    assert.ok(['DEBIT', 'CREDIT'].includes(row.debitCreditMemo));
    assert.equal(row.status === 'POSTED', row.postedTimestamp !== undefined);
  }
  assert.ok(rows.some((row) => row.status === 'PENDING') && rows.some((row) => row.status === 'POSTED'));
});

test('a bank that gives new ids when it posts names the old ones; one that keeps ids says what was voided', async (t) => {
  const replacing = await reader(t, 'Busy Checking', 'busy');
  const morning = 'startTime=2026-11-20T06:00:00Z&endTime=2026-11-20T12:00:00Z&limit=1000';
  const pending: Row[] = (await replacing.ask(morning)).body.transactions;
  assert.ok(pending.length > 200 && pending.every((row) => row.status === 'PENDING'));
  await replacing.recipient.control('PUT', 'bank-oauth/people/busy/time', { at: '2026-12-10T12:00:00Z' });
  const posted: Row[] = (await replacing.ask(morning)).body.transactions;
  assert.ok(posted.length > 200 && posted.every((row) => row.status === 'POSTED'));
  const before = new Set(pending.map((row) => row.transactionId));
  assert.ok(posted.every((row) => before.has(row.referenceTransactionId!) && !before.has(row.transactionId)));

  const keeping = await reader(t, 'Everyday Checking', 'john', 'inactive-accounts');
  await keeping.recipient.control('POST', `${keeping.desk}/transactions`, {
    amount: '-5.00',
    description: 'Ferry',
    status: 'void',
  });
  const [voided] = (await keeping.ask()).body.transactions;
  assert.deepEqual(
    [voided.status, voided.fiAttributes, voided.postedTimestamp],
    ['PENDING', [{ name: 'transactionStatus', value: 'VOID' }], undefined],
  );
});

test('pages follow one another by key and by link, within the span that was asked for', async (t) => {
  const { ask } = await reader(t, 'Busy Checking', 'busy');
  const day = 'startTime=2026-11-19T00:00:00Z&endTime=2026-11-19T12:00:00Z';
  const whole: Row[] = (await ask(`${day}&limit=1000`)).body.transactions;
  assert.ok(whole.length > 800);
  const told: Row[] = [];
  let query: string | undefined = `${day}&limit=301`;
  for (let page = 0; query !== undefined && page < 10; page += 1) {
    const { body } = await ask(query);
    told.push(...body.transactions);
    query = body.links.next?.href.slice(1);
    if (query) assert.equal(new URLSearchParams(query).get('pageKey'), body.page.nextPageKey);
  }
  assert.deepEqual(told, whole);
});

test('without a range it is the last seven days; half a range, a wrong date and a range that ends first are refused', async (t) => {
  const { ask } = await reader(t, 'Everyday Checking');
  const { body } = await ask();
  assert.ok(body.transactions.length > 0);
  assert.ok(body.transactions.every((row: Row) => row.transactionTimestamp >= '2026-11-13T12:00'));
  for (const [query, code] of [
    ['startTime=2026-11-01T00:00:00Z', '703'],
    ['startTime=2026-11-02T00:00:00Z&endTime=2026-11-01T00:00:00Z', '703'],
    ['startTime=yesterday&endTime=2026-11-01T00:00:00Z', '702'],
    ['limit=many', '401'],
    ['pageKey=nothing', '401'],
  ]) {
    const answer = await ask(query);
    assert.deepEqual([answer.status, answer.body.code], [400, code], query);
  }
});

test('nothing is told of what is still to come, nor of what is older than two years', async (t) => {
  const { ask } = await reader(t, 'Everyday Checking');
  const ever = 'startTime=2000-01-01T00:00:00Z&endTime=2100-01-01T00:00:00Z&limit=1000';
  const first = await ask(ever);
  const times = first.body.transactions.map((row: Row) => row.transactionTimestamp);
  assert.ok(times[0] <= NOON.replace('Z', '.000Z'));
  const { body } = await ask('startTime=2000-01-01T00:00:00Z&endTime=2024-11-01T00:00:00Z');
  assert.deepEqual([body.transactions, body.page], [[], {}]);
});

test('a consent without the scope for transactions is 602', async (t) => {
  const recipient = await openRecipient(t);
  const scope = 'openid fdx:accountbasic:read fdx:accountdetailed:read';
  const tokens = await recipient.link('bank-oauth', { scope });
  const { body } = await recipient.get('bank-oauth', 'accounts', tokens.access_token);
  const path = `accounts/${body.accounts[0].accountId}`;
  const refused = await recipient.get('bank-oauth', `${path}/transactions`, tokens.access_token);
  assert.deepEqual([refused.status, refused.body.code], [403, '602']);
  assert.equal((await recipient.get('bank-oauth', path, tokens.access_token)).status, 200);
});

test('an owner carries his own e-mail, telephone and address', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('ownership-accounts');
  const { body } = await recipient.get('ownership-accounts', 'accounts', tokens.access_token);
  const told = [];
  for (const { accountId } of body.accounts) {
    const contact = await recipient.get('ownership-accounts', `accounts/${accountId}/contact`, tokens.access_token);
    told.push(contact.body.holders.map((holder: { email: string[] }) => holder.email));
  }
  const [robin, sasha] = ['robin.castellan@example.com', 'sasha.castellan@example.com'];
  assert.deepEqual(told, [[[robin]], [[robin], [sasha]], [], [['office@joinery.example.com']]]);
});
