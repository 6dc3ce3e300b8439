// What inbound/http/form.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError } from './errors.ts';
import { parseForm } from './form.ts';

/** Hashes have no prototype, which strict comparison would see. */
function plain(text: string): unknown {
  return JSON.parse(JSON.stringify(parseForm(text)));
}

function refusal(text: string): string {
  try {
    parseForm(text);
  } catch (error) {
    assert(error instanceof ApiError);
    assert.equal(error.status, 400);
    return error.message;
  }
  assert.fail('nothing was refused');
}

describe('a form', () => {
  it('nests by brackets', () => {
    assert.deepEqual(plain('a=1&b[c]=2&b[d][e]=3'), { a: '1', b: { c: '2', d: { e: '3' } } });
  });

  it('takes arrays in both spellings', () => {
    assert.deepEqual(plain('p[]=a&p[]=b'), { p: ['a', 'b'] });
    assert.deepEqual(plain('p[0]=a&p[1]=b'), { p: ['a', 'b'] });
    assert.deepEqual(plain('p[10]=b&p[9]=a'), { p: ['a', 'b'] });
  });

  it('takes arrays of hashes in both spellings', () => {
    const expected = { items: [{ name: 'a', price: '1' }, { name: 'b' }] };
    assert.deepEqual(plain('items[0][name]=a&items[0][price]=1&items[1][name]=b'), expected);
    assert.deepEqual(plain('items[][name]=a&items[][price]=1&items[][name]=b'), expected);
  });

  it('leaves the keys of metadata alone, also when they are digits', () => {
    assert.deepEqual(plain('metadata[0]=a&metadata[7]=b'), { metadata: { 0: 'a', 7: 'b' } });
  });

  it('decodes names and values', () => {
    assert.deepEqual(plain('a%5Bb%5D=x%20y+z&%C3%BC=%E2%82%AC'), { a: { b: 'x y z' }, ü: '€' });
  });

  it('keeps the last of two values and an empty one', () => {
    assert.deepEqual(plain('a=1&a=2&b=&c'), { a: '2', b: '', c: '' });
  });

  it('refuses __proto__ and treats other names of objects as names', () => {
    assert.match(refusal('__proto__[polluted]=1'), /Invalid parameter name/);
    assert.match(refusal('a[__proto__]=1'), /Invalid parameter name/);
    assert.match(refusal('__proto__=1'), /Invalid parameter name/);
    assert.deepEqual(plain('constructor=1&a[toString][valueOf]=2'), {
      constructor: '1',
      a: { toString: { valueOf: '2' } },
    });
  });

  it('refuses a name in two shapes', () => {
    assert.match(refusal('a=1&a[b]=2'), /a\[b\] is given in two different shapes/);
    assert.match(refusal('a[b]=1&a=2'), /two different shapes/);
    assert.match(refusal('a[]=1&a[b]=2'), /two different shapes/);
    assert.match(refusal('a[b]=1&a[]=2'), /two different shapes/);
    assert.match(refusal('a[]=1&a[][b]=2'), /two different shapes/);
  });

  it('refuses bad encoding, NUL and broken brackets', () => {
    assert.match(refusal('a=%zz'), /not valid URL encoding/);
    assert.match(refusal('a=%ff'), /not valid URL encoding/);
    assert.match(refusal('a=%00'), /NUL/);
    assert.match(refusal('a[b=1'), /Invalid parameter name/);
    assert.match(refusal('[b]=1'), /Invalid parameter name/);
    assert.match(refusal('a[b]c=1'), /Invalid parameter name/);
  });

  it('is limited in number, depth and length of names', () => {
    assert.match(
      refusal(Array.from({ length: 1001 }, (_, index) => `a${index}=1`).join('&')),
      /at most 1000 parameters/,
    );
    assert.match(refusal(`a${'[b]'.repeat(8)}=1`), /at most 8 levels/);
    assert.deepEqual(plain(`a${'[b]'.repeat(7)}=1`), { a: { b: { b: { b: { b: { b: { b: { b: '1' } } } } } } } });
    assert.match(refusal(`${'a'.repeat(513)}=1`), /more than 512 characters/);
  });
});
