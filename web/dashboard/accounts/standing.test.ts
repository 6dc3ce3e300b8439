// An account is warned of when something is to be done about it, or its end is within the notice, and stands calmly otherwise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountRow } from '../../../server/src/wire/dashboard_objects.ts';
import { STANDING_TONES, standingOf } from './standing.ts';

const DAY = 86_400;
const YEAR_AHEAD = 2_000_000_000 + 365 * DAY;

const WORKS = {
  status: 'active',
  action: null,
  number: { kind: 'tokenized_account_number', status: 'transactable', expires_at: YEAR_AHEAD },
  needs_relink: false,
  expiring: false,
  bank_state: null,
  expected_deactivation_at: null,
} as unknown as AccountRow;

const of = (changes: Partial<AccountRow>) => {
  const standing = standingOf({ ...WORKS, ...changes });
  return [standing, STANDING_TONES[standing]];
};

test('an end that is months away is a plain date, and a warning within its notice', () => {
  const ends = { expected_deactivation_at: YEAR_AHEAD, cause: 'access_expired', action: 'relink_required' } as const;
  assert.deepEqual(of(ends), ['access_until', 'good']);
  assert.deepEqual(of({ ...ends, expiring: true }), ['access_ends', 'warn']);
  assert.deepEqual(of({}), ['works', 'good']);
});

test('what can be asked for goes before what can only be told', () => {
  const number = { ...WORKS.number!, status: 'deactivated' } as const;
  assert.deepEqual(of({ number, needs_relink: true, expiring: true }), ['number_deactivated', 'warn']);
  assert.deepEqual(of({ needs_relink: true, expiring: true, bank_state: 'closing' }), ['number_ends', 'warn']);
  assert.deepEqual(of({ number, bank_state: 'restricted' }), ['restricted', 'warn']);
  assert.deepEqual(of({ number }), ['number_dead', 'warn']);
});

test('an inactive account cries for a relink only where one helps', () => {
  assert.deepEqual(of({ status: 'inactive', action: 'relink_required' }), ['repairable', 'bad']);
  assert.deepEqual(of({ status: 'inactive', action: 'none' }), ['not_repairable', 'calm']);
  assert.deepEqual(of({ status: 'disconnected' }), ['disconnected', 'calm']);
});
