// Which relinks are allowed, and what they fill in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberTrouble, type RelinkRequest, relinkProblem, targetedDefaults } from './relink.ts';

const request: RelinkRequest = {
  customer: 'cus_1',
  connected_account: null,
  authorization: {
    id: 'fcauth_1',
    customer: 'cus_1',
    connected_account: null,
    status: 'inactive',
    institution: 'fcinst_1',
  },
  account: { authorization_id: 'fcauth_1', status: 'inactive', subcategory: 'checking' },
  limit_accounts: null,
  filter_subcategories: null,
  filter_institution: null,
  filter_countries: null,
  countries: ['US'],
};

test('an inactive account of the same holder may be relinked', () => {
  assert.equal(relinkProblem(request), null);
});

test('a healthy account may be relinked to change permissions', () => {
  assert.equal(relinkProblem({ ...request, account: { ...request.account!, status: 'active' } }), null);
});

test('a country filter that leaves out the bank is refused', () => {
  assert.equal(relinkProblem({ ...request, filter_countries: ['US', 'CA'] }), null);
  assert.equal(relinkProblem({ ...request, filter_countries: ['CA'] })?.type, 'filter_names_other_country');
});

test('another holder is refused, also no holder against some holder', () => {
  assert.equal(relinkProblem({ ...request, customer: 'cus_2' })?.type, 'holder_differs');
  assert.equal(relinkProblem({ ...request, customer: null })?.type, 'holder_differs');
});

test('a connected account is another holder than a customer or nobody, and the same as itself', () => {
  const held = { customer: null, connected_account: 'acct_1' } as const;
  assert.equal(relinkProblem({ ...request, ...held })?.type, 'holder_differs');
  const authorization = { ...request.authorization, ...held };
  assert.equal(relinkProblem({ ...request, authorization })?.type, 'holder_differs');
  assert.equal(relinkProblem({ ...request, customer: null, authorization })?.type, 'holder_differs');
  assert.equal(relinkProblem({ ...request, ...held, authorization }), null);
});

test('no holder on both sides is equal', () => {
  const authorization = { ...request.authorization, customer: null };
  assert.equal(relinkProblem({ ...request, customer: null, authorization }), null);
});

test('a disconnected authorization or account is refused', () => {
  const authorization = { ...request.authorization, status: 'disconnected' as const };
  assert.equal(relinkProblem({ ...request, authorization })?.type, 'authorization_disconnected');
  const account = { ...request.account!, status: 'disconnected' as const };
  assert.equal(relinkProblem({ ...request, account })?.type, 'account_disconnected');
});

test('an account of another authorization is refused', () => {
  const account = { ...request.account!, authorization_id: 'fcauth_2' as const };
  assert.equal(relinkProblem({ ...request, account })?.type, 'account_on_other_authorization');
});

test('a targeted relink takes one account, and its filter must admit it', () => {
  assert.equal(relinkProblem({ ...request, limit_accounts: 2 })?.type, 'limit_not_one');
  assert.equal(relinkProblem({ ...request, filter_subcategories: ['savings'] })?.type, 'filter_excludes_account');
});

test('a targeted relink fills in the payable kinds, or the own kind of another account', () => {
  assert.deepEqual(targetedDefaults('savings').filter_subcategories, ['checking', 'savings']);
  assert.deepEqual(targetedDefaults('credit_card').filter_subcategories, ['credit_card']);
});

test('a number is in trouble from exactly 30 days before its end', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const at = (iso: string) => ({
    identifier_type: 'tokenized_account_number' as const,
    status: 'transactable' as const,
    expected_expiry_at: new Date(iso),
  });
  assert.equal(numberTrouble(at('2026-01-31T00:00:00Z'), now), 'number_expiring');
  assert.equal(numberTrouble(at('2026-01-31T00:00:01Z'), now), null);
});
