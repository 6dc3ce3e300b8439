// Writes the accounts of a finished visit: chosen ones are linked or updated in place, siblings that the grant covers come back.
import type { Permission, Row } from '#database/schema.ts';
import { endUncovered } from '#domain/account_data/forget.ts';
import type { Context } from '#domain/context.ts';
import { followNumbers } from '#domain/payments/follow_numbers.ts';
import { type AccountId, newId } from '#kernel/id.ts';
import { announceAccounts, announceNumbers } from './announce.ts';
import { payable } from './eligibility.ts';
import { holderOf } from './holder.ts';
import { deactivateAccounts, reactivateAccounts } from './link_state.ts';
import type { Match } from './match.ts';
import { type NumbersRead, realNumberFingerprint, storeNumbers } from './numbers.ts';
import type { Candidate } from './visit_rows.ts';

export interface AccountsToLink {
  session: Row<'sessions'>;
  authorization: Row<'authorizations'>;
  known: Row<'accounts'>[];
  match: Match;
  listed: Candidate[];
  numbers: Map<string, NumbersRead>;
  chosen: string[];
  /** When the new consent ends, at a bank whose numbers end with it. */
  consent_end: Date | null;
  now: Date;
}

export interface LinkedAccounts {
  /** In the order of the bank's list. */
  chosen: AccountId[];
  /** Siblings that came back without being chosen. */
  siblings: AccountId[];
}

export async function writeAccounts(context: Context, request: AccountsToLink): Promise<LinkedAccounts> {
  const { session, now } = request;
  const made: AccountId[] = [];
  const updated: Updated[] = [];
  const chosen: AccountId[] = [];
  for (const listed of request.listed) {
    const id = request.match.matched.get(listed.bank_account)?.account;
    const known = request.known.find((account) => account.id === id);
    if (!request.chosen.includes(listed.bank_account)) {
      // A sibling keeps its permissions, whatever this session asked for.
      if (known && (await keptOut(context, known, listed, now))) continue;
      if (known) updated.push(await updateKnown(context, request, listed, known, known.permissions));
      continue;
    }
    if (known) updated.push(await updateKnown(context, request, listed, known, session.permissions));
    else made.push(await createAccount(context, request, listed));
    chosen.push(known?.id ?? made.at(-1)!);
  }
  await announceAccounts(context, 'created', made, now);
  const back = await tellUpdated(context, updated, now);
  for (const { known } of updated) await followNumbers(context, known.id, { renewed: chosen.includes(known.id) });
  for (const id of request.match.missing) await leaveBehind(context, request, id);
  return { chosen, siblings: back.filter((id) => !chosen.includes(id)) };
}

async function createAccount(context: Context, request: AccountsToLink, listed: Candidate): Promise<AccountId> {
  const { session, authorization, consent_end, now } = request;
  const read = request.numbers.get(listed.bank_account) ?? 'not_read';
  const id = newId('fca', context.random);
  await context.trx
    .insertInto('accounts')
    .values({
      id,
      merchant: session.merchant,
      livemode: session.livemode,
      ...holderOf(session),
      test_clock: session.test_clock,
      authorization_id: authorization.id,
      institution: authorization.institution,
      status: 'active',
      inactive_cause: null,
      inactive_action: null,
      missing_since: null,
      permissions: session.permissions,
      subscriptions: [],
      created: now,
      ...facts(context, listed, read),
    })
    .execute();
  await storeNumbers(context, authorization, id, listed, read, { now, moment: 'link', consent_end });
  return id;
}

/** Ends a sibling that its bank has closed. Returns whether one is no part of the link: nothing that the customer agrees to moves money there. */
async function keptOut(context: Context, known: Row<'accounts'>, listed: Candidate, now: Date): Promise<boolean> {
  if (listed.state === 'closed') {
    await deactivateAccounts(context, [known], 'account_closed', 'none', now);
    return true;
  }
  // One that his bank has restricted for long.
  return listed.state === 'restricted' && known.status === 'inactive' && known.bank_state === 'restricted';
}

/** An account that was there before, as it was then, and what of it is new. */
interface Updated {
  known: Row<'accounts'>;
  numbers: boolean;
  payment_methods: boolean;
}

async function updateKnown(
  context: Context,
  request: AccountsToLink,
  listed: Candidate,
  known: Row<'accounts'>,
  permissions: Permission[],
): Promise<Updated> {
  const { authorization, consent_end, now } = request;
  const read = request.numbers.get(listed.bank_account) ?? 'not_read';
  const learnt = facts(context, listed, read, known);
  await context.trx
    .updateTable('accounts')
    .set({
      authorization_id: authorization.id,
      missing_since: null,
      bank_state: null,
      bank_state_since: null,
      permissions,
      ...learnt,
    })
    .where('id', '=', known.id)
    .execute();
  await endUncovered(context, known, permissions);
  const at = { now, moment: 'link', consent_end } as const;
  const numbers = await storeNumbers(context, authorization, known.id, listed, read, at);
  const types = learnt.supported_payment_method_types.join();
  return { known, numbers, payment_methods: types !== known.supported_payment_method_types.join() };
}

/** Brings back those that were inactive and tells of all that changed. Returns which came back. */
async function tellUpdated(context: Context, updated: readonly Updated[], now: Date): Promise<AccountId[]> {
  const idsOf = (some: readonly Updated[]) => some.map(({ known }) => known.id);
  const back = await reactivateAccounts(
    context,
    updated.map(({ known }) => known),
    now,
  );
  await announceNumbers(context, idsOf(updated.filter(({ numbers }) => numbers)), now);
  const types = idsOf(updated.filter(({ payment_methods }) => payment_methods));
  await announceAccounts(context, 'supported_payment_method_types_updated', types, now);
  return back;
}

/** A working account that the customer no longer shares ends here; one that was broken stays as it was. */
async function leaveBehind(context: Context, request: AccountsToLink, id: AccountId): Promise<void> {
  const account = request.known.find((row) => row.id === id);
  if (account?.status !== 'active' || account.authorization_id !== request.authorization.id) return;
  await deactivateAccounts(context, [account], 'access_denied', 'relink_required', request.now);
}

function facts(context: Context, listed: Candidate, read: NumbersRead, known?: Row<'accounts'>) {
  // A session that did not ask for numbers has nothing new to say about them.
  const held = read === 'not_read' ? known?.supported_payment_method_types : undefined;
  const usable = payable(listed) && read !== 'none';
  return {
    bank_account: listed.bank_account,
    number_fingerprint:
      realNumberFingerprint(context, read) ?? listed.number_fingerprint ?? known?.number_fingerprint ?? null,
    display_name: listed.display_name,
    last4: listed.last4,
    category: listed.category,
    subcategory: listed.subcategory,
    currency: listed.currency,
    supported_payment_method_types: usable ? (held ?? ['us_bank_account']) : [],
  };
}
