// FDX's balances, holders and transactions in the platform's terms, odd ones included.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BankError } from '#domain/connections/bank.ts';
import { balanceOf } from './balance.ts';
import { accountDetail, contact } from './data_shapes.ts';
import { ownersOf } from './owners.ts';
import { unwrapRow } from './shapes.ts';
import { transactionsOf } from './transaction.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const breaksProtocol = (error: unknown) => error instanceof BankError && error.kind === 'protocol';

describe('an FDX balance', () => {
  const balance = (row: object) => {
    const { as_of, currency, ...rest } = balanceOf(accountDetail.parse(unwrapRow({ accountId: 'a-1', ...row })), NOW);
    assert.ok(as_of instanceof Date);
    return { currency, ...rest };
  };
  const cash = { currency: 'usd', type: 'cash' };
  const credit = { currency: 'usd', type: 'credit' };

  it('of cash has what is there and what is free; the latter may be missing, the former only with it', () => {
    const row = { accountType: 'CHECKING', currentBalance: 2481.36, availableBalance: '2401.36' };
    assert.deepEqual(balance(row), { ...cash, current: 248136, available: 240136 });
    assert.deepEqual(balance({ ...row, availableBalance: null }), { ...cash, current: 248136, available: null });
    assert.deepEqual(balance({ ...row, currentBalance: undefined }), { ...cash, current: 240136, available: 240136 });
    assert.deepEqual(balance({ ...row, currentBalance: -12.5 }), { ...cash, current: -1250, available: 240136 });
  });

  it('of credit is what is owed, positive as used and negative as current; an overpaid card is the other way round', () => {
    const card = { accountType: 'CREDITCARD', currentBalance: 642.18, availableCredit: 4357.82, creditLine: 5000 };
    assert.deepEqual(balance(card), { ...credit, current: -64218, used: 64218 });
    assert.deepEqual(balance({ ...card, currentBalance: null }), { ...credit, current: -64218, used: 64218 });
    assert.deepEqual(balance({ ...card, currentBalance: -20 }), { ...credit, current: 2000, used: -2000 });
    assert.deepEqual(balance({ ...card, currentBalance: 0 }), { ...credit, current: 0, used: 0 });
    const loan = { accountType: 'MORTGAGE', principalBalance: 214900 };
    assert.deepEqual(balance(loan), { ...credit, current: -21490000, used: 21490000 });
    const line = { accountType: 'LINEOFCREDIT', currentBalance: '0.00' };
    assert.deepEqual(balance(line), { ...credit, current: 0, used: 0 });
  });

  it('of an investment is its whole value, with the cash in it', () => {
    const row = { accountCategory: 'INVESTMENT_ACCOUNT', currentValue: 38450.55, availableCashBalance: 120.4 };
    assert.deepEqual(balance(row), { ...cash, current: 3845055, available: 12040 });
    assert.deepEqual(balance({ ...row, availableCashBalance: null }), { ...cash, current: 3845055, available: null });
  });

  it('is in the account’s currency and as of the bank’s word, else of now', () => {
    const row = { accountId: 'a-1', currentBalance: 1200, currency: { currencyCode: 'JPY' } };
    assert.deepEqual(balanceOf(accountDetail.parse(row), NOW), {
      as_of: NOW,
      currency: 'jpy',
      type: 'cash',
      current: 1200,
      available: null,
    });
    const told = accountDetail.parse({ ...row, balanceAsOf: '2026-11-19T23:00:00-05:00' });
    assert.equal(balanceOf(told, NOW).as_of.toISOString(), '2026-11-20T04:00:00.000Z');
  });

  it('that is not there, or no amount, is no balance of nothing', () => {
    for (const row of [
      { accountType: 'CHECKING' },
      { accountType: 'CHECKING', currentBalance: 'much' },
      { accountType: 'CHECKING', currentBalance: 1.005 },
      { accountType: 'CREDITCARD', availableCredit: 100 },
      { accountType: 'CREDITCARD', currentBalance: { amount: 1 } },
    ]) {
      assert.throws(() => balance(row), breaksProtocol);
    }
  });
});

describe('FDX holders', () => {
  const owners = (body: object) => ownersOf(contact.parse(body));
  const none = { email: null, phone: null, raw_address: null };
  const ada = { name: { first: 'Ada', middle: 'B.', last: 'Lane', suffix: 'Jr.' } };

  it('have their own e-mail, telephone and address, the primary one first', () => {
    const holder = {
      ...ada,
      email: ['', 'ada@example.com', 'second@example.com'],
      telephones: [
        { country: '1', number: '2025550100' },
        { country: '1', number: '2025550111', primary: true },
      ],
      addresses: [
        { line1: '1 First St', city: 'Old Town' },
        {
          line1: '2 Second  St',
          line2: 'Apt 3',
          city: 'New Town',
          region: 'IL',
          postalCode: '62701',
          country: 'US',
          primary: true,
        },
      ],
    };
    const [owner] = owners({ holders: [holder], emails: ['account@example.com'] });
    assert.deepEqual(owner, {
      name: 'Ada B. Lane Jr.',
      email: 'ada@example.com',
      phone: '+12025550111',
      raw_address: '2 Second St, Apt 3, New Town, IL 62701, US',
    });
  });

  it('take the account’s where there is one holder; of several only an address is everybody’s', () => {
    const of = {
      emails: ['x@example.com'],
      telephones: [{ number: '202-555-0143' }],
      addresses: [{ line1: '14 Alder Row', city: 'Springfield', state: 'IL', postalCode: '62701' }],
    };
    const raw_address = '14 Alder Row, Springfield, IL 62701';
    assert.deepEqual(owners({ ...of, holders: [ada] }), [
      { name: 'Ada B. Lane Jr.', email: 'x@example.com', phone: '202-555-0143', raw_address },
    ]);
    const [one, other] = owners({ ...of, holders: [ada, { businessCustomer: { name: 'Lane LLC' } }] });
    assert.deepEqual(one, { ...none, name: 'Ada B. Lane Jr.', raw_address });
    assert.deepEqual(other, { ...none, name: 'Lane LLC', raw_address });
    const [apart] = owners({ ...of, addresses: [...of.addresses, { line1: 'elsewhere' }], holders: [ada, ada] });
    assert.equal(apart?.raw_address, null);
  });

  it('are as many as have a name, whatever else is odd', () => {
    assert.deepEqual(owners({}), []);
    assert.deepEqual(owners({ holders: null, emails: 'none' }), []);
    assert.deepEqual(owners({ holders: [{}, 'odd', null, { name: { first: ' ' } }, { name: { last: 'Lane' } }] }), [
      { ...none, name: 'Lane' },
    ]);
    assert.deepEqual(owners({ holders: [{ ...ada, email: 7, telephones: 'x', addresses: [3, {}] }] }), [
      { ...none, name: 'Ada B. Lane Jr.' },
    ]);
  });
});

describe('FDX transactions', () => {
  const reading = { currency: 'usd', transaction_status: 'state' };
  const row = {
    transactionId: 't-1',
    status: 'POSTED',
    amount: 12.5,
    debitCreditMemo: 'DEBIT',
    description: ' Pinecone Coffee ',
    transactionTimestamp: '2026-11-18T08:00:00Z',
    postedTimestamp: '2026-11-19T09:00:00Z',
  };
  const read = (changes: object) => transactionsOf([{ ...row, ...changes }], reading)[0];

  it('leave by DEBIT and come by CREDIT, whatever sign the amount has', () => {
    assert.deepEqual(read({}), {
      id: 't-1',
      status: 'posted',
      amount: -1250,
      currency: 'usd',
      description: 'Pinecone Coffee',
      transacted_at: new Date('2026-11-18T08:00:00Z'),
      posted_at: new Date('2026-11-19T09:00:00Z'),
      supersedes: null,
    });
    assert.equal(read({ amount: '-12.50' })?.amount, -1250);
    assert.equal(read({ debitCreditMemo: 'credit', amount: -3 })?.amount, 300);
    assert.ok(Object.is(read({ amount: 0 })?.amount, 0));
  });

  it('are pending, posted or void by the bank’s words, else by whether they have a time of posting', () => {
    const status = (changes: object) => read(changes)?.status;
    for (const word of ['PENDING', 'AUTHORIZATION', 'memo']) assert.equal(status({ status: word }), 'pending');
    assert.equal(status({ status: 'VOIDED' }), 'void');
    assert.equal(status({ status: 'PENDING', fiAttributes: [{ name: 'state', value: 'VOID' }] }), 'void');
    assert.equal(status({ status: 'PENDING', fiAttributes: [{ name: 'other', value: 'VOID' }] }), 'pending');
    assert.equal(status({ status: 'SOMETHING' }), 'posted');
    assert.equal(status({ status: null, postedTimestamp: null }), 'pending');
    assert.equal(read({ status: 'PENDING' })?.posted_at, null);
  });

  it('name the pending one that they replace', () => {
    assert.equal(read({ referenceTransactionId: 't-0' })?.supersedes, 't-0');
    assert.equal(read({ referenceTransactionId: 17 })?.supersedes, null);
  });

  it('need a time, an amount and a direction; one without is left out, the others stay', () => {
    const posted = read({ transactionTimestamp: null });
    assert.deepEqual(posted?.transacted_at, new Date('2026-11-19T09:00:00Z'));
    const odd = [
      { ...row, transactionId: 7 },
      { ...row, amount: 'lots' },
      { ...row, amount: 1.005 },
      { ...row, debitCreditMemo: 'MEMO' },
      { ...row, transactionTimestamp: 'today', postedTimestamp: null },
      null,
      'row',
    ];
    const told = transactionsOf([...odd, row, { depositTransaction: { ...row, transactionId: 't-2' } }], reading);
    assert.deepEqual(
      told.map(({ id }) => id),
      ['t-1', 't-2'],
    );
    assert.deepEqual(transactionsOf([], reading), []);
    assert.throws(() => transactionsOf(odd, reading), breaksProtocol);
  });
});
