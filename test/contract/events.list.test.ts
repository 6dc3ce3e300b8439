// stripe.events.list: pages, filters that cannot be, nobody else's events. See also server/src/inbound/v1/events.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { testList } from './lists.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest } from './refusals.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const list = (params: object = {}) => api.stripe.events.list(params as Stripe.EventListParams);

describe('events.list', () => {
  testList({
    list: (params) => api.stripe.events.list({ type: 'customer.updated', ...params }),
    url: '/v1/events',
    noun: 'event',
    async ids() {
      const { id } = await api.stripe.customers.create({ name: '0' });
      const ids: string[] = [];
      for (let index = 1; index <= 11; index += 1) {
        await api.stripe.customers.update(id, { name: String(index) });
        ids.unshift((await api.stripe.events.list({ limit: 1 })).data[0]!.id);
      }
      return ids;
    },
    async foreign() {
      const other = await api.otherMerchant();
      await other.customers.create({});
      return (await other.events.list()).data[0]!.id;
    },
  });

  test('goes on from a cursor that its filters leave out', async () => {
    await api.stripe.customers.create({ name: 'Cursor' });
    const { data } = await list({ limit: 1 });
    assert.equal(data[0]?.type, 'customer.created');
    const page = await list({ type: 'customer.updated', limit: 1, starting_after: data[0]?.id });
    assert.equal(page.data[0]?.type, 'customer.updated');
  });

  test('shows test events to a test key and live ones to a live key', async () => {
    const live = await api.liveMode();
    await live.customers.create({ name: 'Live' });
    assert.deepEqual(
      (await live.events.list()).data.map(({ livemode }) => livemode),
      [true],
    );
    assert.ok((await list({ limit: 100 })).data.every(({ livemode }) => !livemode));
  });

  test('refuses to expand what an event holds', async () => {
    await api.stripe.customers.create({});
    await assertRefused(list({ expand: ['data.data.object'] }), refusals.notExpandable('data.data.object'));
  });

  const refused = (title: string, params: object, expected: refusals.Refusal) =>
    test(`is refused ${title}`, () => assertRefused(list(params), expected));
  refused('with an empty type', { type: '' }, refusals.empty('type'));
  refused(
    'with a star in the middle',
    { type: 'customer.*.updated' },
    badRequest('Invalid type: must be an event type, or the beginning of one followed by *', { param: 'type' }),
  );
  refused('with no types at all', { types: '' }, refusals.empty('types'));
  refused('with an empty type among several', { types: ['customer.created', ''] }, refusals.empty('types[1]'));
  refused(
    'with 21 types',
    { types: Array(21).fill('a.b') },
    badRequest('Invalid array: types may have at most 20 elements.', { param: 'types' }),
  );
  refused('with type and types', { type: 'a.b', types: ['a.b'] }, refusals.exclusive('type', 'types'));
  refused(
    'with a success that is neither true nor false',
    { delivery_success: 'yes' },
    badRequest('Invalid boolean: yes', { param: 'delivery_success' }),
  );
  refused('with a time that is no number', { created: { gt: 'noon' } }, refusals.notAnInteger('created[gt]', 'noon'));
});
