// What domain/metadata.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergeMetadata } from './metadata.ts';

describe('metadata', () => {
  it('merges, removes keys with empty values, and clears', () => {
    assert.deepEqual(mergeMetadata({ a: '1', b: '2' }, { b: '', c: '3' }), { a: '1', c: '3' });
    assert.deepEqual(mergeMetadata({ a: '1' }, null), {});
  });

  it('has at most fifty keys after the change', () => {
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
    assert.equal(mergeMetadata(full, { more: 'v' }), null);
    assert.equal(Object.keys(mergeMetadata(full, { k0: '', more: 'v' }) ?? {}).length, 50);
  });
});
