// Payment methods: bank accounts that money is moved with. Made, found, changed and blocked here; their digits are opened here only.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { BillingDetails, BlockedReason } from '#database/payment_method_tables.ts';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import { type Metadata, mergeMetadata } from '#domain/metadata.ts';
import { newId, type PaymentMethodId } from '#kernel/id.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { type BankNumber, lastDigits, openNumber, publicFingerprint, sealNumber } from './bank_number.ts';

export type PaymentMethod = Row<'payment_methods'>;

/** What a new payment method is made of, whoever asks for it. */
export interface NewPaymentMethod {
  number: BankNumber;
  bank_name: string | null;
  /** The linked account that the number is of; null: it was typed in. */
  account: Pick<Row<'accounts'>, 'id' | 'test_clock'> | null;
  account_holder_type: 'company' | 'individual';
  account_type: 'checking' | 'savings';
  /** Nothing more has to prove that the number belongs to who gave it. */
  verified: boolean;
  billing_details: BillingDetails;
  allow_redisplay: PaymentMethod['allow_redisplay'];
  metadata: Metadata;
}

export async function createPaymentMethod(context: Context, made: NewPaymentMethod): Promise<PaymentMethod> {
  const { trx, merchant, livemode } = context;
  const { number, account, verified, billing_details, metadata, ...values } = made;
  const id = newId('pm', context.random);
  const test_clock = account?.test_clock ?? null;
  const created = await customerTime(context, test_clock);
  return await trx
    .insertInto('payment_methods')
    .values({
      ...values,
      ...keptNumber(context, id, number),
      id,
      merchant: merchant.id,
      livemode,
      customer: null,
      test_clock,
      account: account?.id ?? null,
      verified_at: verified ? created : null,
      blocked_reason: null,
      blocked_code: null,
      billing_details: json(billing_details),
      metadata: json(metadata),
      created,
      detached_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The columns that hold a number. */
export function keptNumber({ vault, merchant }: Context, id: PaymentMethodId, number: BankNumber) {
  return {
    routing_number: number.routing_number,
    last4: lastDigits(number),
    sealed: sealNumber(vault, { id, merchant: merchant.id }, number),
    fingerprint: publicFingerprint(vault, merchant.id, number),
  };
}

/** Null where the merchant has none of that id in this mode. `lock` holds it until the transaction ends; intents come before it. */
export async function findPaymentMethod(
  { trx, merchant, livemode }: Context,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<PaymentMethod | null> {
  const query = trx
    .selectFrom('payment_methods')
    .selectAll()
    .where('id', '=', id as PaymentMethodId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** Why a payment method moves no money. */
export type NumberProblem = 'blocked' | 'detached' | 'unverified';

/** The digits to move money with. They go to the bank and nowhere else: into no answer, log or event. */
export function usableNumber({ vault }: Pick<Context, 'vault'>, method: PaymentMethod): BankNumber | NumberProblem {
  if (method.detached_at !== null) return 'detached';
  if (method.blocked_reason !== null) return 'blocked';
  if (method.verified_at === null) return 'unverified';
  return openNumber(vault, method);
}

/** What a merchant can say about a payment method; absent: unchanged. */
export interface PaymentMethodChanges {
  billing_details?: Partial<BillingDetails>;
  allow_redisplay?: PaymentMethod['allow_redisplay'];
  account_holder_type?: 'company' | 'individual';
  account_type?: 'checking' | 'savings';
  metadata?: Metadata | null;
}

/** `method` must be locked. A change that changes nothing records no event. */
export async function updatePaymentMethod(
  context: Context,
  method: PaymentMethod,
  { billing_details, metadata: changed, ...plain }: PaymentMethodChanges,
): Promise<PaymentMethod | 'too_much_metadata'> {
  const metadata = changed === undefined ? method.metadata : mergeMetadata(method.metadata, changed);
  if (metadata === null) return 'too_much_metadata';
  const details = { ...method.billing_details, ...billing_details };
  return await changePaymentMethod(context, method, 'updated', {
    ...plain,
    billing_details: json(details),
    metadata: json(metadata),
  });
}

/**
 * The bank refused a debit or credit for a reason that the next one would meet, too. `method` must be locked; the code of the
 * ACH return is null where the reason was found otherwise.
 */
export async function blockPaymentMethod(
  context: Context,
  method: PaymentMethod,
  { reason, network_code }: { reason: BlockedReason; network_code: string | null },
): Promise<PaymentMethod> {
  return await changePaymentMethod(context, method, 'updated', { blocked_reason: reason, blocked_code: network_code });
}

/** Writes values and tells of what became different on the wire; `always`: of nothing, too. */
export async function changePaymentMethod(
  context: Context,
  method: PaymentMethod,
  type: 'updated' | 'automatically_updated',
  values: Updateable<Schema['payment_methods']>,
  always = false,
): Promise<PaymentMethod> {
  const changed = await context.trx
    .updateTable('payment_methods')
    .set(values)
    .where('id', '=', method.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const object = presentPaymentMethod(changed);
  const previous = previousAttributes(presentPaymentMethod(method), object);
  if (previous === null && !always) return changed;
  await recordEvent(context, {
    type: `payment_method.${type}`,
    object,
    ...(previous === null ? {} : { previous_attributes: previous }),
    created: await customerTime(context, changed.test_clock),
  });
  return changed;
}
