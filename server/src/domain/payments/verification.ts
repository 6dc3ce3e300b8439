// Micro-deposits as the customer meets them on our page: of setup and payment intents alike, by the token of his link.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { holdCustomer } from '#domain/customers/customer_rows.ts';
import { assert } from '#kernel/assert.ts';
import { isId } from '#kernel/id.ts';
import { verifyPayment } from './confirm_payment.ts';
import { verifySetup } from './confirm_setup.ts';
import {
  type AnswerResult,
  type Microdeposits,
  type MicrodepositsAnswer,
  VERIFICATION_ERRORS,
  type VerificationFailure,
} from './microdeposits.ts';
import { findPaymentIntent } from './payment_intent.ts';
import { findPaymentMethod, type PaymentMethod } from './payment_method.ts';
import { findSetupIntent } from './setup_intent.ts';

/** `replaced`: the intent waits for another account, or for none. */
export type Standing = 'waiting' | 'verified' | VerificationFailure | 'replaced';

export interface Verification {
  standing: Standing;
  method: PaymentMethod;
  customer: Row<'customers'>['id'] | null;
}

/** How the verification stands that a link is about. */
export async function verificationOf(context: Context, sent: Microdeposits): Promise<Verification> {
  const intent = isId('seti', sent.intent)
    ? await findSetupIntent(context, sent.intent)
    : await findPaymentIntent(context, sent.intent);
  const method = await findPaymentMethod(context, sent.payment_method);
  assert(intent !== null && method !== null, 'micro-deposits belong to an intent and went to a payment method');
  const error = 'last_setup_error' in intent ? intent.last_setup_error : intent.last_payment_error;
  return { standing: standingOf(sent, intent.status, error?.code ?? null), method, customer: intent.customer };
}

const FAILURES = Object.keys(VERIFICATION_ERRORS) as VerificationFailure[];

function standingOf({ state }: Microdeposits, status: string, error: string | null): Standing {
  if (state === 'verified') return 'verified';
  if (state === 'sent' && status === 'requires_action') return 'waiting';
  return FAILURES.find((failure) => VERIFICATION_ERRORS[failure].code === error) ?? 'replaced';
}

/** Null where nothing is waited for any more. A wrong answer counts. */
export async function answerVerification(
  context: Context,
  sent: Microdeposits,
  answer: MicrodepositsAnswer,
  public_url: string,
): Promise<AnswerResult | null> {
  const setup = isId('seti', sent.intent);
  const find = setup ? findSetupIntent : findPaymentIntent;
  const seen = await find(context, sent.intent);
  if (seen?.customer) await holdCustomer(context, seen.customer);
  if (setup) {
    const intent = await findSetupIntent(context, sent.intent, { lock: true });
    return (intent && (await verifySetup(context, intent, answer, public_url)))?.result ?? null;
  }
  const intent = await findPaymentIntent(context, sent.intent, { lock: true });
  return (intent && (await verifyPayment(context, intent, answer, public_url)))?.result ?? null;
}
