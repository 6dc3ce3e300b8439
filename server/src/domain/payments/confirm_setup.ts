// Confirming a setup intent: the customer's word is taken down, and the bank account is ready, or has to be proved by micro-deposits first.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { IntentError } from '#database/payment_method_tables.ts';
import type { Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { holdCustomer } from '#domain/customers/customer_rows.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { assert } from '#kernel/assert.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { attachPaymentMethod } from './attach.ts';
import { type ConfirmProblem, confirmProblem, type MethodProblem, mandateFor, methodProblem } from './intent.ts';
import { type Acceptance, activeMandate, changeMandate } from './mandate.ts';
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
import { blockPaymentMethod, findPaymentMethod, type PaymentMethod } from './payment_method.ts';
import { changeAttempt, createAttempt } from './setup_attempt.ts';
import { announceSetupIntent, findSetupIntent, leaveAction, type SetupIntent } from './setup_intent.ts';

export interface Confirmation {
  /** Locked. */
  method: PaymentMethod;
  /** What the customer agreed to just now; null: nothing. */
  acceptance: Acceptance | null;
  public_url: string;
}

/** `intent` must be locked and not be finished, and its customer held. */
export async function confirmSetup(
  context: Context,
  intent: SetupIntent,
  { method, acceptance, public_url }: Confirmation,
): Promise<SetupIntent | MethodProblem | ConfirmProblem> {
  const unfit = await methodProblem(context, method, intent);
  if (unfit !== null) return unfit;
  const standing = intent.single_use === null ? await activeMandate(context, method.id) : null;
  const options = intent.payment_method_options;
  const mandated = acceptance !== null || standing !== null;
  const elsewhere = await waitsElsewhere(context, method, intent.id);
  const problem = confirmProblem(method, { mandate: mandated, elsewhere, options, livemode: context.livemode });
  if (problem !== null) return problem;
  await leaveAction(context, intent);
  const now = await customerTime(context, intent.test_clock);
  const ready = method.verified_at !== null;
  const mandate = await mandateFor(context, acceptance, {
    payment_method: method.id,
    intent: intent.id,
    status: ready ? 'active' : 'pending',
    collection_method: options.mandate_options?.collection_method ?? null,
    single_use: intent.single_use,
    created: now,
  });
  const status = ready ? 'succeeded' : 'requires_action';
  const latest_attempt = await createAttempt(context, intent, { payment_method: method.id, status, created: now });
  const started = await write(context, intent, {
    payment_method: method.id,
    payment_method_options: json(options),
    mandate: mandate?.id ?? null,
    latest_attempt,
  });
  if (ready) return await succeed(context, started, method, public_url);
  await sendMicrodeposits(context, { ...intent, kind: 'setup_intent' }, method, now);
  const waiting = await write(context, intent, { status: 'requires_action', last_setup_error: json(null) });
  await announceSetupIntent(context, 'requires_action', waiting, public_url, now);
  return waiting;
}

/** The bank account is ready to be debited, and belongs to the intent's customer from here on. */
async function succeed(
  context: Context,
  intent: SetupIntent,
  method: PaymentMethod,
  public_url: string,
): Promise<SetupIntent> {
  const now = await customerTime(context, intent.test_clock);
  const customer = intent.customer === null ? null : await holdCustomer(context, intent.customer);
  if (customer !== null && customer.deleted_at === null && method.customer === null) {
    const attached = await attachPaymentMethod(context, method, customer);
    assert(typeof attached !== 'string', 'a payment method that an intent takes can become its customer’s');
  }
  const done = await write(context, intent, { status: 'succeeded', last_setup_error: json(null) });
  await announceSetupIntent(context, 'succeeded', done, public_url, now);
  return done;
}

async function write(
  { trx }: Context,
  { id }: SetupIntent,
  values: Updateable<Schema['setup_intents']>,
): Promise<SetupIntent> {
  return await trx
    .updateTable('setup_intents')
    .set(values)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * What the customer read on his statement. `intent` must be locked; null where it waits for nothing. A wrong answer counts, so
 * the caller commits whatever comes of it.
 */
export async function verifySetup(
  context: Context,
  intent: SetupIntent,
  answer: MicrodepositsAnswer,
  public_url: string,
): Promise<{ intent: SetupIntent; result: AnswerResult } | null> {
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
  if (intent.mandate !== null) await changeMandate(context, intent.mandate, 'active', now);
  if (intent.latest_attempt !== null) await changeAttempt(context, intent.latest_attempt, 'succeeded', null);
  return { intent: await succeed(context, intent, verified, public_url), result };
}

/** A wait that ended by itself; nothing where the intent no longer waits for it. */
export async function endSetupVerification(context: Context, end: MicrodepositsEnd, public_url: string): Promise<void> {
  const intent = await findSetupIntent(context, end.intent, { lock: true });
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
  intent: SetupIntent,
  method: PaymentMethod,
  failure: VerificationFailure,
  public_url: string,
): Promise<SetupIntent> {
  const now = await customerTime(context, intent.test_clock);
  const blocked =
    failure === 'attempts_exceeded'
      ? await blockPaymentMethod(context, method, { reason: 'bank_account_unusable', network_code: null })
      : method;
  const error: IntentError = {
    type: 'invalid_request_error',
    ...VERIFICATION_ERRORS[failure],
    payment_method: presentPaymentMethod(blocked),
  };
  if (intent.mandate !== null) await changeMandate(context, intent.mandate, 'inactive', now);
  if (intent.latest_attempt !== null) await changeAttempt(context, intent.latest_attempt, 'failed', error);
  const failed = await write(context, intent, {
    payment_method: null,
    status: 'requires_payment_method',
    last_setup_error: json(error),
  });
  await announceSetupIntent(context, 'setup_failed', failed, public_url, now);
  return failed;
}
