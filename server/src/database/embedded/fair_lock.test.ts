// The fair lock: in the order of asking, and never for ever.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FairLock } from './fair_lock.ts';

test('callers are served in the order of asking', async () => {
  const lock = new FairLock();
  const order: number[] = [];
  const use = async (number: number) => {
    await lock.acquire();
    order.push(number);
    lock.release();
  };
  await lock.acquire();
  const all = [1, 2, 3].map(use);
  assert.deepEqual([order, lock.free], [[], false]);
  lock.release();
  await Promise.all(all);
  assert.deepEqual([order, lock.free], [[1, 2, 3], true]);
});

test('a caller that has waited for 30 seconds is told so, and those after it keep waiting', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const now = context.mock.method(performance, 'now', () => 0);
  const lock = new FairLock();
  await lock.acquire();
  const first = lock.acquire();
  now.mock.mockImplementation(() => 10_000);
  const second = lock.acquire();
  now.mock.mockImplementation(() => 30_000);
  context.mock.timers.tick(30_000);
  await assert.rejects(first, { name: 'DatabaseUnavailable', message: /busy for 30 s/ });
  lock.release();
  await second;
});

test('closing lets those before it finish, refuses those after it, and gives up on those that never end', async (context) => {
  const lock = new FairLock();
  await lock.acquire();
  const waiting = lock.acquire();
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const closing = lock.close(10_000);
  await assert.rejects(lock.acquire(), /closed/);
  lock.release();
  await waiting;
  const next = assert.rejects(lock.acquire(), /closed/);
  context.mock.timers.tick(10_000);
  await Promise.all([closing, next]);
});
