// What setup and payment intents have in common: their client secret, which payment methods they take, and what a confirmation needs.
import type { BankAccountOptions } from '#database/payment_method_tables.ts';
import type { Context } from '#domain/context.ts';
import { type CustomerId, type MerchantId, randomText } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { hashSecret, sameBytes } from '#kernel/secret.ts';
import { holderOf } from './attach.ts';
import { type Acceptance, activeMandate, createMandate, type Mandate, type NewMandate } from './mandate.ts';
import type { PaymentMethod } from './payment_method.ts';

const SECRET_LENGTH = 25;

interface Intent {
  id: string;
  merchant: MerchantId;
}

interface SecretColumns {
  client_secret_hash: Uint8Array;
  client_secret_sealed: Uint8Array;
}

/** A new secret that opens one intent to the page it is given to; shown again to the merchant's server, so it is sealed, too. */
export function newClientSecret(context: Context, table: string, id: string): SecretColumns {
  const secret = `${id}_secret_${randomText(SECRET_LENGTH, context.random)}`;
  return {
    client_secret_hash: hashSecret(secret),
    client_secret_sealed: context.vault.sealer.seal(secret, placeOf(table, { id, merchant: context.merchant.id })),
  };
}

export function clientSecretOf(
  { vault }: Pick<Context, 'vault'>,
  table: string,
  intent: Intent & Pick<SecretColumns, 'client_secret_sealed'>,
): string {
  return vault.sealer.open(intent.client_secret_sealed, placeOf(table, intent));
}

export function isClientSecret(
  secret: string,
  { client_secret_hash }: Pick<SecretColumns, 'client_secret_hash'>,
): boolean {
  return sameBytes(hashSecret(secret), client_secret_hash);
}

function placeOf(table: string, { id, merchant }: Intent): Place {
  return { tenant: merchant, table, column: 'client_secret', row: id };
}

/** Why an intent does not take a payment method. */
export type MethodProblem =
  | { type: 'other_customer'; customer: CustomerId }
  | { type: 'customer_missing'; customer: CustomerId }
  | { type: 'detached' }
  | { type: 'holder_differs' }
  | { type: 'no_holder' };

/**
 * A payment method that is somebody's goes with his intents only. One that is nobody's yet may become the intent's customer's,
 * if the linked account behind it is his; what was linked without a holder goes with an intent without a customer (the guide on
 * relinking accounts for payments).
 */
export async function methodProblem(
  context: Context,
  method: PaymentMethod,
  intent: { customer: CustomerId | null },
): Promise<MethodProblem | null> {
  if (method.detached_at !== null) return { type: 'detached' };
  if (method.customer !== null) {
    if (method.customer === intent.customer) return null;
    return { type: intent.customer === null ? 'customer_missing' : 'other_customer', customer: method.customer };
  }
  if (intent.customer === null || method.account === null) return null;
  const holder = await holderOf(context, method);
  if (holder === null) return { type: 'no_holder' };
  return holder === intent.customer ? null : { type: 'holder_differs' };
}

/** Why an intent cannot be confirmed with the payment method that it has. */
export type ConfirmProblem =
  | 'blocked'
  | 'name_missing'
  | 'mandate_missing'
  | 'not_instant'
  | 'no_microdeposits'
  | 'verified_elsewhere';

/**
 * Pure. `mandate`: there is one already, or the confirmation brings it along. `elsewhere`: another intent waits for the account's
 * owner, so this one could end up with what became another customer's. Only banks of the sandbox take micro-deposits from us, so
 * a typed-in number cannot be proved in live mode.
 */
export function confirmProblem(
  method: PaymentMethod,
  given: { mandate: boolean; elsewhere: boolean; options: BankAccountOptions; livemode: boolean },
): ConfirmProblem | null {
  if (method.blocked_reason !== null) return 'blocked';
  if (method.billing_details.name === null) return 'name_missing';
  if (!given.mandate) return 'mandate_missing';
  if (method.verified_at !== null) return null;
  if (given.options.verification_method === 'instant') return 'not_instant';
  if (given.elsewhere) return 'verified_elsewhere';
  return given.livemode ? 'no_microdeposits' : null;
}

/** The mandate of a confirmation: what the customer says now, else what he said before. Null: neither. */
export async function mandateFor(
  context: Context,
  acceptance: Acceptance | null,
  made: Omit<NewMandate, keyof Acceptance>,
): Promise<Mandate | null> {
  if (acceptance !== null) return await createMandate(context, { ...acceptance, ...made });
  return made.single_use === null ? await activeMandate(context, made.payment_method) : null;
}
