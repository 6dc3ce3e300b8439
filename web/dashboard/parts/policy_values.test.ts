// Tests of a relink policy as it is typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf, policyOf, problemsOf } from './policy_values.ts';

const saved = {
  enabled: true,
  when_relinkable: true,
  days_before: [1, 30],
  quiet_from: 20,
  quiet_until: 8,
  time_zone: 'Europe/Berlin',
  daily_cap: 500,
};
const fields = fieldsOf(saved);

test('what is saved goes through the form unchanged, its days in the order they come', () => {
  assert.deepEqual(policyOf(fields), { ...saved, days_before: [30, 1] });
  assert.deepEqual(problemsOf(fields), []);
});

test('a cap is a whole number from 1 to 100,000', () => {
  for (const daily_cap of ['', '0', '-5', '1.5', '1e3', 'many', '100001'])
    assert.deepEqual(problemsOf({ ...fields, daily_cap }), ['daily_cap'], daily_cap);
  for (const daily_cap of ['1', ' 200 ', '100000']) assert.deepEqual(problemsOf({ ...fields, daily_cap }), []);
});

test('a time zone is one that the browser knows', () => {
  for (const time_zone of ['', 'Berlin', 'Europe/Nowhere'])
    assert.deepEqual(problemsOf({ ...fields, time_zone }), ['time_zone'], time_zone);
});

test('a policy that is on needs an occasion', () => {
  const nothing = { ...fields, when_relinkable: false, days_before: [] };
  assert.deepEqual(problemsOf(nothing), ['nothing_chosen']);
  assert.deepEqual(problemsOf({ ...nothing, enabled: false }), []);
});
