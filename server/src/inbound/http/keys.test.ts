// What inbound/http/keys.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyHint, maskKey } from '#domain/merchants/api_key_text.ts';
import { presentedKey } from './keys.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the key of a request', () => {
  it('comes as Bearer or as the user name of Basic', () => {
    assert.equal(presentedKey('Bearer sk_test_1'), 'sk_test_1');
    assert.equal(presentedKey('bearer  sk_test_1'), 'sk_test_1');
    assert.equal(presentedKey(basic('sk_test_1:')), 'sk_test_1');
    assert.equal(presentedKey(basic('sk_test_1')), 'sk_test_1');
    assert.equal(presentedKey(basic('sk_test_1:ignored')), 'sk_test_1');
  });

  it('is missing where there is none', () => {
    for (const header of [null, '', 'Bearer', 'Bearer ', 'sk_test_1', 'Digest x', basic(':password'), 'Bearer a b']) {
      assert.equal(presentedKey(header), null);
    }
  });

  it('is never repeated in full', () => {
    assert.equal(maskKey('sk_test_abcdefghijkl1234'), 'sk_test_************1234');
    assert.equal(maskKey('sk_test_12345678'), 'sk_test_********');
    assert.equal(maskKey('nonsense'), '********');
    assert.equal(keyHint('pk_test_abcdefghijkl1234'), 'pk_test_…1234');
  });
});
