// stripe.testHelpers.testClocks.create: the whole object, bounds, refusals. See also server/src/inbound/v1/test_helpers/test_clocks.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { testIdempotency } from './idempotency.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal, SANDBOX_ONLY } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const START = 1_800_000_000;
const DAY = 86_400;

const create = (params: object, options?: Stripe.RequestOptions) =>
  api.stripe.testHelpers.testClocks.create(params as Stripe.TestHelpers.TestClockCreateParams, options);

describe('testHelpers.testClocks.create', () => {
  test('answers with the whole clock, which stands at the given time', async () => {
    const clock = await create({ frozen_time: START });
    assertWhole(clock);
    const { id, created, ...rest } = { ...clock };
    assert.match(id, /^clock_[0-9A-Za-z]{24}$/);
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(rest, {
      object: 'test_helpers.test_clock',
      deletes_after: created + 30 * DAY,
      frozen_time: START,
      livemode: false,
      name: null,
      status: 'ready',
      status_details: {},
    });
  });

  test('is told at the time of the clock', async () => {
    const clock = await create({ frozen_time: START, name: 'Told' });
    const [event] = (await api.stripe.events.list({ limit: 1 })).data;
    assert.ok(event);
    assertWhole(event);
    assert.deepEqual([event.type, event.created], ['test_helpers.test_clock.created', START]);
    assert.deepEqual({ ...event.data.object }, { ...clock });
  });

  test('takes the first and the last second there is', async () => {
    for (const frozen_time of [946_684_800, 4_102_444_800]) {
      assert.equal((await create({ frozen_time })).frozen_time, frozen_time);
    }
  });

  describe('under an idempotency key', () => {
    testIdempotency({
      post: (options) => create({ frozen_time: START, name: 'Keyed' }, options),
      other: (options) => create({ frozen_time: START, name: 'Other' }, options),
      malformed: (options) => create({ frozen_time: 'x' }, options),
      count: async () => {
        const { data } = await api.stripe.testHelpers.testClocks.list({ limit: 100 });
        return data.filter(({ name }) => name === 'Keyed').length;
      },
    });
  });

  describe('is refused, and nothing changes,', () => {
    const refused = (title: string, params: object, expected: Refusal) =>
      test(title, async () => {
        const before = await records(api.database);
        await assertRefused(create(params), expected);
        assert.deepEqual(await records(api.database), before);
      });
    const bound = (message: string) => badRequest(message, { code: 'parameter_invalid_integer', param: 'frozen_time' });
    refused('without a time', {}, refusals.missing('frozen_time'));
    refused('with an empty time', { frozen_time: '' }, refusals.empty('frozen_time'));
    refused('with a time that is no number', { frozen_time: 'now' }, refusals.notAnInteger('frozen_time', 'now'));
    refused(
      'with a time in milliseconds',
      { frozen_time: START * 1000 },
      bound('This value must be less than or equal to 4102444800.'),
    );
    refused(
      'with a time before 2000',
      { frozen_time: 946_684_799 },
      bound('This value must be greater than or equal to 946684800.'),
    );
    refused('with an empty name', { frozen_time: START, name: '' }, refusals.empty('name'));
    refused(
      'with a name that is too long',
      { frozen_time: START, name: 'x'.repeat(301) },
      refusals.tooLong('name', 'x'.repeat(301), 300),
    );
    refused('with an unknown parameter', { frozen_time: START, status: 'ready' }, refusals.unknown('status'));
    refused('with what cannot be expanded', { frozen_time: START, expand: ['name'] }, refusals.notExpandable('name'));

    test('in live mode', async () => {
      const live = await api.liveMode();
      await assertRefused(live.testHelpers.testClocks.create({ frozen_time: START }), SANDBOX_ONLY);
    });
  });
});
