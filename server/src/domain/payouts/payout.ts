// Payouts: money on its way to the bank account of a connected account. Made, changed and canceled here, each with its event.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import type { EventType } from '#domain/events/types.ts';
import { type Metadata, mergeMetadata } from '#domain/metadata.ts';
import { makeEntry, takeBack } from '#domain/payments/entry.ts';
import { newId, type PayoutId } from '#kernel/id.ts';
import { type PayoutObject, presentPayout } from '#wire/payout.ts';
import { openDigits } from './bank_account.ts';
import type { ExternalAccount } from './external_account.ts';

export type Payout = Row<'payouts'>;

export interface NewPayout {
  /** Locked. */
  destination: ExternalAccount;
  amount: number;
  currency: string;
  description: string | null;
  metadata: Metadata;
  source_type: Payout['source_type'];
  statement_descriptor: string | null;
}

/** Why money cannot be sent there. */
export type PayoutProblem = 'unusable' | 'other_currency';

/**
 * Sends money to an external account of the context's merchant. There is no ledger here, so nothing has to be earned before.
 * For a moment it can be canceled; then the bank network has it.
 */
export async function createPayout(
  context: Context,
  { destination, metadata, ...made }: NewPayout,
): Promise<Payout | PayoutProblem> {
  const { trx, clock, random, vault, merchant, livemode } = context;
  if (destination.status !== 'new') return 'unusable';
  if (destination.currency !== made.currency) return 'other_currency';
  const now = clock.now();
  const payout = await trx
    .insertInto('payouts')
    .values({
      ...made,
      id: newId('po', random),
      merchant: merchant.id,
      livemode,
      destination: destination.id,
      status: 'pending',
      metadata: json(metadata),
      failure_code: null,
      failure_message: null,
      arrives_at: now,
      created: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await makeEntry(context, {
    object: payout.id,
    direction: 'credit',
    amount: made.amount,
    currency: made.currency,
    account: destination.account,
    number: openDigits(vault, 'external_accounts', destination),
    individual_name: destination.account_holder_name,
    company_name: made.statement_descriptor,
    test_clock: null,
    held: true,
  });
  await announcePayout(context, 'payout.created', payout);
  return payout;
}

/** Null where the context's merchant has none of that id in this mode. `lock` holds it; its external account comes before it. */
export async function findPayout(
  { trx, merchant, livemode }: Context,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<Payout | null> {
  const query = trx
    .selectFrom('payouts')
    .selectAll()
    .where('id', '=', id as PayoutId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** The wire objects of rows already read, with the numbers by which banks find those that were sent. */
export async function payoutObjects({ trx }: Pick<Context, 'trx'>, payouts: Payout[]): Promise<PayoutObject[]> {
  if (payouts.length === 0) return [];
  const entries = await trx
    .selectFrom('ach_entries')
    .select(['object', 'trace_number', 'status'])
    .where(
      'object',
      'in',
      payouts.map(({ id }) => id),
    )
    .execute();
  const sent = new Map(entries.map((entry) => [entry.object, entry]));
  return payouts.map((payout) => {
    const entry = sent.get(payout.id);
    return presentPayout(payout, entry?.status === 'settled' ? entry.trace_number : null);
  });
}

export async function payoutObject(context: Pick<Context, 'trx'>, payout: Payout): Promise<PayoutObject> {
  const [object] = await payoutObjects(context, [payout]);
  return object!;
}

export async function announcePayout(
  context: Context,
  type: EventType,
  payout: Payout,
  previous_attributes?: Record<string, unknown>,
): Promise<void> {
  await recordEvent(context, {
    type,
    object: await payoutObject(context, payout),
    ...(previous_attributes === undefined ? {} : { previous_attributes }),
    created: context.clock.now(),
  });
}

/** Writes values to a payout that is locked. */
export async function changePayout(
  { trx }: Context,
  { id }: Pick<Payout, 'id'>,
  values: Updateable<Schema['payouts']>,
): Promise<Payout> {
  return await trx.updateTable('payouts').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** `payout` must be locked. A change that changes nothing records no event. */
export async function updatePayout(
  context: Context,
  payout: Payout,
  change: Metadata | null,
): Promise<Payout | 'too_much_metadata'> {
  const metadata = mergeMetadata(payout.metadata, change);
  if (metadata === null) return 'too_much_metadata';
  const updated = await changePayout(context, payout, { metadata: json(metadata) });
  const previous = previousAttributes(await payoutObject(context, payout), await payoutObject(context, updated));
  if (previous !== null) await announcePayout(context, 'payout.updated', updated, previous);
  return updated;
}

/** `payout` must be locked. Null: the bank network may have it already. */
export async function cancelPayout(context: Context, payout: Payout): Promise<Payout | null> {
  if (payout.status !== 'pending' || !(await takeBack(context, payout.id))) return null;
  const canceled = await changePayout(context, payout, { status: 'canceled' });
  await announcePayout(context, 'payout.canceled', canceled);
  return canceled;
}
