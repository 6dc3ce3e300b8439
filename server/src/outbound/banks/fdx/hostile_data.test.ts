// Balances, owners and transactions from a bank that breaks, loops or points elsewhere: one BankError each, or nothing there.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type BankConnector, BankError, type BankErrorKind, type Credential } from '#domain/connections/bank.ts';
import { systemClock } from '#kernel/clock.ts';
import { createBanks } from '../registry.ts';
import { keysInMemory, sandboxAt, sandboxEgress } from '../testing/sandbox.ts';
import { ACCOUNT, type Handler, json, openStandInBank, raw, type StandInBank } from '../testing/stand_in_bank.ts';

const DETAIL = '/fdx/v6/accounts/a-1';
const CONTACT = '/fdx/v6/accounts/a-1/contact';
const TRANSACTIONS = '/fdx/v6/accounts/a-1/transactions';
const ROW = {
  transactionId: 't-1',
  status: 'POSTED',
  amount: 1,
  debitCreditMemo: 'DEBIT',
  transactionTimestamp: '2026-11-18T08:00:00Z',
};
const SPAN = {
  from: new Date('2026-11-01T00:00:00Z'),
  to: new Date('2026-11-20T00:00:00Z'),
  currency: 'usd',
  page: null,
};

describe('data from an FDX bank', () => {
  let bank: StandInBank;
  let fdx: BankConnector;
  const credential: Credential = {
    secret: JSON.stringify({ v: 1, access_token: 'very-secret', refresh_token: null }),
    access_expires_at: null,
    refresh_expires_at: null,
    consent_expires_at: null,
  };
  beforeEach(async () => {
    bank = await openStandInBank();
    fdx = createBanks({
      sandbox: sandboxAt(bank.url, { client_secret: 'the client secret' }),
      keys: keysInMemory(),
      egress: sandboxEgress(),
      clock: systemClock,
      timeout_ms: 1_000,
    }).connector('fdx');
  });
  afterEach(() => bank.close());

  const balance = () => fdx.getBalance(bank.institution, credential, 'a-1');
  const owners = () => fdx.getOwners(bank.institution, credential, 'a-1');
  const transactions = (page: string | null = null) =>
    fdx.getTransactions(bank.institution, credential, 'a-1', { ...SPAN, page });
  async function failsAs(read: Promise<unknown>, kind: BankErrorKind): Promise<BankError> {
    const error = await read.then(
      () => assert.fail('the read succeeded'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof BankError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.ok(!JSON.stringify([error, error.message, String(error.cause)]).includes('secret'));
    return error;
  }
  function answerAll(handler: Handler): void {
    for (const path of [DETAIL, CONTACT, TRANSACTIONS]) bank.on(path, handler);
  }

  it('fails as the bank says it does, with the account in question', async () => {
    for (const [code, status, kind] of [
      ['602', 403, 'permission_missing'],
      ['603', 401, 'credential_rejected'],
      ['701', 404, 'account_not_found'],
      ['705', 409, 'account_closed'],
      ['1300', 400, 'data_not_ready'],
      ['503', 503, 'institution_maintenance'],
      ['1207', 429, 'rate_limited'],
      ['703', 400, 'protocol'],
    ] as const) {
      answerAll(json({ code }, status));
      for (const read of [balance, owners, transactions]) {
        assert.equal((await failsAs(read(), kind)).upstream.bank_account, 'a-1');
      }
    }
  });

  it('keeps every cent of an amount that a double would round', async () => {
    const row =
      '{"accountId": "a-1", "accountType": "CHECKING", "currentBalance": 90071992547409.91, "availableBalance": 0.30000000000000004}';
    bank.on(DETAIL, raw(row, 'application/json'));
    const { as_of: _, ...told } = await balance();
    assert.deepEqual(told, { type: 'cash', currency: 'usd', current: 9007199254740991, available: 30 });
  });

  it('is not ready where it is partial, and broken where it is something else', async () => {
    answerAll(json({ ...ACCOUNT, currentBalance: 1, holders: [], transactions: [] }, 206));
    for (const read of [balance, owners, transactions]) await failsAs(read(), 'data_not_ready');
    for (const handler of [raw('<html>', 'text/html'), json([]), json(null), json({ transactions: 'none' })]) {
      answerAll(handler);
      await failsAs(balance(), 'protocol');
      await failsAs(transactions(), 'protocol');
    }
    answerAll(json('owners'));
    await failsAs(owners(), 'protocol');
  });

  it('is empty where the account has none of its kind, or none in the span', async () => {
    for (const [code, status] of [
      ['704', 422],
      ['1107', 404],
      ['1107-1206', 404],
    ] as const) {
      answerAll(json({ code }, status));
      assert.deepEqual(await owners(), []);
      assert.deepEqual(await transactions(), { transactions: [], next: null });
    }
  });

  it('is asked for with both bounds, and goes on where the page before said, at the bank’s address of then', async () => {
    const asked: URLSearchParams[] = [];
    bank.on(TRANSACTIONS, (request, response, body) => {
      const query = new URL(request.url ?? '', bank.url).searchParams;
      asked.push(query);
      const links = query.has('pageKey') ? {} : { next: { href: '?pageKey=2' } };
      json({ links, transactions: [ROW] })(request, response, body);
    });
    const first = await transactions();
    assert.equal(first.next, '/bank-oauth/fdx/v6/accounts/a-1/transactions?pageKey=2');
    assert.deepEqual(
      [asked[0]?.get('startTime'), asked[0]?.get('endTime')],
      [SPAN.from.toISOString(), SPAN.to.toISOString()],
    );
    assert.equal((await transactions(first.next)).next, null);
    assert.equal(asked[1]?.get('pageKey'), '2');
  });

  it('does not follow a page to itself, to another origin, or to one too long to keep', async () => {
    for (const href of ['', 'http://127.0.0.1:1/next', '//127.0.0.1:1/next', `?pageKey=${'k'.repeat(3000)}`]) {
      const next = href === '' ? `${bank.url}/bank-oauth${TRANSACTIONS}?same` : href;
      bank.on(TRANSACTIONS, json({ links: { next }, transactions: [ROW] }));
      await failsAs(transactions(`/bank-oauth${TRANSACTIONS}?same`), 'protocol');
    }
    for (const page of ['//127.0.0.1:1/next', 'http://127.0.0.1:1/next', 'file:///etc/passwd', 'http://']) {
      await failsAs(transactions(page), 'protocol');
    }
  });

  it('is refused where a page has more rows than any page may have', async () => {
    const rows = Array.from({ length: 1001 }, (_, at) => ({ ...ROW, transactionId: `t-${at}` }));
    bank.on(TRANSACTIONS, json({ transactions: rows }));
    await failsAs(transactions(), 'protocol');
  });

  it('holds no text and no time that a database refuses', async () => {
    const odd = [
      { ...ROW, description: 'a\u0000b\ud83d' },
      { ...ROW, transactionId: 't-2', description: `${'x'.repeat(499)}😀` },
      { ...ROW, transactionId: 't-3', transactionTimestamp: '0000-01-01T00:00:00+14:00' },
      { ...ROW, transactionId: 't-4', postedTimestamp: '9999-12-31T23:59:59-14:00' },
    ];
    bank.on(TRANSACTIONS, json({ transactions: odd }));
    const read = (await transactions()).transactions;
    assert.deepEqual(
      read.map(({ id, description, posted_at }) => [id, description.slice(-3), posted_at?.toISOString()]),
      [
        ['t-1', 'ab\ufffd', '2026-11-18T08:00:00.000Z'],
        ['t-2', 'xx\ufffd', '2026-11-18T08:00:00.000Z'],
        ['t-4', '', '2026-11-18T08:00:00.000Z'],
      ],
    );
  });
});
