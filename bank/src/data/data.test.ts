// The rows of banks and accounts fit together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT_SETS } from '#data/account_sets.ts';
import { INSTITUTIONS } from '#data/institutions.ts';

test('there are twenty-two banks, each with a slug of its own and a set of accounts that exists', () => {
  assert.equal(new Set(INSTITUTIONS.map((bank) => bank.slug)).size, 22);
  for (const bank of INSTITUTIONS) assert.ok(ACCOUNT_SETS[bank.account_set], bank.slug);
});

test('a bank has tokenized numbers where it says how long they live, and only there', () => {
  for (const { slug, numbers, account_set } of INSTITUTIONS) {
    const tokenized = ACCOUNT_SETS[account_set]!.some(({ number }) => number.kind === 'tokenized_account_number');
    assert.equal(tokenized, numbers !== 'real', slug);
  }
});

test('in a set no two accounts share a name, and each mask ends its number', () => {
  for (const [name, seeds] of Object.entries(ACCOUNT_SETS)) {
    assert.equal(new Set(seeds.map((seed) => seed.display_name)).size, seeds.length, name);
    for (const seed of seeds) {
      if (seed.account_number !== null) assert.ok(seed.account_number.endsWith(seed.last4), seed.display_name);
    }
  }
});
