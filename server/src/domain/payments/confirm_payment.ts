// Confirming a payment intent: the customer's word is taken down and the money asked for, or the bank account proved first.
import type { PaymentError } from '#database/payment_tables.ts';
import type { Context } from '#domain/context.ts';
import { holdCustomer } from '#domain/customers/customer_rows.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { assert } from '#kernel/assert.ts';
import type { MandateId } from '#kernel/id.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { attachPaymentMethod } from './attach.ts';
import { makeCharge } from './charge.ts';
import { type ConfirmProblem, confirmProblem, type MethodProblem, methodProblem } from './intent.ts';
import { type Acceptance, activeMandate, changeMandate, createMandate, type Mandate } from './mandate.ts';
import {
  type AnswerResult,
  answerMicrodeposits,
  endMicrodeposits,
  type MicrodepositsAnswer,
  type MicrodepositsEnd,
  openMicrodeposits,
  sendMicrodeposits,
  VERIFICATION_ERRORS,
  type VerificationFailure,
  waitsElsewhere,
} from './microdeposits.ts';
import {
  announcePayment,
  changePayment,
  findPaymentIntent,
  leaveVerification,
  type PaymentIntent,
} from './payment_intent.ts';
import { blockPaymentMethod, findPaymentMethod, type PaymentMethod, usableNumber } from './payment_method.ts';

export interface PaymentConfirmation {
  /** Locked. */
  method: PaymentMethod;
  /** What the customer agreed to just now; null: nothing. */
  acceptance: Acceptance | null;
  /** What he agreed to before, where the merchant names it; else the newest that allows any number of debits is taken. */
  mandate: Mandate | null;
  public_url: string;
}

/** `intent` must be locked and open, and its customer held. */
export async function confirmPayment(
  context: Context,
  intent: PaymentIntent,
  { method, acceptance, mandate: named, public_url }: PaymentConfirmation,
): Promise<PaymentIntent | MethodProblem | ConfirmProblem> {
  const unfit = await methodProblem(context, method, intent);
  if (unfit !== null) return unfit;
  const standing = acceptance === null ? (named ?? (await activeMandate(context, method.id))) : null;
  const options = intent.payment_method_options;
  const mandated = acceptance !== null || standing !== null;
  const elsewhere = await waitsElsewhere(context, method, intent.id);
  const problem = confirmProblem(method, { mandate: mandated, elsewhere, options, livemode: context.livemode });
  if (problem !== null) return problem;
  await leaveVerification(context, intent);
  const now = await customerTime(context, intent.test_clock);
  const mandate = standing ?? (await newMandate(context, intent, method, acceptance!, now));
  if (method.verified_at !== null) return await askForMoney(context, intent, { method, mandate, public_url });
  await sendMicrodeposits(context, { ...intent, kind: 'payment_intent' }, method, now);
  const waiting = await changePayment(context, intent, {
    status: 'requires_action',
    payment_method: method.id,
    mandate: mandate.id,
  });
  await announcePayment(context, 'requires_action', waiting, public_url, now);
  return waiting;
}

/** Whether the merchant said that there will be more payments from the bank account; what its own options say goes first. */
function isForLater({ setup_future_usage, payment_method_options }: PaymentIntent): boolean {
  const usage = payment_method_options.setup_future_usage ?? setup_future_usage;
  return usage !== null && usage !== 'none';
}

/** Good for this payment only, unless the merchant said that there will be others. */
async function newMandate(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  acceptance: Acceptance,
  created: Date,
): Promise<Mandate> {
  const { amount, currency, payment_method_options } = intent;
  return await createMandate(context, {
    ...acceptance,
    payment_method: method.id,
    intent: intent.id,
    status: method.verified_at === null ? 'pending' : 'active',
    collection_method: payment_method_options.mandate_options?.collection_method ?? null,
    single_use: isForLater(intent) ? null : { amount, currency },
    created,
  });
}

/** The money is asked for; a bank account that is to be used again becomes the customer's. */
async function askForMoney(
  context: Context,
  intent: PaymentIntent,
  { method, mandate, public_url }: { method: PaymentMethod; mandate: Pick<Mandate, 'id'>; public_url: string },
): Promise<PaymentIntent> {
  const held = intent.customer === null ? null : await holdCustomer(context, intent.customer);
  const customer = held?.deleted_at === null ? held : null;
  if (customer?.deleted_at === null && isForLater(intent) && method.customer === null) {
    const attached = await attachPaymentMethod(context, method, customer);
    assert(typeof attached !== 'string', 'a payment method that an intent takes can become its customer’s');
  }
  const number = usableNumber(context, method);
  assert(typeof number !== 'string', 'a payment method that an intent was confirmed with moves money');
  const now = await customerTime(context, intent.test_clock);
  const charge = await makeCharge(context, intent, { method, number, mandate });
  const processing = await changePayment(context, intent, {
    status: 'processing',
    payment_method: method.id,
    mandate: mandate.id,
    latest_charge: charge.id,
  });
  await announcePayment(context, 'processing', processing, public_url, now);
  return processing;
}

/**
 * What the customer read on his statement. `intent` must be locked; null where it waits for nothing. A wrong answer counts, so
 * the caller commits whatever comes of it.
 */
export async function verifyPayment(
  context: Context,
  intent: PaymentIntent,
  answer: MicrodepositsAnswer,
  public_url: string,
): Promise<{ intent: PaymentIntent; result: AnswerResult } | null> {
  const sent = intent.status === 'requires_action' ? await openMicrodeposits(context, intent.id) : null;
  if (sent === null) return null;
  const result = await answerMicrodeposits(context, sent, answer);
  if (result === 'amounts_mismatch' || result === 'descriptor_code_mismatch') return { intent, result };
  const method = await findPaymentMethod(context, sent.payment_method, { lock: true });
  assert(method !== null, 'micro-deposits went to a payment method of the merchant');
  if (result !== 'right') return { intent: await fail(context, intent, method, result, public_url), result };
  const now = await customerTime(context, intent.test_clock);
  const verified = await context.trx
    .updateTable('payment_methods')
    .set({ verified_at: now })
    .where('id', '=', method.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  assert(intent.mandate !== null, 'an intent that waits for micro-deposits has a mandate');
  const mandate: { id: MandateId } = { id: intent.mandate };
  await changeMandate(context, mandate.id, 'active', now);
  return { intent: await askForMoney(context, intent, { method: verified, mandate, public_url }), result };
}

/** A wait that ended by itself; nothing where the intent no longer waits for it. */
export async function endPaymentVerification(
  context: Context,
  end: MicrodepositsEnd,
  public_url: string,
): Promise<void> {
  const intent = await findPaymentIntent(context, end.intent, { lock: true });
  const sent = intent?.status === 'requires_action' ? await openMicrodeposits(context, intent.id) : null;
  if (intent === null || sent?.payment_method !== end.payment_method) return;
  const method = await findPaymentMethod(context, end.payment_method, { lock: true });
  assert(method !== null, 'micro-deposits went to a payment method of the merchant');
  await endMicrodeposits(context, intent.id, 'failed');
  await fail(context, intent, method, end.failure, public_url);
}

/** The intent needs another bank account; one that somebody guessed at too often is of no use to anybody. */
async function fail(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  failure: VerificationFailure,
  public_url: string,
): Promise<PaymentIntent> {
  const now = await customerTime(context, intent.test_clock);
  const blocked =
    failure === 'attempts_exceeded'
      ? await blockPaymentMethod(context, method, { reason: 'bank_account_unusable', network_code: null })
      : method;
  const error: PaymentError = {
    type: 'invalid_request_error',
    ...VERIFICATION_ERRORS[failure],
    payment_method: presentPaymentMethod(blocked),
  };
  if (intent.mandate !== null) await changeMandate(context, intent.mandate, 'inactive', now);
  const failed = await changePayment(
    context,
    intent,
    { payment_method: null, status: 'requires_payment_method' },
    error,
  );
  await announcePayment(context, 'payment_failed', failed, public_url, now);
  return failed;
}
