// What becomes of an entry, applied: to the entry itself, and to the charge or the payout that it is for.
import type { Context } from '#domain/context.ts';
import { endPayout, payoutUnderWay } from '#domain/payouts/payout_end.ts';
import { isId } from '#kernel/id.ts';
import type { AchOutcome } from './ach.ts';
import { endCharge } from './charge_end.ts';
import { beginSending, type Entry, ended, stillPending } from './entry.ts';

/** The entry is about to be sent; null: it is not to be, or has been. `asked`: perhaps it was, by an earlier try. */
export async function beginEntry(
  context: Context,
  trace_number: string,
): Promise<{ entry: Entry; asked: boolean } | null> {
  const { object } = await findEntry(context, trace_number);
  const start = () => beginSending(context, trace_number);
  return isId('po', object) ? await payoutUnderWay(context, object, start) : await start();
}

/** An entry that has ended stays as it is. `public_url`: where the customer's pages are. */
export async function takeOutcome(
  context: Context,
  trace_number: string,
  outcome: AchOutcome,
  public_url: string,
): Promise<void> {
  const entry = await findEntry(context, trace_number);
  if (entry.ended_at !== null) return;
  if (outcome.status === 'pending') return await stillPending(context, entry);
  if (isId('po', entry.object)) await endPayout(context, entry, outcome);
  else await endCharge(context, entry, outcome, public_url);
  await ended(context, entry, outcome);
}

async function findEntry({ trx }: Context, trace_number: string): Promise<Entry> {
  return await trx
    .selectFrom('ach_entries')
    .selectAll()
    .where('trace_number', '=', trace_number)
    .executeTakeFirstOrThrow();
}
