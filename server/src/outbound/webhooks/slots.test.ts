// How slots are shared out between receivers that answer, answer late and do not answer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WebhookEndpointId } from '#kernel/id.ts';
import { createSlots, type Pace, type Slots } from './slots.ts';

function endpoint(number: number): WebhookEndpointId {
  return `we_${number}`;
}

/** What the slots leave for one endpoint, seen alone. */
function freeFor(slots: Slots, id: WebhookEndpointId): number {
  const { total, per_endpoint, suspects, endpoints } = slots.room();
  const known = endpoints.find((each) => each.id === id);
  return Math.min(total, known?.free ?? per_endpoint, known?.suspect ? suspects : total);
}

/** Takes all that the endpoint may have. */
function fill(slots: Slots, id: WebhookEndpointId): number {
  const free = freeFor(slots, id);
  for (let taken = 0; taken < free; taken += 1) slots.take(id);
  return free;
}

function once(slots: Slots, id: WebhookEndpointId, pace: Pace): void {
  slots.take(id);
  slots.release(id, pace);
}

describe('webhook slots', () => {
  test('an unknown endpoint starts small and grows while it answers', () => {
    const slots = createSlots();
    const id = endpoint(1);
    assert.equal(fill(slots, id), 4);
    assert.equal(freeFor(slots, id), 0);
    assert.equal(slots.short(), true);
    for (let answers = 0; answers < 3; answers += 1) slots.release(id, 'quick');
    fill(slots, id);
    assert.equal(freeFor(slots, id), 0);
    for (let answers = 0; answers < 20; answers += 1) slots.release(id, 'quick');
    assert.equal(freeFor(slots, id), 64 - 12);
  });

  test('one that does not answer gets a single slot, and recovers with its first answer', () => {
    const slots = createSlots();
    const id = endpoint(1);
    once(slots, id, 'silent');
    assert.equal(freeFor(slots, id), 1);
    once(slots, id, 'quick');
    assert.equal(freeFor(slots, id), 4);
  });

  test('a slow one does not grow', () => {
    const slots = createSlots();
    for (let answers = 0; answers < 9; answers += 1) once(slots, endpoint(1), 'slow');
    assert.equal(freeFor(slots, endpoint(1)), 4);
  });

  for (const pace of ['slow', 'silent'] as const) {
    test(`any number of ${pace} endpoints leaves half of the slots to the others`, () => {
      const slots = createSlots();
      for (let number = 0; number < 600; number += 1) once(slots, endpoint(number), pace);
      let held = 0;
      for (let number = 0; number < 600; number += 1) held += fill(slots, endpoint(number));
      assert.equal(held, 128);
      assert.equal(slots.room().total, 128);
      assert.equal(fill(slots, endpoint(9999)), 4);
    });
  }

  test('an endpoint that turns slow takes what it has in flight with it', () => {
    const slots = createSlots();
    const id = endpoint(1);
    fill(slots, id);
    slots.release(id, 'silent');
    assert.equal(slots.room().suspects, 128 - 3);
    for (let left = 0; left < 3; left += 1) slots.release(id, 'quick');
    assert.equal(slots.room().suspects, 128);
    assert.equal(slots.room().total, 256);
  });

  test('all slots together are never exceeded', () => {
    const slots = createSlots();
    let held = 0;
    for (let number = 0; number < 500; number += 1) held += fill(slots, endpoint(number));
    assert.equal(held, 256);
    assert.equal(slots.short(), true);
  });

  test('what is remembered is bounded', () => {
    const slots = createSlots();
    for (let number = 0; number < 5000; number += 1) once(slots, endpoint(number), 'silent');
    assert.ok(slots.room().endpoints.length <= 1_300);
    for (let number = 0; number < 5000; number += 1) once(slots, endpoint(number), 'quick');
    assert.equal(slots.room().endpoints.length, 0);
  });
});
