// How a charge ends: paid, or failed with what that says of the payment, of the bank account and of the mandate.
import type { BlockedReason } from '#database/payment_method_tables.ts';
import type { PaymentError } from '#database/payment_tables.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { assert } from '#kernel/assert.ts';
import type { ChargeId } from '#kernel/id.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import type { AchOutcome } from './ach.ts';
import { openNumber } from './bank_number.ts';
import { announceCharge, changeCharge } from './charge.ts';
import { type Charge, findCharge } from './charge_rows.ts';
import type { Entry } from './entry.ts';
import { hasNumberOf, isToken, lookAtLink } from './entry_number.ts';
import { disputeOf, failureOf, type NoMovement } from './failures.ts';
import { endMandates } from './mandate.ts';
import { announcePayment, changePayment, findPaymentIntent, type PaymentIntent } from './payment_intent.ts';
import { blockPaymentMethod, findPaymentMethod, type PaymentMethod } from './payment_method.ts';

/** Everything that an outcome concerns, locked: intent before payment method before charge. */
interface Concerned {
  entry: Entry;
  intent: PaymentIntent;
  method: PaymentMethod;
  charge: Charge;
  /** The customer's time. */
  now: Date;
  public_url: string;
}

/** Ends the charge of an entry. A charge that has ended stays as it is. */
export async function endCharge(
  context: Context,
  entry: Entry,
  outcome: Exclude<AchOutcome, { status: 'pending' }>,
  public_url: string,
): Promise<void> {
  const concerned = await lockConcerned(context, entry, public_url);
  if (concerned.charge.status !== 'pending') return;
  if (outcome.status !== 'settled') return await fail(context, concerned, outcome);
  await succeed(context, concerned);
  if (outcome.disputed_with !== null) await dispute(context, concerned, outcome.disputed_with);
}

async function lockConcerned(context: Context, entry: Entry, public_url: string): Promise<Concerned> {
  const id = entry.object as ChargeId;
  const told = await findCharge(context, id);
  assert(told !== null, 'an entry that debits has its charge');
  const intent = await findPaymentIntent(context, told.payment_intent, { lock: true });
  const method = await findPaymentMethod(context, told.payment_method, { lock: true });
  const charge = await findCharge(context, id, { lock: true });
  assert(intent !== null && method !== null && charge !== null, 'a charge has an intent and a payment method');
  return { entry, intent, method, charge, now: await customerTime(context, intent.test_clock), public_url };
}

async function succeed(context: Context, { intent, charge, now, public_url }: Concerned): Promise<void> {
  const paid = await changeCharge(context, charge, { status: 'succeeded' });
  await announceCharge(context, 'charge.succeeded', paid, now);
  const succeeded = await changePayment(context, intent, { status: 'succeeded' });
  await announcePayment(context, 'succeeded', succeeded, public_url, now);
}

/** The money has arrived, and the customer says that he never agreed: nothing more may be debited from his account. */
async function dispute(context: Context, concerned: Concerned, code: string): Promise<void> {
  const { network_code, block } = disputeOf(code);
  const disputed = await changeCharge(context, concerned.charge, { disputed: true, network_code });
  await announceCharge(context, 'charge.updated', disputed, concerned.now);
  await blockMethod(context, concerned, block, network_code);
}

async function fail(context: Context, concerned: Concerned, outcome: NoMovement): Promise<void> {
  const { intent, entry, charge, now, public_url } = concerned;
  const failure = failureOf(outcome, { tokenized: await isToken(context, entry, outcome) });
  const { charge_code: code, message, network_code, block, risky } = failure;
  const failed = await changeCharge(context, charge, {
    status: 'failed',
    failure_code: code,
    failure_message: message,
    network_code,
    blocked: risky,
  });
  await announceCharge(context, 'charge.failed', failed, now);
  const method = block === null ? concerned.method : await blockMethod(context, concerned, block, network_code);
  const error: PaymentError = {
    type: 'invalid_request_error',
    code,
    message,
    payment_method: presentPaymentMethod(method),
    charge: charge.id,
    ...(network_code === null ? {} : { network_decline_code: network_code }),
  };
  const values = { status: 'requires_payment_method', payment_method: null } as const;
  const unpaid = await changePayment(context, intent, values, error);
  await announcePayment(context, 'payment_failed', unpaid, public_url, now);
  if (block !== null) await lookAtLink(context, entry, network_code, now);
}

/** What came back for a number that the method no longer has says nothing about the one that it has now. */
async function blockMethod(
  context: Context,
  { entry, method, now }: Concerned,
  reason: BlockedReason,
  network_code: string | null,
): Promise<PaymentMethod> {
  const unauthorized = reason === 'debit_not_authorized';
  // A detached one has no number left.
  if (method.detached_at !== null && !unauthorized) return method;
  if (!unauthorized && !hasNumberOf(context, entry, openNumber(context.vault, method))) return method;
  const blocked = await blockPaymentMethod(context, method, { reason, network_code });
  if (unauthorized) await endMandates(context, method.id, now);
  return blocked;
}
