// The cache of the connectors: bounded, timed, one load at a time, no failures kept.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCache } from './cache.ts';

describe('the cache', () => {
  const start = () => {
    let now = 0;
    let loads = 0;
    const cache = createCache<number>({ max_entries: 2, clock: { now: () => new Date(now) } });
    const get = (key: string, lives_ms = 10) => cache.get(key, async () => ({ value: ++loads, lives_ms }));
    return { cache, get, pass: (ms: number) => (now += ms) };
  };

  it('loads once for callers who come together and while the value lives', async () => {
    const { get, pass } = start();
    assert.deepEqual(await Promise.all([get('a'), get('a'), get('a')]), [1, 1, 1]);
    pass(9);
    assert.equal(await get('a'), 1);
    pass(1);
    assert.equal(await get('a'), 2);
  });

  it('forgets on demand, and the oldest when it is full', async () => {
    const { cache, get } = start();
    await get('a');
    cache.forget('a');
    assert.equal(await get('a'), 2);
    await get('b');
    await get('c');
    assert.equal(await get('b'), 3);
    assert.equal(await get('a'), 5);
  });

  it('does not keep a failure, and does not let it take a newer value away', async () => {
    const { cache, get } = start();
    const { promise, reject } = Promise.withResolvers<{ value: number; lives_ms: number }>();
    const first = cache.get('a', () => promise);
    cache.forget('a');
    assert.equal(await get('a'), 1);
    reject(new Error('late'));
    await assert.rejects(first, /late/);
    assert.equal(await get('a'), 1);
    await assert.rejects(
      cache.get('b', () => Promise.reject(new Error('down'))),
      /down/,
    );
    assert.equal(await get('b'), 2);
  });
});
