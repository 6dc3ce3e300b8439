// The computed history: always the same, nothing on holidays, whole cycles that sum to nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT_SETS, type AccountSeed, BUSY_ACCOUNT } from '#data/account_sets.ts';
import { isHoliday } from '#data/business_days.ts';
import { type Entry, statusOf } from '#ledger/entry.ts';
import { computedBelow, computedSums, historyOf } from '#ledger/history.ts';
import type { Account } from '#store/accounts.ts';

const DAY_MS = 86_400_000;
/** A noon in the week before Thanksgiving. */
const NOW = Date.UTC(2026, 10, 20, 12);

function account(seed: AccountSeed, account_id = 'a-1'): Account {
  const { display_name, account_type, last4, account_number, ...facts } = seed;
  return { account_id, slug: 'bank-oauth', display_name, last4, account_type, status: 'OPEN', account_number, facts };
}
const FULL = ACCOUNT_SETS.full!.map((seed) => account(seed));

function entries(of: Account, days: number, at = NOW): Entry[] {
  return [...computedBelow(of, at - days * DAY_MS, { transacted_at: at, transaction_id: '~' })];
}

test('an account has the same history whenever it is asked, another account another one', () => {
  const [checking] = FULL;
  assert.deepEqual(entries(checking!, 60), entries(checking!, 60));
  const twin = entries({ ...checking!, account_id: 'a-2' }, 60);
  assert.notDeepEqual(
    entries(checking!, 60).map((entry) => entry.amount),
    twin.map((entry) => entry.amount),
  );
});

test('it goes on where it stood: an hour later nothing has changed its place', () => {
  for (const of of FULL) {
    const earlier = entries(of, 180);
    const later = entries(of, 180 + 1 / 24, NOW + DAY_MS / 24);
    assert.deepEqual(later.slice(later.length - earlier.length), earlier, of.display_name);
  }
});

test('it is newest first, each entry with an id of its own, settled when the bank works', () => {
  for (const of of FULL) {
    const told = entries(of, 180);
    const moments = told.map((entry) => entry.transacted_at);
    assert.deepEqual(
      moments,
      [...moments].sort((one, other) => other - one),
    );
    assert.equal(new Set(told.map((entry) => entry.transaction_id)).size, told.length);
    for (const { transacted_at, settles_at } of told) {
      if (settles_at === transacted_at) continue;
      const weekday = new Date(settles_at!).getUTCDay();
      assert.ok(
        settles_at! > transacted_at && weekday !== 0 && weekday !== 6 && !isHoliday((settles_at! / DAY_MS) | 0),
      );
    }
  }
});

test('each kind of account has what belongs to it, and a credit line that nobody draws has nothing', () => {
  const words = (name: string) => {
    const of = FULL.find((candidate) => candidate.display_name === name)!;
    return new Set(entries(of, 180).map((entry) => entry.description));
  };
  assert.ok(words('Everyday Checking').has('Payroll'));
  assert.ok(words('Platinum Card').has('Payment, thank you'));
  assert.ok(words('Home Loan').has('Mortgage payment'));
  assert.ok(words('Brokerage').has('Dividend Meridian Index Fund'));
  assert.equal(words('Credit Line').size, 0);
});

test('half a year holds pending, posted and void ones, and none on a holiday', () => {
  const told = entries(FULL[0]!, 180);
  const statuses = new Set(
    entries(FULL[3]!, 180)
      .concat(told)
      .map((entry) => statusOf(entry, NOW)),
  );
  assert.deepEqual([...statuses].sort(), ['pending', 'posted', 'void']);
  const bought = entries(FULL[0]!, 3650).filter((entry) => entry.description !== 'Payroll');
  assert.ok(bought.length > 5000);
  assert.ok(bought.every((entry) => !isHoliday(Math.floor(entry.transacted_at / DAY_MS))));
});

test('what it adds to an account is what its booked entries sum to', () => {
  for (const of of [...FULL, account(BUSY_ACCOUNT)]) {
    const history = historyOf(of);
    if (!history) continue;
    const length = history.cycle_days * DAY_MS;
    const start = Math.floor((NOW - 40 * DAY_MS) / length) * length;
    const sum = (at: number, status: string) =>
      entries(of, (at - start) / DAY_MS, at)
        .filter((entry) => statusOf(entry, at) === status)
        .reduce((total, entry) => total + entry.amount, 0);
    // The first moments after the start still book what happened before it.
    const carried = computedSums(of, start + 12 * DAY_MS).posted - sum(start + 12 * DAY_MS, 'posted');
    for (const day of [13, 19, 30]) {
      const at = start + day * DAY_MS + 1;
      const { posted, pending } = computedSums(of, at);
      assert.equal(posted - sum(at, 'posted'), carried, of.display_name);
      assert.equal(pending, sum(at, 'pending'), of.display_name);
    }
  }
});

test('a busy account has hundreds of thousands of entries in half a year', () => {
  assert.ok(entries(account(BUSY_ACCOUNT), 180).length > 300_000);
});
