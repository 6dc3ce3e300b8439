// stripe.financialConnections.institutions.retrieve: the whole object; missing, in live mode, in versions without it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { assertRefused, notExpandable, notFound, refusal, unknown, unrecognizedUrl } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const TEST_OAUTH = 'fcinst_Qn1a6jqpI0Gb84';

let api: TestApi;
let institutions: Stripe['financialConnections']['institutions'];
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
  institutions = api.stripe.financialConnections.institutions;
});
after(() => api.close());

describe('financialConnections.institutions.retrieve', () => {
  test('answers with the whole institution', async () => {
    const institution = await institutions.retrieve(TEST_OAUTH);
    assertWhole(institution);
    const supported = { supported: true };
    assert.deepEqual(
      { ...institution },
      {
        id: TEST_OAUTH,
        object: 'financial_connections.institution',
        countries: ['US'],
        features: { balances: supported, ownership: supported, payment_method: supported, transactions: supported },
        livemode: false,
        name: 'Test (OAuth)',
        routing_numbers: ['110000000'],
        status: 'active',
        url: null,
      },
    );
  });

  test('is the same for every merchant', async () => {
    const other = await api.otherMerchant();
    const his = await other.financialConnections.institutions.retrieve(TEST_OAUTH);
    assert.deepEqual({ ...his }, { ...(await institutions.retrieve(TEST_OAUTH)) });
  });

  test('says of a bank that is down that it is degraded', async () =>
    assert.equal((await institutions.retrieve('fcinst_Qn1aOU8Z6Qsvpn')).status, 'degraded'));

  test('refuses an unknown id, and a name', async () => {
    await assertRefused(institutions.retrieve('fcinst_none'), notFound('institution', 'fcinst_none'));
    await assertRefused(institutions.retrieve('Test (OAuth)'), notFound('institution', 'Test (OAuth)'));
  });

  test('refuses a test institution to a live key', async () => {
    const live = await api.liveMode();
    const refused = await refusal(live.financialConnections.institutions.retrieve(TEST_OAUTH));
    assert.deepEqual([refused.status, refused.code], [404, 'resource_missing']);
  });

  test('does not exist in general versions', async () => {
    const expected = unrecognizedUrl('GET', `/v1/financial_connections/institutions/${TEST_OAUTH}`);
    for (const apiVersion of ['2022-08-01', '2026-07-29.dahlia', '2026-09-30.endive', '2026-10-28.endive']) {
      await assertRefused(institutions.retrieve(TEST_OAUTH, {}, { apiVersion }), expected);
    }
    const preview = await institutions.retrieve(TEST_OAUTH, {}, { apiVersion: '2025-01-01.preview' });
    assert.deepEqual({ ...preview }, { ...(await institutions.retrieve(TEST_OAUTH)) });
  });

  test('refuses unknown parameters and expansions', async () => {
    await assertRefused(institutions.retrieve(TEST_OAUTH, { a: 1 } as never), unknown('a'));
    await assertRefused(institutions.retrieve(TEST_OAUTH, { expand: ['features'] }), notExpandable('features'));
  });
});
