// Ended tries are written in batches, and a database that fails for a moment loses none.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EndedTry } from '#domain/webhook_endpoints/delivery_rows.ts';
import type { DeliveryId } from '#kernel/id.ts';
import { createEndedTries } from './ended_tries.ts';

function ended(number: number): EndedTry {
  const answer = { outcome: 'delivered' as const, duration_ms: 1, status_code: 200, detail: null };
  return {
    delivery: `wd_${number}` as DeliveryId,
    endpoint: 'we_1',
    attempt: 1,
    answer,
    next: { status: 'delivered' },
  };
}

function fail(error: unknown): void {
  throw error;
}

const numbers = Array.from({ length: 500 }, (_, index) => index);

describe('ended tries', () => {
  test('what ends during a write goes into the next one, at most 200 at a time', async () => {
    const batches: EndedTry[][] = [];
    const tries = createEndedTries(async (batch) => void batches.push(batch), fail);
    await Promise.all(numbers.map((number) => tries.write(ended(number))));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [1, 200, 200, 99],
    );
    assert.deepEqual(batches.flat(), numbers.map(ended));
  });

  test('a write that fails is tried again', async () => {
    const failures: unknown[] = [];
    const written: EndedTry[] = [];
    const write = async (batch: EndedTry[]) => {
      if (failures.length < 2) throw new Error('the connection was lost');
      written.push(...batch);
    };
    const tries = createEndedTries(write, (error) => void failures.push(error));
    await Promise.all([tries.write(ended(1)), tries.write(ended(2))]);
    assert.equal(failures.length, 2);
    assert.deepEqual(written, [ended(1), ended(2)]);
  });

  test('a database that stays away holds nobody for ever', async () => {
    const failures: unknown[] = [];
    const write = () => Promise.reject(new Error('the connection was lost'));
    const tries = createEndedTries(write, (error) => void failures.push(error));
    await tries.write(ended(1));
    assert.equal(failures.length, 5);
  });
});
