// Which end of a link is known, of several that could come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after, DAY_MS } from '#kernel/clock.ts';
import { expectedEnd, type Known } from './expected_end.ts';
import { institutionPolicy } from './institution_policy.ts';

const GRANTED = new Date('2026-01-01T00:00:00Z');
const NOTHING: Known = {
  announced: null,
  granted_at: GRANTED,
  refresh_expires_at: null,
  sign_in_required_from: null,
};

function day(count: number): Date {
  return after(GRANTED, count * DAY_MS);
}

function end(known: Partial<Known>, row: Record<string, unknown>, now = GRANTED) {
  return expectedEnd({ ...NOTHING, ...known }, institutionPolicy.parse(row), now);
}

test('a bank of which nothing is known ends no link', () => {
  assert.equal(end({}, {}), null);
});

test('the bank’s own word goes before what its row says', () => {
  const row = { consent_days: 365 };
  assert.deepEqual(end({}, row), { at: day(365), basis: 'policy', cause: 'access_expired' });
  assert.deepEqual(end({ announced: day(400) }, row), { at: day(400), basis: 'announced', cause: 'access_expired' });
});

test('an idle life is no end, because it is prolonged; a told life that no use prolongs is one', () => {
  const refresh_expires_at = day(90);
  assert.equal(end({ refresh_expires_at }, { refresh_idle_days: 90 }), null);
  assert.equal(end({ refresh_expires_at }, { rotation: 'grace' }), null);
  assert.deepEqual(end({ refresh_expires_at }, {}), { at: day(90), basis: 'refresh_token', cause: 'access_expired' });
  assert.deepEqual(end({ refresh_expires_at }, { consent_days: 30 }), {
    at: day(30),
    basis: 'policy',
    cause: 'access_expired',
  });
});

test('a link that outlives the end in its bank’s row by a day has no known end; one that the bank announced stands', () => {
  const row = { consent_days: 365 };
  assert.deepEqual(end({}, row, day(365)), { at: day(365), basis: 'policy', cause: 'access_expired' });
  assert.equal(end({}, row, day(366)), null);
  assert.deepEqual(end({ announced: day(365) }, row, day(400)), {
    at: day(365),
    basis: 'announced',
    cause: 'access_expired',
  });
});

test('a new sign-in that the bank asks for from a day on is an end with its own cause; of several ends the first counts', () => {
  const sign_in_required_from = day(100);
  const demand = { at: day(100), basis: 'announced', cause: 'institution_requirement' };
  assert.deepEqual(end({ sign_in_required_from }, { consent_days: 365 }), demand);
  assert.deepEqual(end({ sign_in_required_from, announced: day(200) }, {}, day(150)), demand);
  const expiry = { at: day(90), basis: 'announced', cause: 'access_expired' };
  assert.deepEqual(end({ sign_in_required_from, announced: day(90) }, {}), expiry);
});

test('a new sign-in that only the bank’s row tells of concerns the grants from before it, and is believed for a day', () => {
  const row = { sign_in_required: { from: day(100).toISOString(), of_grants_before: day(10).toISOString() } };
  const demand = { at: day(100), basis: 'policy', cause: 'institution_requirement' };
  assert.deepEqual(end({}, row), demand);
  assert.deepEqual(end({ granted_at: null }, row), demand);
  assert.equal(end({ granted_at: day(10) }, row), null);
  assert.equal(end({}, row, day(101)), null);
  const told = { at: day(120), basis: 'announced', cause: 'institution_requirement' };
  assert.deepEqual(end({ sign_in_required_from: day(120) }, row), told);
});
