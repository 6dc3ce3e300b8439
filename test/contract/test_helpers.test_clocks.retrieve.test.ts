// stripe.testHelpers.testClocks.retrieve: found, missing, deleted, of others, in live mode.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { assertRefused, notExpandable, notFound, SANDBOX_ONLY, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const START = 1_800_000_000;

let api: TestApi;
let clocks: Stripe['testHelpers']['testClocks'];
before(async () => {
  api = await openTestApi();
  clocks = api.stripe.testHelpers.testClocks;
});
after(() => api.close());

describe('testHelpers.testClocks.retrieve', () => {
  test('answers with the whole clock', async () => {
    const made = await clocks.create({ frozen_time: START, name: 'Winter' });
    const clock = await clocks.retrieve(made.id);
    assertWhole(clock);
    assert.deepEqual({ ...clock }, { ...made });
  });

  test('answers with the target while the clock is advancing', async () => {
    const made = await clocks.create({ frozen_time: START });
    const advancing = await clocks.advance(made.id, { frozen_time: START + 60 });
    const clock = await clocks.retrieve(made.id);
    assertWhole(clock);
    const status_details = { advancing: { target_frozen_time: START + 60 } };
    assert.deepEqual({ ...clock }, { ...made, status: 'advancing', status_details });
    assert.deepEqual({ ...advancing }, { ...clock });
  });

  test('refuses an unknown id', () =>
    assertRefused(clocks.retrieve('clock_none'), notFound('test_clock', 'clock_none')));

  test('refuses a deleted clock', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    await clocks.del(id);
    await assertRefused(clocks.retrieve(id), notFound('test_clock', id));
  });

  test('refuses a clock of another merchant', async () => {
    const { id } = await (await api.otherMerchant()).testHelpers.testClocks.create({ frozen_time: START });
    await assertRefused(clocks.retrieve(id), notFound('test_clock', id));
  });

  test('refuses a live key, whatever it asks for', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const live = await api.liveMode();
    await assertRefused(live.testHelpers.testClocks.retrieve(id), SANDBOX_ONLY);
    await assertRefused(live.testHelpers.testClocks.retrieve('clock_none'), SANDBOX_ONLY);
  });

  test('refuses unknown parameters and expansions', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    await assertRefused(clocks.retrieve(id, { a: 1 } as never), unknown('a'));
    await assertRefused(clocks.retrieve(id, { expand: ['name'] }), notExpandable('name'));
  });
});
