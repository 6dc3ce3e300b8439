// Which names a merchant may have.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameProblem } from './merchant.ts';

describe('the name of a merchant', () => {
  it('is one line of up to a hundred characters', () => {
    for (const name of ['Ö', 'Rocket Rides', 'Müller & Söhne GmbH', 'x'.repeat(100)])
      assert.equal(nameProblem(name), null);
    assert.equal(nameProblem(' '), 'is empty');
    assert.equal(nameProblem('x'.repeat(101)), 'has more than 100 characters');
    for (const name of ['a\nb', 'a\u2028b', 'a\0b']) assert.equal(nameProblem(name), 'is not one line');
    assert.equal(nameProblem('Bank\u202Egnp'), 'has a character that turns the direction of writing');
    assert.equal(nameProblem('בנק'), null);
  });
});
