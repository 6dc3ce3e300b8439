// How a payout goes on: handed to the bank network, then paid, or failed with what that says of the bank account.
import type { Context } from '#domain/context.ts';
import type { AchOutcome } from '#domain/payments/ach.ts';
import type { Entry } from '#domain/payments/entry.ts';
import { hasNumberOf, isToken, lookAtLink } from '#domain/payments/entry_number.ts';
import { type Failure, failureOf } from '#domain/payments/failures.ts';
import { assert } from '#kernel/assert.ts';
import type { PayoutId } from '#kernel/id.ts';
import { openDigits } from './bank_account.ts';
import { changeExternalAccount, type ExternalAccount } from './external_account.ts';
import { announcePayout, changePayout, findPayout } from './payout.ts';

/** Locks the payout before `start` says whether its entry is sent now: from then on it cannot be canceled. */
export async function payoutUnderWay<Begun>(
  context: Context,
  id: PayoutId,
  start: () => Promise<Begun | null>,
): Promise<Begun | null> {
  const payout = await findPayout(context, id, { lock: true });
  const begun = await start();
  if (begun === null || payout?.status !== 'pending') return begun;
  const sent = await changePayout(context, payout, { status: 'in_transit' });
  await announcePayout(context, 'payout.updated', sent, { status: 'pending' });
  return begun;
}

/** Ends the payout of an entry. One that has ended stays as it is. */
export async function endPayout(
  context: Context,
  entry: Entry,
  outcome: Exclude<AchOutcome, { status: 'pending' }>,
): Promise<void> {
  const told = await findPayout(context, entry.object);
  assert(told !== null, 'an entry that credits has its payout');
  const external = await lockDestination(context, told.destination);
  const payout = await findPayout(context, entry.object, { lock: true });
  assert(payout !== null, 'a payout does not go');
  if (payout.status !== 'in_transit') return;
  if (outcome.status === 'settled') {
    await announcePayout(context, 'payout.paid', await changePayout(context, payout, { status: 'paid' }));
    return;
  }
  const failure = failureOf(outcome, { tokenized: await isToken(context, entry, outcome) });
  const failed = await changePayout(context, payout, {
    status: 'failed',
    failure_code: failure.payout_code,
    failure_message: failure.message,
  });
  await announcePayout(context, 'payout.failed', failed);
  await markUnusable(context, entry, external, failure);
  if (failure.block !== null) await lookAtLink(context, entry, failure.network_code, context.clock.now());
}

/** Also one that was deleted meanwhile. */
async function lockDestination({ trx }: Context, id: ExternalAccount['id']): Promise<ExternalAccount> {
  return await trx
    .selectFrom('external_accounts')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** What came back for digits that the account no longer has says nothing about those that it has now. */
async function markUnusable(
  context: Context,
  entry: Entry,
  external: ExternalAccount,
  { block }: Failure,
): Promise<void> {
  if (external.deleted_at !== null) return;
  if (!hasNumberOf(context, entry, openDigits(context.vault, 'external_accounts', external))) return;
  const dead = block === 'tokenized_account_number_deactivated';
  await changeExternalAccount(context, external, { status: dead ? block : 'errored' });
}
