// Institutions through the official SDK.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seedInstitutions } from '#domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../../../../../../test/api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
});
after(() => api.close());

describe('an institution', () => {
  it('is listed and retrieved', async () => {
    const { institutions } = api.stripe.financialConnections;
    const all = await institutions.list({ limit: 100 });
    assert(all.data.length >= 13);
    const first = all.data[0];
    assert(first !== undefined);
    const { lastResponse: _, ...same } = await institutions.retrieve(first.id);
    assert.deepEqual(same, first);
    const keys = ['countries', 'features', 'id', 'livemode', 'name', 'object', 'routing_numbers', 'status', 'url'];
    assert.deepEqual(Object.keys(first).sort(), keys);
    assert.deepEqual(Object.keys(first.features), ['balances', 'ownership', 'payment_method', 'transactions']);
  });

  it('is paged like everything else', async () => {
    const { institutions } = api.stripe.financialConnections;
    const ids = (await institutions.list({ limit: 100 })).data.map(({ id }) => id);
    const walked: string[] = [];
    for await (const { id } of institutions.list({ limit: 4 })) walked.push(id);
    assert.deepEqual(walked, ids);
  });

  it('that is unknown is 404, and the whole URL in a general version', async () => {
    const { institutions } = api.stripe.financialConnections;
    await assert.rejects(institutions.retrieve('fcinst_none'), { statusCode: 404, code: 'resource_missing' });
    await assert.rejects(institutions.list({}, { apiVersion: '2026-09-30.endive' }), /^.*Unrecognized request URL/);
  });
});
