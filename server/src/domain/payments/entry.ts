// Entries for the ACH network: written down with their digits before anybody is asked, then asked about until they have ended.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context, Vault } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { cancelJobs, enqueue } from '#jobs/enqueue.ts';
import { after, DAY_MS, SECOND_MS } from '#kernel/clock.ts';
import type { AccountId, ChargeId, PayoutId, Random, TestClockId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import type { AchOutcome } from './ach.ts';
import { type BankNumber, FORGOTTEN } from './bank_number.ts';

/** The job that hands an entry to the network. Payload `{entry}`. */
export const SUBMIT = 'ach.submit';
/** The job that asks what became of one. Payload `{entry}`. */
export const SETTLE = 'ach.settle';

/** "Shortly after", in real time; a test clock does not wait. */
const SHORTLY_MS = 2 * SECOND_MS;
/** An entry ends within seconds. One that has not is asked about once a day, for as long as a return may take (60 days). */
const QUICK_LOOKS = 5;
const LOOKS_MAX = 65;
/** As long, an entry is asked for anew each day where the network could not be reached at all. */
const ASKED_FOR_MS = 60 * DAY_MS;

/** The federal reserve symbol of the originator's bank; the rest is chance, so that no two databases make the same one. */
const TRACE_PREFIX = '1100';
const TRACE_DIGITS = 15;

export type Entry = Row<'ach_entries'>;

export interface EntryRequest {
  object: ChargeId | PayoutId;
  direction: Entry['direction'];
  amount: number;
  currency: string;
  /** The linked account whose number it is. */
  account: AccountId | null;
  number: BankNumber;
  individual_name: string | null;
  /** What the customer reads on his statement; the merchant's name where null. */
  company_name: string | null;
  test_clock: TestClockId | null;
  /** It can be taken back for a moment before it is sent. */
  held: boolean;
}

/** Writes an entry and the job that hands it over: both exist if and only if the charge or payout does. */
export async function makeEntry(context: Context, request: EntryRequest): Promise<Entry> {
  const { trx, random, vault, merchant, livemode } = context;
  const { number, company_name, held, ...kept } = request;
  const now = await customerTime(context, request.test_clock);
  const trace_number = newTraceNumber(random);
  const entry = await trx
    .insertInto('ach_entries')
    .values({
      ...kept,
      trace_number,
      merchant: merchant.id,
      livemode,
      routing_number: number.routing_number,
      sealed: vault.sealer.seal(number.account_number, placeOf({ trace_number, merchant: merchant.id })),
      company_name: company_name ?? merchant.name,
      status: 'made',
      return_code: null,
      rejected_for: null,
      created: now,
      ended_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await schedule(context, entry, SUBMIT, held && request.test_clock === null ? after(now, SHORTLY_MS) : now);
  return entry;
}

/** The account number of an entry that has not ended. */
export function digitsOf(vault: Vault, entry: Entry): string {
  return vault.sealer.open(entry.sealed, placeOf(entry));
}

function placeOf({ trace_number, merchant }: Pick<Entry, 'trace_number' | 'merchant'>): Place {
  return { tenant: merchant, table: 'ach_entries', column: 'sealed', row: trace_number };
}

/**
 * Notes that the network may have it from now on. Null: it is not to be sent, or has been. `asked`: an earlier try may have
 * reached the network.
 */
export async function beginSending(
  { trx }: Pick<Context, 'trx'>,
  trace_number: string,
): Promise<{ entry: Entry; asked: boolean } | null> {
  const entry = await lockEntry(trx, trace_number);
  if (entry.status === 'sending') return { entry, asked: true };
  if (entry.status !== 'made') return null;
  await trx.updateTable('ach_entries').set({ status: 'sending' }).where('trace_number', '=', trace_number).execute();
  return { entry, asked: false };
}

/** Takes an entry back that has not been sent; false where it is too late. Lock what it is for before. */
export async function takeBack(context: Context, object: PayoutId): Promise<boolean> {
  const { trx } = context;
  const made = await trx
    .selectFrom('ach_entries')
    .selectAll()
    .where('object', '=', object)
    .where('status', '=', 'made')
    .forUpdate()
    .executeTakeFirst();
  if (made === undefined) return false;
  const ended_at = await customerTime(context, made.test_clock);
  await change(context, made, { status: 'canceled', ended_at, sealed: FORGOTTEN });
  await cancelJobs(trx, SUBMIT, made.trace_number);
  return true;
}

async function lockEntry(trx: Transaction, trace_number: string): Promise<Entry> {
  return await trx
    .selectFrom('ach_entries')
    .selectAll()
    .where('trace_number', '=', trace_number)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Notes that the network has it and not decided, and plans the next question. */
export async function stillPending(context: Context, entry: Entry): Promise<void> {
  const looks = entry.looks + 1;
  await change(context, entry, { status: 'submitted', looks });
  if (looks > LOOKS_MAX) return;
  const now = await customerTime(context, entry.test_clock);
  // On a test clock an entry ends when it is taken, so one that has not will not in this moment.
  const [soon, quick] = entry.test_clock === null ? [SHORTLY_MS, QUICK_LOOKS] : [DAY_MS, 0];
  await schedule(context, entry, SETTLE, after(now, looks > quick ? DAY_MS : soon));
}

/**
 * The network could not be reached all this time: the next day there is another round of tries. False where there was none for
 * so long that nobody asks any more: then a person has to.
 */
export async function tryTomorrow(context: Context, trace_number: string, kind: string): Promise<boolean> {
  const entry = await lockEntry(context.trx, trace_number);
  const now = await customerTime(context, entry.test_clock);
  if (entry.ended_at !== null) return true;
  if (after(entry.created, ASKED_FOR_MS) < now) return false;
  await schedule(context, entry, kind, after(now, DAY_MS));
  return true;
}

/** Notes how it ended, and forgets the digits: nobody needs them any more. */
export async function ended(
  context: Context,
  entry: Entry,
  outcome: Exclude<AchOutcome, { status: 'pending' }>,
): Promise<void> {
  await change(context, entry, {
    status: outcome.status,
    return_code: outcome.status === 'returned' ? outcome.code : null,
    rejected_for: outcome.status === 'rejected' ? outcome.reason : null,
    ended_at: await customerTime(context, entry.test_clock),
    sealed: FORGOTTEN,
  });
}

async function change(context: Context, { trace_number }: Entry, values: Partial<Entry>): Promise<void> {
  await context.trx.updateTable('ach_entries').set(values).where('trace_number', '=', trace_number).execute();
}

async function schedule(context: Context, entry: Entry, kind: string, due_at: Date): Promise<void> {
  await enqueue(context.trx, {
    kind,
    payload: { entry: entry.trace_number },
    due_at,
    test_clock: entry.test_clock,
    unique_key: entry.trace_number,
    created: context.clock.now(),
  });
}

function newTraceNumber(random: Random): string {
  let digits = TRACE_PREFIX;
  while (digits.length < TRACE_DIGITS) {
    for (const byte of random(TRACE_DIGITS)) {
      // Of 256 values 250 divide evenly by ten.
      if (byte < 250 && digits.length < TRACE_DIGITS) digits += byte % 10;
    }
  }
  return digits;
}
