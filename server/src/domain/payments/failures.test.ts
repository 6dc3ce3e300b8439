// What a return says of the payment, of the account and of the mandate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disputeOf, failureOf } from './failures.ts';

const returned = (code: string, tokenized = false) => failureOf({ status: 'returned', code }, { tokenized });

test('each return has the code of the wire and its word on the account', () => {
  const told = Object.fromEntries(
    ['R01', 'R02', 'R03', 'R04', 'R10', 'R16', 'R20', 'R29'].map((code) => {
      const { charge_code, payout_code, block } = returned(code);
      return [code, [charge_code, payout_code, block]];
    }),
  );
  assert.deepEqual(told, {
    R01: ['insufficient_funds', 'insufficient_funds', null],
    R02: ['account_closed', 'account_closed', 'bank_account_closed'],
    R03: ['no_account', 'no_account', 'bank_account_invalid_details'],
    R04: ['account_number_invalid', 'invalid_account_number', 'bank_account_invalid_details'],
    R10: ['debit_not_authorized', 'debit_not_authorized', 'debit_not_authorized'],
    R16: ['bank_account_restricted', 'account_frozen', 'bank_account_frozen'],
    R20: ['bank_account_unusable', 'bank_account_restricted', 'bank_account_restricted'],
    R29: ['debit_not_authorized', 'debit_not_authorized', 'debit_not_authorized'],
  });
});

test('a token that the bank does not find was deactivated; another reason is another reason', () => {
  assert.equal(returned('R04', true).block, 'tokenized_account_number_deactivated');
  assert.equal(returned('R03', true).block, 'tokenized_account_number_deactivated');
  assert.equal(returned('R02', true).block, 'bank_account_closed');
});

test('only what the customer did not authorize ends his mandate', () => {
  assert.equal(returned('R29').unauthorized, true);
  assert.equal(returned('R02').unauthorized, false);
  assert.deepEqual(disputeOf('R10'), { network_code: 'R10', block: 'debit_not_authorized' });
});

test('a return of a code that nobody told us of fails the payment and blocks nothing', () => {
  const { charge_code, block, network_code } = returned('R99');
  assert.deepEqual([charge_code, block, network_code], ['payment_method_provider_decline', null, 'R99']);
});

test('what the network does not take says nothing against the account', () => {
  const rejected = failureOf({ status: 'rejected', reason: 'blocked' }, { tokenized: true });
  assert.deepEqual([rejected.risky, rejected.block, rejected.network_code], [true, null, null]);
  assert.equal(failureOf({ status: 'refused' }, { tokenized: false }).charge_code, 'processing_error');
});
