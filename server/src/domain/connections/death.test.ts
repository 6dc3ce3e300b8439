// How a death gets its reason from clocks, and what becomes of tokenized numbers by the bank's policy.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConsentEnd } from './bank.ts';
import { numberAfter } from './death.ts';
import { dead, orByClock } from './ended_consent.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const EARLIER = new Date('2026-11-20T11:59:59Z');
const LATER = new Date('2026-11-20T12:00:01Z');

describe('a death without a reason', () => {
  const unknown = dead('unspecified', null);

  it('has one where a clock has run out: the consent’s goes before the token’s', () => {
    assert.deepEqual(
      orByClock(unknown, { consent: NOW, demand: null, refresh: null }, NOW),
      dead('access_expired', 'expiry'),
    );
    assert.deepEqual(
      orByClock(unknown, { consent: LATER, demand: null, refresh: EARLIER }, NOW),
      dead('access_expired', null),
    );
    assert.deepEqual(
      orByClock(unknown, { consent: EARLIER, demand: null, refresh: EARLIER }, NOW),
      dead('access_expired', 'expiry'),
    );
  });

  it('is the requirement that the bank had announced for that moment', () => {
    const ends = { consent: null, demand: NOW, refresh: EARLIER };
    assert.deepEqual(orByClock(unknown, ends, NOW), dead('institution_requirement', null));
    assert.deepEqual(orByClock(unknown, { ...ends, demand: LATER, refresh: LATER }, NOW), unknown);
  });

  it('has none before that, or where no end was known', () => {
    assert.deepEqual(orByClock(unknown, { consent: LATER, demand: null, refresh: LATER }, NOW), unknown);
    assert.deepEqual(orByClock(unknown, { consent: null, demand: null, refresh: null }, NOW), unknown);
  });

  it('is the only one that clocks explain', () => {
    const ends = { consent: EARLIER, demand: null, refresh: EARLIER };
    for (const death of [
      dead('access_denied', 'customer'),
      dead('institution_requirement', null),
      dead('unspecified', 'us'),
    ]) {
      assert.deepEqual(orByClock(death, ends, NOW), death);
    }
  });
});

describe('a tokenized number', () => {
  const after = (
    replaced_by: 'consent' | 'revocation' | 'nothing',
    expiry_basis: 'institution' | 'consent' | 'none' = 'none',
  ) =>
    (['customer', 'bank', 'superseded', 'expiry', 'us', null] satisfies (ConsentEnd | null)[]).map((ended) =>
      numberAfter(ended, { replaced_by, expiry_basis }),
    );

  it('dies with its consent, with a revocation only, or never', () => {
    assert.deepEqual(after('consent'), ['deactivated', 'deactivated', 'deactivated', null, null, null]);
    assert.deepEqual(after('revocation'), ['deactivated', 'deactivated', null, null, null, null]);
    assert.deepEqual(after('nothing'), [null, null, null, null, null, null]);
  });

  it('expires with its consent only at a bank where that is its end', () => {
    assert.equal(after('consent', 'consent')[3], 'expired');
    assert.equal(after('consent', 'institution')[3], null);
  });
});
