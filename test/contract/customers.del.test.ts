// stripe.customers.del: gone for good, told once, refused afterwards.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../api.ts';
import { records } from './records.ts';
import { assertRefused, notFound, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

describe('customers.del', () => {
  test('answers with three keys, and the event shows the customer as he was', async () => {
    const customer = await api.stripe.customers.create({ name: 'Gone', metadata: { a: '1' } });
    const deleted = await api.stripe.customers.del(customer.id);
    assertWhole(deleted);
    assert.deepEqual({ ...deleted }, { id: customer.id, object: 'customer', deleted: true });
    const { data } = await api.stripe.events.list({ type: 'customer.deleted' });
    assert.equal(data.length, 1);
    assertWhole(data[0]!);
    assert.deepEqual(JSON.parse(JSON.stringify(data[0]?.data)), { object: JSON.parse(JSON.stringify(customer)) });
  });

  test('is refused a second time, also under the same idempotency key, which a DELETE ignores', async () => {
    const { id } = await api.stripe.customers.create({});
    const first = await api.stripe.customers.del(id, {}, { idempotencyKey: 'delete' });
    assert.equal(first.deleted, true);
    const before = await records(api.database);
    await assertRefused(api.stripe.customers.del(id, {}, { idempotencyKey: 'delete' }), notFound('customer', id));
    assert.deepEqual(await records(api.database), before);
  });

  test('is refused for a customer who is not there', () =>
    assertRefused(api.stripe.customers.del('cus_none'), notFound('customer', 'cus_none')));

  test('is refused for a customer of another merchant, who stays', async () => {
    const other = await api.otherMerchant();
    const { id } = await other.customers.create({ name: 'His' });
    await assertRefused(api.stripe.customers.del(id), notFound('customer', id));
    assert.equal((await other.customers.retrieve(id)).deleted, undefined);
  });

  test('is refused for a test customer with a live key', async () => {
    const { id } = await api.stripe.customers.create({});
    const live = await api.liveMode();
    assert.equal((await refusal(live.customers.del(id))).status, 404);
    assert.equal((await api.stripe.customers.retrieve(id)).deleted, undefined);
  });

  test('is refused with an unknown parameter, and the customer stays', async () => {
    const { id } = await api.stripe.customers.create({});
    await assertRefused(api.stripe.rawRequest('DELETE', `/v1/customers/${id}?force=true`), unknown('force'));
    assert.equal((await api.stripe.customers.retrieve(id)).deleted, undefined);
  });
});
