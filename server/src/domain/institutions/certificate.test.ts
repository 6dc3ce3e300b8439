// When somebody is told that a certificate runs out: thirty, fourteen and seven days ahead.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { after, DAY_MS, SECOND_MS } from '#kernel/clock.ts';
import { noticeOf } from './certificate.ts';

const END = new Date('2027-01-01T00:00:00Z');
const before = (days: number, ms = 0) => noticeOf(END, after(END, -days * DAY_MS + ms));

it('a certificate that runs out is told of thirty, fourteen and seven days ahead, and stays told of', () => {
  assert.deepEqual([before(30, -SECOND_MS), before(30), before(14, -SECOND_MS)], [null, 30, 30]);
  assert.deepEqual([before(14), before(7, -SECOND_MS), before(7), before(-3)], [14, 14, 7, 7]);
});
