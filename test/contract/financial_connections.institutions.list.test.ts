// stripe.financialConnections.institutions.list: pages over all test institutions; not in live mode, not in general versions.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { INSTITUTIONS } from '../../server/src/domain/connections/institutions.data.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { testList } from './lists.ts';
import { assertRefused, unrecognizedUrl } from './refusals.ts';

let api: TestApi;
let institutions: Stripe['financialConnections']['institutions'];
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
  institutions = api.stripe.financialConnections.institutions;
});
after(() => api.close());

describe('financialConnections.institutions.list', () => {
  testList({
    list: (params) => institutions.list(params),
    url: '/v1/financial_connections/institutions',
    noun: 'institution',
    ids: async () => INSTITUTIONS.map(({ id }) => id).reverse(),
  });

  test('has every test institution by its current name', async () => {
    const { data } = await institutions.list({ limit: 100 });
    assert.deepEqual(data.map(({ name }) => name).sort(), [
      'Bank (Non-OAuth)',
      'Bank (OAuth)',
      'Down (Error)',
      'Down (Scheduled)',
      'Down (Unscheduled)',
      'Eventually Requires Reauthentication',
      'FAPI 2.0 (DPoP)',
      'FAPI 2.0 (mTLS)',
      'FDX Green',
      'Immediately Requires Reauthentication',
      'Inactive Accounts',
      'Invalid Payment Accounts',
      'One Grant Per Customer',
      'Ownership Accounts',
      'Plain OAuth',
      'Surviving Numbers',
      'Test (Non-OAuth)',
      'Test (OAuth)',
      'Thirty-Day Tokens',
      'Three Months',
      'Tokenized Account Numbers',
      'Twelve Months',
    ]);
  });

  test('is empty in live mode, which has none yet', async () => {
    const live = await api.liveMode();
    assert.deepEqual((await live.financialConnections.institutions.list()).data, []);
  });

  test('does not exist in general versions', async () => {
    const expected = unrecognizedUrl('GET', '/v1/financial_connections/institutions');
    for (const apiVersion of ['2022-08-01', '2026-09-30.endive']) {
      await assertRefused(institutions.list({}, { apiVersion }), expected);
    }
  });
});
