// Mandates: that a customer allowed debits, when, and from where he said so.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import { type MandateId, newId, type PaymentMethodId } from '#kernel/id.ts';
import { presentMandate } from '#wire/mandate.ts';

export type Mandate = Row<'mandates'>;

/** How the customer agreed: in a browser whose address and name are kept, or on paper or by telephone. */
export type Acceptance = Pick<Mandate, 'acceptance' | 'accepted_at' | 'ip_address' | 'user_agent'>;

export interface NewMandate extends Acceptance {
  payment_method: PaymentMethodId;
  intent: string;
  status: Mandate['status'];
  collection_method: Mandate['collection_method'];
  /** The one payment that it is good for; null: any number of them. */
  single_use: { amount: number; currency: string } | null;
  created: Date;
}

export async function createMandate(context: Context, { single_use, ...made }: NewMandate): Promise<Mandate> {
  return await context.trx
    .insertInto('mandates')
    .values({
      ...made,
      id: newId('mandate', context.random),
      merchant: context.merchant.id,
      livemode: context.livemode,
      type: single_use === null ? 'multi_use' : 'single_use',
      amount: single_use?.amount ?? null,
      currency: single_use?.currency ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Null where the merchant has none of that id in this mode. */
export async function findMandate({ trx, merchant, livemode }: Context, id: string): Promise<Mandate | null> {
  const row = await trx
    .selectFrom('mandates')
    .selectAll()
    .where('id', '=', id as MandateId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .executeTakeFirst();
  return row ?? null;
}

/** How often customers agreed to debits for an intent; counts no further than `most`. */
export async function countMandates({ trx }: Context, intent: string, most: number): Promise<number> {
  const rows = await trx.selectFrom('mandates').select('id').where('intent', '=', intent).limit(most).execute();
  return rows.length;
}

/** The newest one that allows any number of debits; null where a customer has to agree first. */
export async function activeMandate({ trx }: Context, method: PaymentMethodId): Promise<Mandate | null> {
  const row = await trx
    .selectFrom('mandates')
    .selectAll()
    .where('payment_method', '=', method)
    .where('status', '=', 'active')
    .where('type', '=', 'multi_use')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Tells of it once; a mandate that has the status already stays as it is. `at`: the customer's time. */
export async function changeMandate(
  context: Context,
  id: MandateId,
  status: Mandate['status'],
  at: Date,
): Promise<void> {
  const before = await context.trx
    .selectFrom('mandates')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (before.status === status) return;
  await context.trx.updateTable('mandates').set({ status }).where('id', '=', id).execute();
  const object = presentMandate({ ...before, status });
  const previous_attributes = previousAttributes(presentMandate(before), object) ?? {};
  await recordEvent(context, { type: 'mandate.updated', object, previous_attributes, created: at });
}

/** More than one payment method is ever given. */
const MANDATES_MAX = 500;

/** Nothing may be debited any more: the payment method was detached, or its customer told his bank so. */
export async function endMandates(context: Context, method: PaymentMethodId, at: Date): Promise<void> {
  const open = await context.trx
    .selectFrom('mandates')
    .select('id')
    .where('payment_method', '=', method)
    .where('status', '<>', 'inactive')
    .orderBy('sequence')
    .limit(MANDATES_MAX)
    .execute();
  for (const { id } of open) await changeMandate(context, id, 'inactive', at);
}
