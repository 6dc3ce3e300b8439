// What domain/events/previous_attributes.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { previousAttributes } from './previous_attributes.ts';

describe('previous attributes', () => {
  it('are null when nothing changed', () => {
    assert.equal(previousAttributes({ a: 1, b: { c: [1] } }, { a: 1, b: { c: [1] } }), null);
    assert.equal(previousAttributes({ a: null }, {}), null);
  });

  it('hold the old values of what changed', () => {
    assert.deepEqual(previousAttributes({ a: 1, b: 2, c: null }, { a: 1, b: 3, c: 4 }), { b: 2, c: null });
  });

  it('show only the changed keys of a hash, new ones as null', () => {
    const before = { metadata: { kept: 'x', changed: 'old', gone: 'y' } };
    const after = { metadata: { kept: 'x', changed: 'new', added: 'z' } };
    assert.deepEqual(previousAttributes(before, after), { metadata: { changed: 'old', gone: 'y', added: null } });
  });

  it('tell arrays and hashes that come or go as a whole', () => {
    assert.deepEqual(previousAttributes({ list: [1, 2] }, { list: [1, 3] }), { list: [1, 2] });
    assert.deepEqual(previousAttributes({ address: { city: 'Ulm' } }, { address: null }), { address: { city: 'Ulm' } });
    assert.deepEqual(previousAttributes({ address: null }, { address: { city: 'Ulm' } }), { address: null });
  });
});
