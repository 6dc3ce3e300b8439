// Every way of leaving without a link has its row in the outcome table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unlinkedEnd } from './outcome.ts';
import type { Failure } from './visit_rows.ts';

const targeted = { relink: true, targeted: true };
const failed = (kind: Failure['kind']) => ({ state: 'failed' as const, failure: { kind } });

function row(visit: Parameters<typeof unlinkedEnd>[0], session = targeted) {
  const end = unlinkedEnd(visit, session);
  return [end.status, end.cancelled_reason, end.result_failure];
}

test('leaving before any bank cancels with no authorization', () => {
  assert.deepEqual(row(null), ['cancelled', 'other', 'no_authorization']);
});

test('leaving while the bank is open cancels with no authorization', () => {
  assert.deepEqual(row({ state: 'redirect', failure: null }), ['cancelled', 'other', 'no_authorization']);
});

test('cancelling at the bank and then leaving cancels with no authorization', () => {
  assert.deepEqual(row(failed('cancelled')), ['cancelled', 'other', 'no_authorization']);
});

test('a wrong account or another person fails with no account', () => {
  assert.deepEqual(row(failed('wrong_account')), ['failed', null, 'no_account']);
  assert.deepEqual(row(failed('wrong_person')), ['failed', null, 'no_account']);
});

test('a bank that is down or refuses fails with no authorization', () => {
  assert.deepEqual(row(failed('institution_down')), ['failed', null, 'no_authorization']);
  assert.deepEqual(row(failed('sign_in_failed')), ['failed', null, 'no_authorization']);
});

test('nothing eligible is no account where one was required, else no authorization', () => {
  assert.deepEqual(row(failed('no_eligible_accounts')), ['failed', null, 'no_account']);
  const open = { relink: true, targeted: false };
  assert.deepEqual(row(failed('no_eligible_accounts'), open), ['failed', null, 'no_authorization']);
});

test('an unexpected failure is other', () => {
  assert.deepEqual(row(failed('other')), ['failed', null, 'other']);
});

test('a first link has no relink failure', () => {
  assert.deepEqual(row(null, { relink: false, targeted: false }), ['cancelled', 'other', null]);
});
