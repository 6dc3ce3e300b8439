// stripe.testHelpers.testClocks.advance: advancing, then ready; forwards only, one at a time, within bounds.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { mark, told } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { testIdempotency } from './idempotency.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const START = 1_800_000_000;
const DAY = 86_400;

let at: Connected;
let clocks: Stripe['testHelpers']['testClocks'];
before(async () => {
  at = await openConnected();
  clocks = at.stripe.testHelpers.testClocks;
});
after(() => at.world.close());

const advance = (id: string, params: object, options?: Stripe.RequestOptions) =>
  clocks.advance(id, params as Stripe.TestHelpers.TestClockAdvanceParams, options);

describe('testHelpers.testClocks.advance', () => {
  test('answers at once with the clock advancing, and it is ready when all has happened', async () => {
    const made = await clocks.create({ frozen_time: START, name: 'Whole' });
    const since = await mark(at.world);
    const advancing = await advance(made.id, { frozen_time: START + DAY });
    assertWhole(advancing);
    const status_details = { advancing: { target_frozen_time: START + DAY } };
    assert.deepEqual(plain(advancing), { ...plain(made), status: 'advancing', status_details });
    await at.world.settle();
    const ready = await clocks.retrieve(made.id);
    assertWhole(ready);
    assert.deepEqual(plain(ready), { ...plain(made), frozen_time: START + DAY });
    assert.deepEqual(await told(at.world, since), [
      ['test_helpers.test_clock.advancing', made.id],
      ['test_helpers.test_clock.ready', made.id],
    ]);
  });

  test('by one second and by two years', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    for (const frozen_time of [START + 1, START + 1 + 730 * DAY]) {
      await advance(id, { frozen_time });
      await at.world.settle();
      assert.equal((await clocks.retrieve(id)).frozen_time, frozen_time);
    }
  });

  test('twice at once moves it once', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const both = await Promise.allSettled([1, 2].map((days) => advance(id, { frozen_time: START + days * DAY })));
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await at.world.settle();
    const target = both.findIndex(({ status }) => status === 'fulfilled') + 1;
    assert.equal((await clocks.retrieve(id)).frozen_time, START + target * DAY);
  });

  describe('under an idempotency key', () => {
    const made = new Map<string, Promise<Stripe.TestHelpers.TestClock>>();
    const clockOf = async ({ idempotencyKey = '' }: Stripe.RequestOptions) => {
      const clock = made.get(idempotencyKey) ?? clocks.create({ frozen_time: START });
      made.set(idempotencyKey, clock);
      return (await clock).id;
    };
    testIdempotency({
      post: async (options) => advance(await clockOf(options), { frozen_time: START + DAY }, options),
      other: async (options) => advance(await clockOf(options), { frozen_time: START + 2 * DAY }, options),
      refused: async (options) => advance(await clockOf(options), { frozen_time: START }, options),
      malformed: async (options) => advance(await clockOf(options), { frozen_time: 'x' }, options),
      async count() {
        const type = 'test_helpers.test_clock.advancing';
        return (await at.stripe.events.list({ type, limit: 100 })).data.length;
      },
      meets: false,
    });
  });

  describe('is refused, and the clock stays,', () => {
    const refused = (title: string, params: object, expected: Refusal) =>
      test(title, async () => {
        const clock = await clocks.create({ frozen_time: START });
        const since = await mark(at.world);
        await assertRefused(advance(clock.id, params), expected);
        assert.deepEqual(plain(await clocks.retrieve(clock.id)), plain(clock));
        assert.deepEqual(await told(at.world, since), []);
      });
    const param = 'frozen_time';
    const notLater = badRequest("`frozen_time` must be later than the test clock's current frozen time.", { param });
    const tooFar = badRequest(
      'A test clock can be advanced by at most 730 days at a time, and not beyond the year 2099.',
      { param },
    );
    refused('without a time', {}, refusals.missing(param));
    refused('with an empty time', { frozen_time: '' }, refusals.empty(param));
    refused('with a time that is no number', { frozen_time: 'tomorrow' }, refusals.notAnInteger(param, 'tomorrow'));
    refused('with a fraction of a second', { frozen_time: START + 0.5 }, refusals.notAnInteger(param, `${START}.5`));
    refused('to where it stands', { frozen_time: START }, notLater);
    refused('backwards', { frozen_time: START - DAY }, notLater);
    refused('by more than two years', { frozen_time: START + 730 * DAY + 1 }, tooFar);
    refused('with an unknown parameter', { frozen_time: START + 1, name: 'x' }, refusals.unknown('name'));
    refused(
      'with what cannot be expanded',
      { frozen_time: START + 1, expand: ['name'] },
      refusals.notExpandable('name'),
    );
  });

  test('is refused for what is not there, another merchant’s, or deleted', async () => {
    const target = { frozen_time: START + DAY };
    const { id } = await clocks.create({ frozen_time: START });
    await assertRefused(advance('clock_none', target), refusals.notFound('test_clock', 'clock_none'));
    await assertRefused(at.other.testHelpers.testClocks.advance(id, target), refusals.notFound('test_clock', id));
    await clocks.del(id);
    await assertRefused(advance(id, target), refusals.notFound('test_clock', id));
  });
});
