// FDX rows of accounts and numbers in the platform's terms, odd ones included.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BankError } from '#domain/connections/bank.ts';
import { accountOf } from './account.ts';
import { numbersOf } from './number.ts';
import { accountRow, unwrapRow } from './shapes.ts';

const account = (row: object) => accountOf(accountRow.parse(unwrapRow({ accountId: 'a-1', ...row })), 'endsAt');

describe('an FDX account row', () => {
  it('gets category and subcategory from its type, else from its category, else other', () => {
    const kinds: [string | undefined, string | undefined, string, string][] = [
      ['DEPOSIT_ACCOUNT', 'CHECKING', 'cash', 'checking'],
      ['DEPOSIT_ACCOUNT', 'MONEYMARKET', 'cash', 'savings'],
      ['DEPOSIT_ACCOUNT', 'CD', 'cash', 'other'],
      ['LOC_ACCOUNT', 'CREDITCARD', 'credit', 'credit_card'],
      ['LOC_ACCOUNT', 'HOMELINEOFCREDIT', 'credit', 'line_of_credit'],
      ['LOAN_ACCOUNT', 'MORTGAGE', 'credit', 'mortgage'],
      ['LOAN_ACCOUNT', 'AUTOLOAN', 'credit', 'other'],
      ['INVESTMENT_ACCOUNT', 'ROTH', 'investment', 'other'],
      ['INSURANCE_ACCOUNT', 'WHOLELIFE', 'other', 'other'],
      ['COMMERCIAL_ACCOUNT', 'COMMERCIALDEPOSIT', 'cash', 'other'],
      ['COMMERCIAL_ACCOUNT', 'COMMERCIALLINEOFCREDIT', 'credit', 'line_of_credit'],
      ['TIME_MACHINE', 'FLUX', 'other', 'other'],
      [undefined, 'SAVINGS', 'cash', 'savings'],
      [undefined, undefined, 'other', 'other'],
    ];
    for (const [accountCategory, accountType, category, subcategory] of kinds) {
      const mapped = account({ accountCategory, accountType });
      assert.deepEqual(
        [mapped.category, mapped.subcategory],
        [category, subcategory],
        `${accountCategory} ${accountType}`,
      );
    }
  });

  it('shows the last four digits of any mask, and none where there are fewer', () => {
    const last4 = (accountNumberDisplay?: unknown) => account({ accountNumberDisplay }).last4;
    assert.deepEqual(['****6789', 'xx-6789', '6789', '0001116789 '].map(last4), ['6789', '6789', '6789', '6789']);
    assert.deepEqual(['789', '', '****', undefined, 6789].map(last4), [null, null, null, null, null]);
  });

  it('is named by the customer before the bank, within a limit', () => {
    assert.equal(account({ nickname: ' Rent ', productName: 'Checking Plus' }).display_name, 'Rent');
    assert.equal(account({ nickname: ' ', productName: 'Checking Plus' }).display_name, 'Checking Plus');
    assert.equal(account({}).display_name, 'Account');
    assert.equal(account({ productName: 'x'.repeat(5000) }).display_name.length, 200);
  });

  it('is open unless it says otherwise, also by an error of its own', () => {
    const state = (row: object) => account(row).state;
    assert.equal(state({ status: 'CLOSED' }), 'closed');
    assert.equal(state({ status: 'RESTRICTED' }), 'restricted');
    assert.equal(state({ status: 'PENDINGCLOSE' }), 'closing');
    for (const status of ['OPEN', 'DELINQUENT', 'ASLEEP', 7, undefined]) assert.equal(state({ status }), 'open');
    assert.equal(state({ status: 'OPEN', error: { code: 705 } }), 'closed');
    assert.equal(state({ status: 'OPEN', error: { code: '602-1', message: 'allow it again' } }), 'needs_consent');
    assert.equal(state({ error: { code: '706' } }), 'restricted');
    for (const error of [{ code: 500 }, {}, 'broken']) assert.equal(state({ error }), 'unknown');
    assert.equal(state({ error: null }), 'open');
  });

  it('reads currency and the number’s end, and ignores nonsense in either', () => {
    assert.equal(account({ currency: { currencyCode: 'CAD' } }).currency, 'cad');
    for (const currency of [undefined, {}, 'USD', { currencyCode: 'dollars' }])
      assert.equal(account({ currency }).currency, 'usd');
    const ends = (value: unknown) => account({ fiAttributes: [{ name: 'endsAt', value }] }).number_expires_at;
    assert.deepEqual(ends('2027-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z'));
    for (const value of ['tomorrow', '', 5, null]) assert.equal(ends(value), null);
    assert.equal(account({ fiAttributes: 'none' }).number_expires_at, null);
    const beside = [
      { name: 'branch' },
      null,
      { name: 'endsAt', value: '2030-01-01T00:00:00Z' },
      { name: 'rank', value: 7 },
    ];
    assert.equal(account({ fiAttributes: beside }).number_expires_at?.getUTCFullYear(), 2030);
  });

  it('is unwrapped from its kind, which is its category unless it names one, and refused without an id', () => {
    const wrapped = (row: object) => accountOf(accountRow.parse(unwrapRow(row)), null);
    assert.equal(wrapped({ loanAccount: { accountId: 'b', accountType: 'AUTOLOAN' } }).category, 'credit');
    assert.equal(wrapped({ digitalWallet: { accountId: 'b' } }).category, 'cash');
    assert.equal(wrapped({ account: { accountId: 'b', accountCategory: 'LOC_ACCOUNT' } }).category, 'credit');
    for (const row of [{}, { accountId: '' }, { accountId: 7 }, { a: {}, b: {} }, null, 'x', [1], { a: null }]) {
      assert.equal(accountRow.safeParse(unwrapRow(row)).success, false, JSON.stringify(row));
    }
  });
});

describe('payment network rows', () => {
  const UNNAMED = { number_status: null, number_expires_at: null };
  const NAMED = { number_status: 'state', number_expires_at: 'end' };
  const ach = { type: 'US_ACH', bankId: '110000000', identifier: '000123', identifierType: 'TOKENIZED_ACCOUNT_NUMBER' };
  const status = (row: object) => numbersOf([{ ...ach, ...row }], NAMED)?.status;

  it('give the ACH pair and its kind', () => {
    assert.deepEqual(numbersOf([{ type: 'US_RTP' }, { ...ach, transferIn: true, transferOut: true }], UNNAMED), {
      identifier_type: 'tokenized_account_number',
      routing_number: '110000000',
      account_number: '000123',
      status: 'transactable',
      supported_networks: ['ach'],
    });
    assert.equal(numbersOf([{ ...ach, identifierType: 'IBAN' }], UNNAMED)?.identifier_type, 'account_number');
    for (const rows of [[], [{ type: 'US_FEDWIRE' }], ['x', null, 3]]) assert.equal(numbersOf(rows, UNNAMED), null);
  });

  it('tell the end of the number itself where the bank does', () => {
    const fiAttributes = [{ name: 'end', value: '2030-01-01T00:00:00Z' }];
    const numbers = numbersOf([{ ...ach, fiAttributes }], NAMED);
    assert.deepEqual(numbers?.expires_at, new Date('2030-01-01T00:00:00Z'));
  });

  it('are dead only when neither direction works, and as the bank says where it does', () => {
    assert.equal(status({ transferIn: false, transferOut: false }), 'deactivated');
    assert.equal(status({ transferIn: false, transferOut: true }), 'transactable');
    assert.equal(status({}), 'transactable');
    const told = (value: string) =>
      status({ transferIn: false, transferOut: false, fiAttributes: [{ name: 'state', value }] });
    assert.deepEqual(['EXPIRED', 'REVOKED', 'PENDING', 'ODD'].map(told), [
      'expired',
      'deactivated',
      'pending',
      'deactivated',
    ]);
  });

  it('are refused without a usable pair, and the refusal does not repeat it', () => {
    for (const row of [
      { bankId: '11' },
      { bankId: 110000000 },
      { identifier: '' },
      { identifier: '12a' },
      { identifier: 5 },
    ]) {
      assert.throws(
        () => numbersOf([{ ...ach, ...row }], UNNAMED),
        (error) => error instanceof BankError && error.kind === 'protocol' && !error.message.includes('12a'),
      );
    }
  });
});
