// The history of an account, computed from its id: every entry has a place of its own on the calendar, so none is stored. Pure.
import { bookedAfter, dayOf, isHoliday } from '#data/business_days.ts';
import { type Happening, HISTORIES, HISTORY_BY_TYPE, type History } from '#data/histories.ts';
import { type Cursor, type Entry, isBelow } from '#ledger/entry.ts';
import type { Account } from '#store/accounts.ts';

const DAY_MS = 86_400_000;
/** Which part of a slot's chance decides what. */
const [KIND, AMOUNT, MOMENT, WORDS, SETTLING, VOIDING] = [1, 2, 3, 4, 5, 6] as const;

/** What goes on in an account; null where only what was booked stands in it. */
export function historyOf(account: Account): History | null {
  const name = account.facts.history ?? HISTORY_BY_TYPE[account.account_type];
  return name === undefined ? null : HISTORIES[name];
}

interface Place {
  history: History;
  seed: number;
  /** With which every id of this history begins. */
  prefix: string;
}

function placeOf(account: Account): Place | null {
  const history = historyOf(account);
  if (!history) return null;
  const seed = hashOf(account.facts.history_of ?? account.account_id);
  return { history, seed, prefix: seed.toString(36) };
}

/** The entries below the cursor and not before `from`, newest first, one after the other. */
export function* computedBelow(account: Account, from: number, cursor: Cursor): Generator<Entry> {
  const place = placeOf(account);
  if (!place) return;
  const first = cycleOf(place.history, from);
  for (let cycle = cycleOf(place.history, cursor.transacted_at); cycle >= first; cycle -= 1) {
    for (let slot = place.history.per_cycle - 1; slot >= 0; slot -= 1) {
      const at = momentOf(place, cycle, slot);
      if (at < from) return;
      if (at > cursor.transacted_at) continue;
      const entry = entryAt(place, cycle, slot);
      if (entry && isBelow(entry, cursor)) yield entry;
    }
  }
}

/** What the history adds to an account by this moment: booked, and still pending. */
export function computedSums(account: Account, at: number): { posted: number; pending: number } {
  const sums = { posted: 0, pending: 0 };
  const place = placeOf(account);
  if (!place) return sums;
  const { history } = place;
  // A cycle that is booked as a whole sums to nothing, and so does every one before it.
  for (let cycle = cycleOf(history, at); !isBooked(history, cycle, at); cycle -= 1) {
    for (let slot = 0; slot < history.per_cycle; slot += 1) {
      if (momentOf(place, cycle, slot) > at) break;
      const entry = entryAt(place, cycle, slot);
      if (!entry) continue;
      if (entry.settles_at! > at) sums.pending += entry.amount;
      else if (entry.outcome === 'posted') sums.posted += entry.amount;
    }
  }
  return sums;
}

function isBooked(history: History, cycle: number, at: number): boolean {
  const slowest = Math.max(history.balancing.settles, ...history.usual.map(({ settles }) => settles[1]));
  const end = (cycle + 1) * history.cycle_days * DAY_MS;
  return end <= at && bookedAfter(end - 1, slowest) <= at;
}

function cycleOf(history: History, at: number): number {
  return Math.floor(dayOf(at) / history.cycle_days);
}

/** Slots divide a cycle evenly, and each moment lies within its slot: a later slot is a later moment. */
function momentOf({ history, seed }: Place, cycle: number, slot: number): number {
  const width = Math.floor((history.cycle_days * DAY_MS) / history.per_cycle);
  return cycle * history.cycle_days * DAY_MS + slot * width + (chance(seed, cycle, slot, MOMENT) % width);
}

function entryAt(place: Place, cycle: number, slot: number): Entry | null {
  const { history } = place;
  const balances = slot === (history.balancing.slot === 'first' ? 0 : history.per_cycle - 1);
  return balances ? balancingEntry(place, cycle, slot) : usualEntry(place, cycle, slot);
}

/** Null on a holiday: nobody buys anything then. */
function usualEntry(place: Place, cycle: number, slot: number): Entry | null {
  const { history, seed } = place;
  const transacted_at = momentOf(place, cycle, slot);
  if (isHoliday(dayOf(transacted_at))) return null;
  const kind = kindOf(history, chance(seed, cycle, slot, KIND));
  const [soonest, latest] = kind.settles;
  const days = soonest + (chance(seed, cycle, slot, SETTLING) % (latest - soonest + 1));
  const isVoid = kind.void_one_in > 0 && chance(seed, cycle, slot, VOIDING) % kind.void_one_in === 0;
  return {
    transaction_id: idOf(place, cycle, slot),
    amount: kind.from + (chance(seed, cycle, slot, AMOUNT) % (kind.to - kind.from + 1)),
    description: kind.descriptions[chance(seed, cycle, slot, WORDS) % kind.descriptions.length]!,
    transacted_at,
    settles_at: days === 0 ? transacted_at : bookedAfter(transacted_at, days),
    pends: days === 0 ? 0 : 1,
    outcome: isVoid ? 'void' : 'posted',
  };
}

/** What all the other entries of its cycle leave, turned round. */
function balancingEntry(place: Place, cycle: number, own: number): Entry | null {
  const { history } = place;
  let amount = 0;
  for (let slot = 0; slot < history.per_cycle; slot += 1) {
    const other = slot === own ? null : usualEntry(place, cycle, slot);
    if (other?.outcome === 'posted') amount -= other.amount;
  }
  if (amount === 0) return null;
  const { settles } = history.balancing;
  const transacted_at = momentOf(place, cycle, own);
  return {
    transaction_id: idOf(place, cycle, own),
    amount,
    description: history.balancing.description,
    transacted_at,
    settles_at: settles === 0 ? transacted_at : bookedAfter(transacted_at, settles),
    pends: settles === 0 ? 0 : 1,
    outcome: 'posted',
  };
}

function kindOf(history: History, dice: number): Happening {
  const total = history.usual.reduce((sum, kind) => sum + kind.weight, 0);
  let left = dice % total;
  for (const kind of history.usual) {
    left -= kind.weight;
    if (left < 0) return kind;
  }
  throw new Error('A history has no kind of happening.');
}

function idOf({ prefix }: Place, cycle: number, slot: number): string {
  return `${prefix}.${cycle.toString(36)}.${slot.toString(36)}`;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A number between 0 and 2^32 that looks random and is always the same; the last steps are murmur3's finalizer. */
function chance(seed: number, cycle: number, slot: number, part: number): number {
  let hash = seed ^ Math.imul(cycle, 0x9e3779b1) ^ Math.imul(slot, 0x85ebca77) ^ Math.imul(part, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
