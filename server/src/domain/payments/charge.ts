// Charges: one attempt each to take what an intent asks for, from the bank account that it has.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { PaymentShipping } from '#database/payment_tables.ts';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import type { EventType } from '#domain/events/types.ts';
import { type Metadata, mergeMetadata } from '#domain/metadata.ts';
import { newId } from '#kernel/id.ts';
import type { BankNumber } from './bank_number.ts';
import { type Charge, chargeObject } from './charge_rows.ts';
import { makeEntry } from './entry.ts';
import type { Mandate } from './mandate.ts';
import type { PaymentMethod } from './payment_method.ts';

/** Asks for the money: the charge and the entry that moves it exist together. The intent must be locked. */
export async function makeCharge(
  context: Context,
  intent: Row<'payment_intents'>,
  from: { method: PaymentMethod; number: BankNumber; mandate: Pick<Mandate, 'id'> },
): Promise<Charge> {
  const { trx, random, merchant, livemode } = context;
  const { method, number, mandate } = from;
  const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } = method;
  const now = await customerTime(context, intent.test_clock);
  const { amount, currency, customer, description, receipt_email, transfer_group } = intent;
  const { statement_descriptor, statement_descriptor_suffix } = intent;
  const charge = await trx
    .insertInto('charges')
    .values({
      id: newId('py', random),
      merchant: merchant.id,
      livemode,
      payment_intent: intent.id,
      customer,
      payment_method: method.id,
      mandate: mandate.id,
      status: 'pending',
      amount,
      currency,
      bank_account: json({ account_holder_type, account_type, bank_name, fingerprint, last4, routing_number }),
      billing_details: json(method.billing_details),
      description,
      metadata: json(intent.metadata),
      receipt_email,
      shipping: json(intent.shipping),
      statement_descriptor,
      statement_descriptor_suffix,
      transfer_group,
      failure_code: null,
      failure_message: null,
      network_code: null,
      created: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await makeEntry(context, {
    object: charge.id,
    direction: 'debit',
    amount,
    currency,
    account: method.account,
    number,
    individual_name: method.billing_details.name,
    company_name: statement_descriptor ?? statement_descriptor_suffix,
    test_clock: intent.test_clock,
    held: false,
  });
  await announceCharge(context, 'charge.pending', charge, now);
  return charge;
}

/** `at`: the customer's time. */
export async function announceCharge(context: Context, type: EventType, charge: Charge, at: Date): Promise<void> {
  await recordEvent(context, { type, object: await chargeObject(context, charge), created: at });
}

/** Writes values to a charge that is locked, or whose intent is. */
export async function changeCharge(
  context: Context,
  { id }: Pick<Charge, 'id'>,
  values: Updateable<Schema['charges']>,
): Promise<Charge> {
  return await context.trx
    .updateTable('charges')
    .set(values)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What a merchant can say about a charge; absent: unchanged. */
export interface ChargeFields {
  description?: string;
  metadata?: Metadata | null;
  receipt_email?: string;
  shipping?: PaymentShipping;
  transfer_group?: string;
}

/** `charge` must be locked. A change that changes nothing records no event. */
export async function updateCharge(
  context: Context,
  charge: Charge,
  { metadata: changed, shipping, ...plain }: ChargeFields,
): Promise<Charge | 'too_much_metadata'> {
  const metadata = changed === undefined ? charge.metadata : mergeMetadata(charge.metadata, changed);
  if (metadata === null) return 'too_much_metadata';
  const updated = await changeCharge(context, charge, {
    ...plain,
    metadata: json(metadata),
    ...(shipping === undefined ? {} : { shipping: json(shipping) }),
  });
  const object = await chargeObject(context, updated);
  const previous = previousAttributes(await chargeObject(context, charge), object);
  if (previous === null) return updated;
  const { test_clock } = await context.trx
    .selectFrom('payment_intents')
    .select('test_clock')
    .where('id', '=', charge.payment_intent)
    .executeTakeFirstOrThrow();
  const created = await customerTime(context, test_clock);
  await recordEvent(context, { type: 'charge.updated', object, previous_attributes: previous, created });
  return updated;
}
