// Tests which numbers may be typed in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitsOf, numbersProblems, TEST_NUMBERS } from './account_numbers.ts';

const typed = (change: object) => numbersProblems({ ...TEST_NUMBERS, ...change });

test('the test account is fine, and so is a real routing number', () => {
  assert.deepEqual(typed({}), {});
  assert.deepEqual(typed({ routing_number: '021000021' }), {});
  assert.deepEqual(typed({ account_number: '4711', confirmation: '4711' }), {});
});

test('a routing number has nine digits and a checksum', () => {
  for (const wrong of ['', '11000000', '1100000000', '11000000a']) {
    assert.deepEqual(typed({ routing_number: wrong }), { routing_number: 'manual.routing.missing' });
  }
  for (const wrong of ['110000001', '021000012', '000000000']) {
    assert.deepEqual(typed({ routing_number: wrong }), { routing_number: 'manual.routing.wrong' });
  }
});

test('an account number has 4 to 17 digits and is typed twice', () => {
  for (const wrong of ['', '123', '123456789012345678', '12x4']) {
    assert.deepEqual(typed({ account_number: wrong }), { account_number: 'manual.account.missing' });
  }
  assert.deepEqual(typed({ confirmation: '000123456798' }), { confirmation: 'manual.confirm.differs' });
});

test('digits may be grouped', () => {
  assert.equal(digitsOf(' 110 000-000 '), '110000000');
});
