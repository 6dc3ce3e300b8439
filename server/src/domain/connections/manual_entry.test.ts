// Tests where numbers may be typed in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualEntryOf } from './manual_entry.ts';

type Session = Parameters<typeof manualEntryOf>[0];

const session: Session = {
  manual_entry: 'automatic',
  relink_authorization: null,
  permissions: ['payment_method', 'balances'],
  filter_subcategories: null,
  filter_countries: null,
  filter_institution: null,
};

const offered = (change: Partial<Session>) => manualEntryOf({ ...session, ...change });

test('it is offered where the session says so', () => {
  for (const mode of ['automatic', 'custom', 'required', 'disabled'] as const) {
    assert.equal(offered({ manual_entry: mode }), mode);
  }
  assert.equal(offered({ manual_entry: null }), 'disabled');
});

test('it is never offered in a relink', () => {
  assert.equal(offered({ relink_authorization: 'fcauth_1' }), 'disabled');
});

test('it is not offered for data alone', () => {
  assert.equal(offered({ permissions: ['balances'] }), 'disabled');
});

test('it does not get past a filter that typed numbers cannot be held to', () => {
  assert.equal(offered({ filter_subcategories: ['savings'] }), 'disabled');
  assert.equal(offered({ filter_subcategories: ['savings', 'checking'] }), 'automatic');
  assert.equal(offered({ filter_countries: ['CA'] }), 'disabled');
  assert.equal(offered({ filter_countries: ['US'] }), 'automatic');
  assert.equal(offered({ filter_institution: 'fcinst_1' }), 'disabled');
});
