// Hands entries to the ACH network and asks what became of them. One that was perhaps taken is asked for, never made anew.
import type { Transaction } from '#database/schema.ts';
import { type AuditEntry, audit, platformFor } from '#domain/audit.ts';
import { openContext } from '#domain/open_context.ts';
import type { AchEntry, AchNetwork, AchOutcome } from '#domain/payments/ach.ts';
import { beginEntry, takeOutcome } from '#domain/payments/ach_outcome.ts';
import { digitsOf, type Entry, tryTomorrow } from '#domain/payments/entry.ts';
import type { Effects } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { counterAt, type Desk, frozenTime, type Owner, tellTime } from '../connections/desk.ts';

export interface AchDesk extends Desk {
  ach: AchNetwork;
  /** Where the customer's pages are. */
  public_url: string;
}

/**
 * That it may have been sent is committed before it is sent. Where it may have been, the network is asked for it, and only what
 * the network does not know is handed over, with the same trace number: two tries at the same moment are one entry, too. Throws
 * AchUnavailable, and the job tries again.
 */
export async function submitEntry(desk: AchDesk, trace_number: string): Promise<Effects> {
  const begun = await desk.database.transact(async (trx) => {
    const owner = await ownerOf(trx, trace_number);
    return owner === null ? null : await beginEntry(await openContext(desk, trx, owner), trace_number);
  });
  if (begun === null) return async () => {};
  const { entry, asked } = begun;
  const known = asked ? await desk.ach.outcome(trace_number) : null;
  return take(desk, entry, known ?? (await desk.ach.submit(await whole(desk, entry), asked)));
}

/** What became of an entry that the network has. One that it has lost is handed to it again. */
export async function settleEntry(desk: AchDesk, trace_number: string): Promise<Effects> {
  const entry = await desk.database.kysely
    .selectFrom('ach_entries')
    .selectAll()
    .where('trace_number', '=', trace_number)
    .executeTakeFirst();
  if (entry?.status !== 'submitted') return async () => {};
  const known = await desk.ach.outcome(trace_number);
  return take(desk, entry, known ?? (await desk.ach.submit(await whole(desk, entry), true)));
}

function take(desk: AchDesk, entry: Entry, outcome: AchOutcome): Effects {
  const { merchant, livemode, trace_number } = entry;
  return async (trx) =>
    takeOutcome(await openContext(desk, trx, { merchant, livemode }), trace_number, outcome, desk.public_url);
}

/** What it entails that a job about an entry is given up: money that is perhaps under way is not forgotten. */
export function giveEntryUp(desk: AchDesk, trace_number: string, kind: string): Effects {
  return async (trx) => {
    const owner = await ownerOf(trx, trace_number);
    if (owner === null || (await tryTomorrow(await openContext(desk, trx, owner), trace_number, kind))) return;
    desk.log.error({ entry: trace_number }, 'nobody knows what became of an entry, and it is not asked for any more');
  };
}

async function ownerOf(trx: Transaction, trace_number: string): Promise<Owner | null> {
  const row = await trx
    .selectFrom('ach_entries')
    .select(['merchant', 'livemode'])
    .where('trace_number', '=', trace_number)
    .executeTakeFirst();
  return row ?? null;
}

/** The linked account behind an entry, as its bank knows it. */
interface AtBank {
  bank_account: string;
  bank_user: string | null;
  institution: InstitutionId;
}

/** The entry with its digits; the bank knows what time it is for the customer. */
async function whole(desk: AchDesk, entry: Entry): Promise<AchEntry> {
  const at_bank = entry.account === null ? null : await atBank(desk, entry.account);
  const { time, counter } = await desk.database.transact(async (trx) => ({
    told: await audit({ trx, clock: desk.clock }, platformFor(entry), revealed(entry, at_bank)),
    time: await frozenTime(trx, entry.test_clock),
    counter: at_bank && (await counterAt(desk, trx, at_bank.institution)),
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

/** The bank's network gets the digits, under the trace number. */
function revealed({ trace_number, account }: Entry, at_bank: AtBank | null): AuditEntry {
  return {
    action: 'number.revealed',
    institution: at_bank?.institution ?? null,
    ...(account !== null && { account }),
    detail: { to: 'ach', entry: trace_number },
  };
}

async function atBank(desk: AchDesk, account: NonNullable<Entry['account']>): Promise<AtBank> {
  return await desk.database.kysely
    .selectFrom('accounts')
    .innerJoin('authorizations', 'authorizations.id', 'accounts.authorization_id')
    .select(['accounts.bank_account', 'authorizations.bank_user', 'authorizations.institution'])
    .where('accounts.id', '=', account)
    .executeTakeFirstOrThrow();
}
