// What is known of a refresh token after a refresh, by the bank's answer and by its policy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BankError, type BankErrorKind } from '#domain/connections/bank.ts';
import { after, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import { isDoubtful, leaseLife, livesFor, outcomeOf } from './refresh_doubt.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

function failure(kind: BankErrorKind, status: number | null): BankError {
  return new BankError(kind, { status, code: null, interaction_id: null });
}

test('only an answer that refuses says that the bank did not replace the token', () => {
  assert.equal(outcomeOf(failure('credential_rejected', 400)), 'refused');
  assert.equal(outcomeOf(failure('password_rejected', 401)), 'refused');
  assert.equal(outcomeOf(failure('client_rejected', 401)), 'spared');
  assert.equal(outcomeOf(failure('rate_limited', 429)), 'spared');
  assert.equal(outcomeOf(failure('institution_unavailable', null)), 'unknown');
  assert.equal(outcomeOf(failure('institution_unavailable', 504)), 'unknown');
  assert.equal(outcomeOf(failure('protocol', 200)), 'unknown');
  assert.equal(outcomeOf(new TypeError('a bug of ours')), 'unknown');
});

test('a token whose refresh was cut off is in doubt at once where banks are strict, and where they are not when the grace is over', () => {
  const cutOff = { refresh_in_flight_at: NOW };
  const soon = after(NOW, 59 * SECOND_MS);
  assert.equal(isDoubtful(cutOff, { rotation: 'strict' }, NOW), true);
  assert.equal(isDoubtful(cutOff, { rotation: 'grace' }, soon), false);
  assert.equal(isDoubtful(cutOff, { rotation: 'grace' }, after(NOW, MINUTE_MS)), true);
  assert.equal(isDoubtful(cutOff, { rotation: 'never' }, after(NOW, MINUTE_MS)), false);
  assert.equal(isDoubtful({ refresh_in_flight_at: null }, { rotation: 'strict' }, NOW), false);
});

test('the lease of a process that vanished is over within a grace, and long after any call where there is none', () => {
  assert.ok(leaseLife({ rotation: 'grace' }) < MINUTE_MS);
  assert.ok(leaseLife({ rotation: 'strict' }) > MINUTE_MS);
});

test('an access token without an end lives for ever', () => {
  const credential = { secret: '', refresh_expires_at: null, consent_expires_at: null };
  assert.equal(livesFor({ ...credential, access_expires_at: null }, MINUTE_MS, NOW), true);
  assert.equal(livesFor({ ...credential, access_expires_at: after(NOW, MINUTE_MS) }, MINUTE_MS, NOW), true);
  assert.equal(livesFor({ ...credential, access_expires_at: after(NOW, MINUTE_MS - 1) }, MINUTE_MS, NOW), false);
});
