// Payment intents: an amount on its way from a customer's bank account. Made, changed and canceled here, each with its event.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { PaymentError, PaymentOptions, PaymentShipping } from '#database/payment_tables.ts';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { recordEvent } from '#domain/events/record.ts';
import type { Metadata } from '#domain/metadata.ts';
import { newId, type PaymentIntentId } from '#kernel/id.ts';
import { type PaymentIntentParts, presentPaymentIntent } from '#wire/payment_intent.ts';
import { clientSecretOf, type MethodProblem, methodProblem, newClientSecret } from './intent.ts';
import { changeMandate, findMandate } from './mandate.ts';
import { endMicrodeposits, openMicrodeposits, verificationUrl } from './microdeposits.ts';
import type { PaymentMethod } from './payment_method.ts';

export type PaymentIntent = Row<'payment_intents'>;

export type PaymentEvent = 'created' | 'requires_action' | 'processing' | 'succeeded' | 'payment_failed' | 'canceled';

/** What intents are made and changed with besides whom and what they take the money from. */
export interface PaymentFields {
  amount: number;
  currency: string;
  description: string | null;
  metadata: Metadata;
  payment_method_types: string[];
  allowed_payment_method_types: string[] | null;
  payment_method_options: PaymentOptions;
  capture_method: PaymentIntent['capture_method'];
  setup_future_usage: PaymentIntent['setup_future_usage'];
  receipt_email: string | null;
  shipping: PaymentShipping | null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  transfer_group: string | null;
}

export interface NewPaymentIntent extends PaymentFields {
  customer: Row<'customers'> | null;
  /** Locked. */
  payment_method: PaymentMethod | null;
  automatic_payment_methods: PaymentIntent['automatic_payment_methods'];
  confirmation_method: PaymentIntent['confirmation_method'];
}

/** `public_url`: where the customer's pages are. */
export async function createPaymentIntent(
  context: Context,
  {
    customer,
    payment_method,
    metadata,
    payment_method_options,
    shipping,
    automatic_payment_methods,
    ...made
  }: NewPaymentIntent,
  public_url: string,
): Promise<PaymentIntent | MethodProblem> {
  const customerId = customer?.id ?? null;
  const problem = payment_method && (await methodProblem(context, payment_method, { customer: customerId }));
  if (problem !== null) return problem;
  const id = newId('pi', context.random);
  const test_clock = customer?.test_clock ?? payment_method?.test_clock ?? null;
  const created = await customerTime(context, test_clock);
  const intent = await context.trx
    .insertInto('payment_intents')
    .values({
      ...made,
      id,
      merchant: context.merchant.id,
      livemode: context.livemode,
      customer: customerId,
      test_clock,
      payment_method: payment_method?.id ?? null,
      status: payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
      metadata: json(metadata),
      payment_method_options: json(payment_method_options),
      shipping: json(shipping),
      automatic_payment_methods: json(automatic_payment_methods),
      mandate: null,
      latest_charge: null,
      last_payment_error: json(null),
      cancellation_reason: null,
      canceled_at: null,
      ...newClientSecret(context, 'payment_intents', id),
      created,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await announcePayment(context, 'created', intent, public_url, created);
  return intent;
}

/** Null where the merchant has none of that id in this mode. `lock` holds it until the transaction ends. */
export async function findPaymentIntent(
  { trx, merchant, livemode }: Context,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<PaymentIntent | null> {
  const query = trx
    .selectFrom('payment_intents')
    .selectAll()
    .where('id', '=', id as PaymentIntentId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** All that the wire shows of an intent. */
export async function paymentIntentParts(
  context: Context,
  intent: PaymentIntent,
  public_url: string,
): Promise<PaymentIntentParts> {
  const sent = intent.status === 'requires_action' ? await openMicrodeposits(context, intent.id) : null;
  return {
    intent,
    client_secret: clientSecretOf(context, 'payment_intents', intent),
    microdeposits: sent && {
      arrives_at: sent.arrives_at,
      type: sent.type,
      url: verificationUrl(context, sent, public_url),
    },
  };
}

export async function announcePayment(
  context: Context,
  type: PaymentEvent,
  intent: PaymentIntent,
  public_url: string,
  created: Date,
): Promise<void> {
  const object = presentPaymentIntent(await paymentIntentParts(context, intent, public_url));
  await recordEvent(context, { type: `payment_intent.${type}`, object, created });
}

/** Writes values to an intent that is locked. An error that is not named is forgotten. */
export async function changePayment(
  { trx }: Context,
  { id }: Pick<PaymentIntent, 'id'>,
  values: Omit<Updateable<Schema['payment_intents']>, 'last_payment_error'>,
  last_payment_error: PaymentError | null = null,
): Promise<PaymentIntent> {
  return await trx
    .updateTable('payment_intents')
    .set({ ...values, last_payment_error: json(last_payment_error) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Absent: unchanged. */
export interface PaymentChanges extends Partial<PaymentFields> {
  customer?: Row<'customers'>;
  /** Locked. */
  payment_method?: PaymentMethod;
}

/** Whether an intent still waits for somebody: what is being paid or has ended takes new notes and nothing else. */
export function isOpen({ status }: Pick<PaymentIntent, 'status'>): boolean {
  return status.startsWith('requires_');
}

/**
 * `intent` must be locked. Another payment method takes the place of the one that waits for its micro-deposits; another amount
 * than the customer agreed to has to be agreed to anew.
 */
export async function updatePaymentIntent(
  context: Context,
  intent: PaymentIntent,
  { customer, payment_method, metadata, payment_method_options: options, shipping, ...plain }: PaymentChanges,
): Promise<PaymentIntent | MethodProblem> {
  const customerId = customer?.id ?? intent.customer;
  const method = payment_method ?? (await methodOf(context, intent));
  const changesMethod = payment_method !== undefined || customer !== undefined;
  const problem = method && changesMethod ? await methodProblem(context, method, { customer: customerId }) : null;
  if (problem !== null) return problem;
  const confirmed_anew = payment_method !== undefined || (await isOutside(context, intent, plain.amount));
  if (confirmed_anew) await leaveVerification(context, intent);
  const values: Updateable<Schema['payment_intents']> = {
    ...plain,
    ...(metadata === undefined ? {} : { metadata: json(metadata) }),
    ...(options === undefined ? {} : { payment_method_options: json(options) }),
    ...(shipping === undefined ? {} : { shipping: json(shipping) }),
    ...(customer === undefined ? {} : { customer: customerId, test_clock: customer.test_clock }),
    ...(payment_method === undefined ? {} : { payment_method: payment_method.id }),
    ...(confirmed_anew ? { status: 'requires_confirmation' } : {}),
  };
  if (Object.keys(values).length === 0) return intent;
  return await context.trx
    .updateTable('payment_intents')
    .set(values)
    .where('id', '=', intent.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Whether a customer who is asked for the amount agreed to another one when he confirmed. */
async function isOutside(context: Context, intent: PaymentIntent, amount: number | undefined): Promise<boolean> {
  if (intent.status !== 'requires_action' || intent.mandate === null || amount === undefined) return false;
  const mandate = await findMandate(context, intent.mandate);
  return mandate?.type === 'single_use' && mandate.amount !== amount;
}

async function methodOf({ trx }: Context, { payment_method }: PaymentIntent): Promise<PaymentMethod | null> {
  if (payment_method === null) return null;
  return await trx.selectFrom('payment_methods').selectAll().where('id', '=', payment_method).executeTakeFirstOrThrow();
}

/** `intent` must be locked and open. */
export async function cancelPaymentIntent(
  context: Context,
  intent: PaymentIntent,
  cancellation_reason: PaymentIntent['cancellation_reason'],
  public_url: string,
): Promise<PaymentIntent> {
  await leaveVerification(context, intent);
  const now = await customerTime(context, intent.test_clock);
  const canceled = await changePayment(
    context,
    intent,
    { status: 'canceled', cancellation_reason, canceled_at: now },
    intent.last_payment_error,
  );
  await announcePayment(context, 'canceled', canceled, public_url, now);
  return canceled;
}

/** What an intent waited for is over without a result: another confirmation takes its place, or none. */
export async function leaveVerification(context: Context, intent: PaymentIntent): Promise<void> {
  if (intent.status !== 'requires_action') return;
  const now = await customerTime(context, intent.test_clock);
  await endMicrodeposits(context, intent.id, 'failed');
  if (intent.mandate !== null) await changeMandate(context, intent.mandate, 'inactive', now);
}
