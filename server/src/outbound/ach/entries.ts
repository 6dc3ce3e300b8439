// Hands entries to the ACH network and asks what became of them. One that was perhaps taken is asked for, never made anew.
import type { BankAccount } from '#domain/connections/bank.ts';
import { openContext } from '#domain/open_context.ts';
import type { AchEntry, AchNetwork, AchOutcome } from '#domain/payments/ach.ts';
import { takeOutcome } from '#domain/payments/ach_outcome.ts';
import { digitsOf, type Entry } from '#domain/payments/entry.ts';
import type { Effects } from '#jobs/run.ts';
import { counterAt, type Desk, frozenTime, tellTime } from '../connections/desk.ts';

export interface AchDesk extends Desk {
  ach: AchNetwork;
  /** Where the customer's pages are. */
  public_url: string;
}

/**
 * First asked for where an earlier try may have reached the network; only what the network does not know is submitted, with the
 * same trace number, so that two tries at the same moment are one entry, too. Throws AchUnavailable, and the job tries again.
 */
export async function submitEntry(desk: AchDesk, trace_number: string, attempt: number): Promise<Effects> {
  const opened = await openEntry(desk, trace_number);
  if (opened === null || opened.entry.status !== 'made') return nothing;
  const { entry, at_bank } = opened;
  const known = attempt > 1 ? await desk.ach.outcome(trace_number) : null;
  const outcome = known ?? (await desk.ach.submit(await whole(desk, entry, at_bank)));
  return take(desk, entry, outcome);
}

/** What became of an entry that the network has. One that it has lost is handed to it again. */
export async function settleEntry(desk: AchDesk, trace_number: string): Promise<Effects> {
  const opened = await openEntry(desk, trace_number);
  if (opened === null || opened.entry.status !== 'submitted') return nothing;
  const { entry, at_bank } = opened;
  const known = await desk.ach.outcome(trace_number);
  return take(desk, entry, known ?? (await desk.ach.submit(await whole(desk, entry, at_bank))));
}

const nothing: Effects = async () => {};

function take(desk: AchDesk, entry: Entry, outcome: AchOutcome): Effects {
  const { merchant, livemode, trace_number } = entry;
  return async (trx) =>
    takeOutcome(await openContext(desk, trx, { merchant, livemode }), trace_number, outcome, desk.public_url);
}

/** The linked account behind an entry, as its bank knows it. */
interface AtBank {
  bank_account: BankAccount['bank_account'];
  bank_user: string | null;
  institution: Parameters<typeof counterAt>[2];
}

async function openEntry(
  desk: AchDesk,
  trace_number: string,
): Promise<{ entry: Entry; at_bank: AtBank | null } | null> {
  return await desk.database.transact(async (trx) => {
    const entry = await trx
      .selectFrom('ach_entries')
      .selectAll()
      .where('trace_number', '=', trace_number)
      .executeTakeFirst();
    if (entry === undefined) return null;
    if (entry.account === null) return { entry, at_bank: null };
    const at_bank = await trx
      .selectFrom('accounts')
      .innerJoin('authorizations', 'authorizations.id', 'accounts.authorization_id')
      .select(['accounts.bank_account', 'authorizations.bank_user', 'authorizations.institution'])
      .where('accounts.id', '=', entry.account)
      .executeTakeFirstOrThrow();
    return { entry, at_bank };
  });
}

/** The entry with its digits; the bank knows what time it is for the customer. */
async function whole(desk: AchDesk, entry: Entry, at_bank: AtBank | null): Promise<AchEntry> {
  const { time, counter } = await desk.database.transact(async (trx) => ({
    time: await frozenTime(trx, entry.test_clock),
    counter: at_bank === null ? null : await counterAt(desk, trx, at_bank.institution),
  }));
  if (counter !== null && at_bank !== null) await tellTime(desk, counter.profile, at_bank.bank_user, time);
  const { trace_number, direction, routing_number, amount, currency, company_name, individual_name } = entry;
  return {
    trace_number,
    direction,
    routing_number,
    account_number: digitsOf(desk.vault, entry),
    bank_account: at_bank?.bank_account ?? null,
    amount,
    currency,
    company_name,
    individual_name,
    effective_at: time,
  };
}
