// SQL of charges, and what of them is shown.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { ChargeId } from '#kernel/id.ts';
import { type ChargeObject, presentCharge } from '#wire/charge.ts';

export type Charge = Row<'charges'>;

/** Null where the merchant has none of that id in this mode. `lock` holds it until the transaction ends; its intent comes before it. */
export async function findCharge(
  { trx, merchant, livemode }: Context,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<Charge | null> {
  const query = trx
    .selectFrom('charges')
    .selectAll()
    .where('id', '=', id as ChargeId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** The wire objects of rows already read, with the numbers by which banks find the settled ones. */
export async function presentCharges({ trx }: Pick<Context, 'trx'>, charges: Charge[]): Promise<ChargeObject[]> {
  if (charges.length === 0) return [];
  const entries = await trx
    .selectFrom('ach_entries')
    .select(['object', 'trace_number'])
    .where(
      'object',
      'in',
      charges.map(({ id }) => id),
    )
    .where('status', '=', 'settled')
    .execute();
  const traces = new Map(entries.map(({ object, trace_number }) => [object, trace_number]));
  return charges.map((charge) => presentCharge({ charge, payment_reference: traces.get(charge.id) ?? null }));
}

export async function chargeObject(context: Pick<Context, 'trx'>, charge: Charge): Promise<ChargeObject> {
  const [object] = await presentCharges(context, [charge]);
  return object!;
}
