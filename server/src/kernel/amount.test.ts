// Decimal amounts become integers without arithmetic on fractions.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minorUnits } from './amount.ts';

describe('an amount in minor units', () => {
  it('is exact for text and for numbers', () => {
    for (const [amount, units] of [
      ['2481.36', 248136],
      [2481.36, 248136],
      [0.29, 29],
      ['-0.07', -7],
      ['+12', 1200],
      [' 3.5 ', 350],
      ['12.3400', 1234],
      [99999999999.99, 9999999999999],
      ['90071992547409.91', 9007199254740991],
      ['1.234567855E7', 1234567855],
      ['1e3', 100000],
      ['25e-2', 25],
      ['0e-99', 0],
    ] as const) {
      assert.equal(minorUnits(amount, 'usd'), units, String(amount));
    }
  });

  it('has no negative nothing', () => {
    assert.ok(Object.is(minorUnits('-0.00', 'usd'), 0));
    assert.ok(Object.is(minorUnits(-0, 'usd'), 0));
  });

  it('drops the noise of floating point, and nothing else', () => {
    assert.equal(minorUnits(0.1 + 0.2, 'usd'), 30);
    assert.equal(minorUnits(19.99 * 3, 'usd'), 5997);
    assert.equal(minorUnits(12.345, 'usd'), null);
    assert.equal(minorUnits('12.345', 'usd'), null);
    assert.equal(minorUnits('0.30000000000000004', 'usd'), 30);
    assert.equal(minorUnits('12345678901234.551', 'usd'), null);
  });

  it('knows the decimals of the currency', () => {
    assert.equal(minorUnits('1200', 'jpy'), 1200);
    assert.equal(minorUnits('1200.5', 'jpy'), null);
    assert.equal(minorUnits('1.234', 'kwd'), 1234);
    assert.equal(minorUnits('1', 'CAD'), 100);
  });

  it('is null for what is no amount', () => {
    for (const amount of [
      '',
      '1,234.00',
      '1e',
      '1e999',
      '9e20',
      '$5',
      '--1',
      '.5',
      '12345678901234567',
      NaN,
      Infinity,
      1e21,
    ]) {
      assert.equal(minorUnits(amount, 'usd'), null, String(amount));
    }
    assert.equal(minorUnits('90071992547409.92', 'usd'), null);
    assert.equal(minorUnits('1.00', 'dollars'), null);
  });
});
