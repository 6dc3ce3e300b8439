// Calls run a few at a time and keep their order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sideBySide } from './side_by_side.ts';

test('results keep the order of their items, whichever call ends first', async () => {
  const gates = [3, 2, 1].map(() => Promise.withResolvers<void>());
  const all = sideBySide([0, 1, 2], async (index) => {
    await gates[index]!.promise;
    return index * 10;
  });
  for (const gate of gates.reverse()) gate.resolve();
  assert.deepEqual(await all, [0, 10, 20]);
});

test('no more than four calls run at once', async () => {
  let running = 0;
  let most = 0;
  await sideBySide(Array.from({ length: 20 }), async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  });
  assert.equal(most, 4);
});

test('the first failure is thrown and stops further calls', async () => {
  let calls = 0;
  const failing = sideBySide(Array.from({ length: 100 }), async () => {
    calls += 1;
    throw new Error('no');
  });
  await assert.rejects(failing, /no/);
  assert.ok(calls <= 4);
});
