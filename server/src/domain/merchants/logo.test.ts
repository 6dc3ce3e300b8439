// Which bytes are a logo.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logoHash, logoType } from './logo.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0];
const WEBP = [...Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1')];

describe('a logo', () => {
  it('is a PNG, a JPEG or a WebP by its first bytes', () => {
    assert.equal(logoType(Uint8Array.from(PNG)), 'image/png');
    assert.equal(logoType(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0])), 'image/jpeg');
    assert.equal(logoType(Uint8Array.from(WEBP)), 'image/webp');
  });

  it('is nothing that can carry script, and no other kind of RIFF', () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<html>',
      'GIF89a',
      'RIFF\x10\0\0\0WAVEfmt ',
      '',
    ]) {
      assert.equal(logoType(Buffer.from(text, 'latin1')), null, text);
    }
    assert.equal(logoType(Uint8Array.from(PNG.slice(0, 7))), null);
  });

  it('has an address of its own', () => {
    assert.notEqual(logoHash(Uint8Array.from([1])), logoHash(Uint8Array.from([2])));
    assert.match(logoHash(Uint8Array.from([1])), /^[0-9a-f]{40}$/);
  });
});
