// Holds what sealing promises: bound to tenant and place, old values open, a new key takes over without the value being read.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { MerchantId } from './id.ts';
import { CannotOpen, createSealer, localKey, type Place, sealedHead, type WrappingKeys } from './seal.ts';

const PLACE: Place = { tenant: 'acct_one' as MerchantId, table: 'accounts', column: 'secret', row: 'fca_1' };

function keysOf(keys: Record<number, Uint8Array>, current: number): WrappingKeys {
  return {
    current: () => ({ number: current, key: keys[current]! }),
    find: (number) => keys[number] ?? null,
    unnumbered: [],
  };
}

/** As values were sealed before they named their key and their tenant. */
function sealedFirst(key: Uint8Array, plain: string, context: string): Uint8Array {
  const encrypt = (with_key: Uint8Array, value: Uint8Array, bound: string) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', with_key, iv).setAAD(Buffer.from(bound));
    return Buffer.concat([iv, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  };
  const dataKey = randomBytes(32);
  return Buffer.concat([
    Buffer.from([1]),
    encrypt(key, dataKey, 'data-key|local'),
    encrypt(dataKey, Buffer.from(plain), context),
  ]);
}

test('a value opens in its place only', () => {
  const sealer = createSealer(localKey(randomBytes(32)), randomBytes);
  const sealed = sealer.seal('0123456789', PLACE);
  assert.equal(sealer.open(sealed, PLACE), '0123456789');
  for (const elsewhere of [{ tenant: 'installation' }, { table: 'x' }, { column: 'x' }, { row: 'fca_2' }] as const)
    assert.throws(() => sealer.open(sealed, { ...PLACE, ...elsewhere }), CannotOpen);
  // Where one part ends and the next begins is told, too.
  assert.throws(() => sealer.open(sealed, { ...PLACE, table: 'accounts","fca', row: '_1' }), CannotOpen);
});

test('the same value is sealed with another data key each time, and a changed byte is noticed', () => {
  const sealer = createSealer(localKey(randomBytes(32)), randomBytes);
  const sealed = sealer.seal('secret', PLACE);
  assert.notDeepEqual(sealer.seal('secret', PLACE), sealed);
  for (const at of [1, 4, 10, 40, sealed.length - 1]) {
    const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
    assert.throws(() => sealer.open(changed, PLACE), CannotOpen);
  }
  for (const cut of [0, 3, 30, 64, 70]) assert.throws(() => sealer.open(sealed.subarray(0, cut), PLACE), CannotOpen);
});

test('a value says which key it was sealed with, and another key takes it over', () => {
  const keys = { 1: randomBytes(32), 2: randomBytes(32) };
  const before = createSealer(keysOf(keys, 1), randomBytes);
  const after = createSealer(keysOf(keys, 2), randomBytes);
  const sealed = before.seal('secret', PLACE);
  assert.equal(after.open(sealed, PLACE), 'secret');
  const fresh = after.rewrap(sealed, PLACE);
  assert.deepEqual(Buffer.from(fresh.subarray(0, 5)), sealedHead(2));
  assert.equal(after.open(fresh, PLACE), 'secret');
  assert.equal(after.rewrap(fresh, PLACE), fresh);
  const alone = createSealer(keysOf({ 2: keys[2] }, 2), randomBytes);
  assert.equal(alone.open(fresh, PLACE), 'secret');
  assert.throws(() => alone.open(sealed, PLACE), /the encryption key number 1, which is not here/);
});

test('values of the first version open with any key of that time, and become bound to their tenant', () => {
  const [key, other] = [randomBytes(32), randomBytes(32)];
  const first = sealedFirst(key, 'secret', 'accounts|secret|fca_1');
  const sealer = createSealer({ ...localKey(randomBytes(32)), unnumbered: [other, key] }, randomBytes);
  assert.equal(sealer.open(first, PLACE), 'secret');
  assert.throws(() => sealer.open(first, { ...PLACE, row: 'fca_2' }), CannotOpen);
  assert.throws(() => createSealer(localKey(other), randomBytes).open(first, PLACE), CannotOpen);
  const fresh = sealer.rewrap(first, PLACE);
  assert.equal(fresh[0], 2);
  assert.equal(sealer.open(fresh, PLACE), 'secret');
  assert.throws(() => sealer.open(fresh, { ...PLACE, tenant: 'acct_two' as MerchantId }), CannotOpen);
});
