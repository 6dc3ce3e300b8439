// Accounts are recognised by strong keys only.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Known, matchAccounts } from './match.ts';

const print = (text: string) => Buffer.from(text.padEnd(32, '.'));
const known = (id: string, bank_account: string, number: string | null = null): Known => ({
  id: `fca_${id}`,
  bank_account,
  number_fingerprint: number === null ? null : print(number),
});

test('an account is matched by the persistent id of the bank', () => {
  const match = matchAccounts([known('a', 'b1')], [{ bank_account: 'b1', number_fingerprint: null }]);
  assert.deepEqual([...match.matched], [['b1', { account: 'fca_a', key: 'bank_account' }]]);
  assert.deepEqual(match.added, []);
  assert.deepEqual(match.missing, []);
});

test('an account under a new bank id is matched by a number that is unique on both sides', () => {
  const match = matchAccounts([known('a', 'b1', 'n1')], [{ bank_account: 'b9', number_fingerprint: print('n1') }]);
  assert.deepEqual([...match.matched], [['b9', { account: 'fca_a', key: 'number' }]]);
});

test('a number that two known accounts share matches nothing', () => {
  const match = matchAccounts(
    [known('a', 'b1', 'n1'), known('b', 'b2', 'n1')],
    [{ bank_account: 'b9', number_fingerprint: print('n1') }],
  );
  assert.equal(match.matched.size, 0);
  assert.deepEqual(match.added, ['b9']);
  assert.deepEqual(match.missing, ['fca_a', 'fca_b']);
});

test('a number that two listed accounts share matches nothing', () => {
  const match = matchAccounts(
    [known('a', 'b1', 'n1')],
    [
      { bank_account: 'b8', number_fingerprint: print('n1') },
      { bank_account: 'b9', number_fingerprint: print('n1') },
    ],
  );
  assert.equal(match.matched.size, 0);
});

test('the persistent id wins over the number', () => {
  const match = matchAccounts(
    [known('a', 'b1', 'n1'), known('b', 'b2', 'n2')],
    [{ bank_account: 'b1', number_fingerprint: print('n2') }],
  );
  assert.equal(match.matched.get('b1')?.account, 'fca_a');
  assert.deepEqual(match.missing, ['fca_b']);
});

test('accounts without any key in common are added and missing, never paired', () => {
  const match = matchAccounts([known('a', 'b1')], [{ bank_account: 'b2', number_fingerprint: null }]);
  assert.deepEqual(match.added, ['b2']);
  assert.deepEqual(match.missing, ['fca_a']);
});
