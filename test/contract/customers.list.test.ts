// stripe.customers.list: pages, filters, expansion. See also server/src/inbound/v1/customers.
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

const list = (params: object) => api.stripe.customers.list(params as Stripe.CustomerListParams);

describe('customers.list', () => {
  testList({
    list: (params) => api.stripe.customers.list({ email: 'listed@example.com', ...params }),
    url: '/v1/customers',
    noun: 'customer',
    async ids() {
      const ids: string[] = [];
      for (let index = 0; index < 11; index += 1) {
        ids.unshift((await api.stripe.customers.create({ email: 'listed@example.com' })).id);
      }
      return ids;
    },
    foreign: async () => (await (await api.otherMerchant()).customers.create({})).id,
  });

  test('goes on after a customer who was deleted meanwhile', async () => {
    const email = 'deleted@example.com';
    const ids = [];
    for (let index = 0; index < 3; index += 1) ids.unshift((await api.stripe.customers.create({ email })).id);
    await api.stripe.customers.del(ids[1]!);
    assert.deepEqual(
      (await list({ email, starting_after: ids[1] })).data.map(({ id }) => id),
      [ids[2]],
    );
    assert.deepEqual(
      (await list({ email, ending_before: ids[1] })).data.map(({ id }) => id),
      [ids[0]],
    );
  });

  test('shows test customers to a test key and live ones to a live key', async () => {
    const email = 'mode@example.com';
    const live = await api.liveMode();
    const [mine, his] = [await api.stripe.customers.create({ email }), await live.customers.create({ email })];
    assert.deepEqual(
      (await list({ email })).data.map(({ id }) => id),
      [mine.id],
    );
    assert.deepEqual(
      (await live.customers.list({ email })).data.map(({ id }) => id),
      [his.id],
    );
  });

  test('expands the test clocks of a page', async () => {
    const clock = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    for (const name of ['A', 'B']) await api.stripe.customers.create({ name, test_clock: clock.id });
    const { data } = await list({ test_clock: clock.id, expand: ['data.test_clock'] });
    assert.deepEqual(
      data.map((each) => ({ ...(each.test_clock as Stripe.TestHelpers.TestClock) })),
      [{ ...clock }, { ...clock }],
    );
    await assertRefused(list({ test_clock: clock.id, expand: ['test_clock'] }), refusals.notExpandable('test_clock'));
    await assertRefused(list({ test_clock: clock.id, expand: ['data'] }), refusals.notExpandable('data'));
    await assertRefused(list({ expand: ['data.a.b.c.d'] }), refusals.tooDeep('data.a.b.c.d'));
  });

  const refused = (title: string, params: object, expected: refusals.Refusal) =>
    test(`is refused ${title}`, () => assertRefused(list(params), expected));
  refused('with an empty e-mail', { email: '' }, refusals.empty('email'));
  refused('with a time that is no number', { created: 'today' }, refusals.notAnInteger('created', 'today'));
  refused('with a range that is no number', { created: { gte: 'x' } }, refusals.notAnInteger('created[gte]', 'x'));
  refused('with an unknown bound', { created: { since: 1 } }, refusals.unknown('created[since]'));
  refused(
    'with a time before all times',
    { created: { lt: -1 } },
    badRequest('This value must be greater than or equal to 0.', {
      code: 'parameter_invalid_integer',
      param: 'created[lt]',
    }),
  );
  refused(
    'with an unknown test clock',
    { test_clock: 'clock_none' },
    refusals.noSuch('test_clock', 'clock_none', 'test_clock'),
  );
  test('is refused with a test clock of another merchant', async () => {
    const other = await api.otherMerchant();
    const { id } = await other.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    await assertRefused(list({ test_clock: id }), refusals.noSuch('test_clock', id, 'test_clock'));
  });
});
