// What the ACH network said of an entry, applied: to the entry itself, and to the charge that it is for.
import type { Context } from '#domain/context.ts';
import type { AchOutcome } from './ach.ts';
import { endCharge } from './charge_end.ts';
import { ended, stillPending } from './entry.ts';

/** An entry that has ended stays as it is. `public_url`: where the customer's pages are. */
export async function takeOutcome(
  context: Context,
  trace_number: string,
  outcome: AchOutcome,
  public_url: string,
): Promise<void> {
  const entry = await context.trx
    .selectFrom('ach_entries')
    .selectAll()
    .where('trace_number', '=', trace_number)
    .executeTakeFirstOrThrow();
  if (entry.ended_at !== null) return;
  if (outcome.status === 'pending') return await stillPending(context, entry);
  await endCharge(context, entry, outcome, public_url);
  await ended(context, entry, outcome);
}
