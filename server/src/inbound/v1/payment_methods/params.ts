// The parameters of payment methods, also where an intent takes them, and how they become one.
import type Stripe from 'stripe';
import { z } from 'zod';
import type { BillingDetails } from '#database/payment_method_tables.ts';
import { accountById } from '#domain/connections/account_rows.ts';
import { isAccountNumber, isRoutingNumber } from '#domain/payments/bank_number.ts';
import { linkedNumber } from '#domain/payments/linked_number.ts';
import type { NewPaymentMethod } from '#domain/payments/payment_method.ts';
import { typedNumber } from '#domain/payments/typed_number.ts';
import type { RequestContext } from '#inbound/http/endpoint.ts';
import { exclusiveParams, missingParam, noSuch } from '#inbound/http/errors.ts';
import { emptyable, enumeration, hash, metadata, type ParamsOf, refuseParam, text } from '#inbound/http/params.ts';
import { address, wholeAddress } from '#inbound/v1/customers/params.ts';
import { linkedNumberError } from './problems.ts';

const ID_MAX = 255;

export const ALLOW_REDISPLAY = ['always', 'limited', 'unspecified'] as const;

const digits = (isFit: (value: string) => boolean, message: string, code: string) =>
  text({ max: 20 }).superRefine((value, context) => {
    if (!isFit(value)) refuseParam(context, message, code);
  });

const holderType = () => enumeration(['company', 'individual']).optional();
const accountType = () => enumeration(['checking', 'savings']).optional();

const usBankAccount = () =>
  hash({
    account_holder_type: holderType(),
    account_number: digits(
      isAccountNumber,
      'Invalid account number: it has 4 to 17 digits.',
      'account_number_invalid',
    ).optional(),
    account_type: accountType(),
    financial_connections_account: text({ max: ID_MAX }).optional(),
    routing_number: digits(
      isRoutingNumber,
      'Invalid routing number: it has nine digits, the last of which proves the others.',
      'routing_number_invalid',
    ).optional(),
  } satisfies ParamsOf<Stripe.PaymentMethodCreateParams.UsBankAccount>);

export const billingDetails = () =>
  hash({
    address: emptyable(address()).optional(),
    email: emptyable(text({ max: 512 })).optional(),
    name: emptyable(text({ max: 500 })).optional(),
    phone: emptyable(text({ max: 32 })).optional(),
    tax_id: text({ max: 100 }).optional(),
  } satisfies ParamsOf<Stripe.PaymentMethodCreateParams.BillingDetails>);

/** What a payment method is made of, by itself and as an intent's `payment_method_data`. */
export const paymentMethodParams = {
  type: enumeration(['us_bank_account']),
  us_bank_account: usBankAccount().optional(),
  billing_details: billingDetails().optional(),
  allow_redisplay: enumeration(ALLOW_REDISPLAY).optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<Stripe.PaymentMethodCreateParams>;

const data = z.object(paymentMethodParams);
export type PaymentMethodParams = z.output<typeof data>;

/** An intent's `payment_method_data`. */
export const paymentMethodData = () => hash(paymentMethodParams).optional();

export const updateParams = {
  billing_details: billingDetails().optional(),
  us_bank_account: hash({
    account_holder_type: holderType(),
    account_type: accountType(),
  } satisfies ParamsOf<Stripe.PaymentMethodUpdateParams.UsBankAccount>).optional(),
  allow_redisplay: enumeration(ALLOW_REDISPLAY).optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<Stripe.PaymentMethodUpdateParams>;

type BillingParams = z.output<ReturnType<typeof billingDetails>>;

/** The fields that were given, addresses filled with null. */
export function billingChanges({ address: given, ...fields }: BillingParams): Partial<BillingDetails> {
  return { ...fields, ...(given === undefined ? {} : { address: wholeAddress(given ?? {}) }) };
}

/** All fields, null where nothing was said. */
export function wholeBilling(params: BillingParams): BillingDetails {
  const nobody = { address: wholeAddress({}), email: null, name: null, phone: null, tax_id: null };
  return { ...nobody, ...billingChanges(params) };
}

/** Reads the linked account, if it is made from one; throws what keeps it from being made. `prefix`: the hash that the parameters stand in. */
export async function newPaymentMethod(
  context: RequestContext,
  params: PaymentMethodParams,
  prefix: string | null,
): Promise<NewPaymentMethod> {
  const name = (path: string) => bracketed(prefix, path);
  const { us_bank_account: bank } = params;
  if (bank === undefined) throw missingParam(name('us_bank_account'));
  const source = await sourceOf(context, bank, name);
  return {
    ...source,
    account_holder_type: bank.account_holder_type ?? 'individual',
    account_type: bank.account_type ?? source.account_type,
    billing_details: wholeBilling(params.billing_details ?? {}),
    allow_redisplay: params.allow_redisplay ?? 'unspecified',
    metadata: params.metadata ?? {},
  };
}

type Source = Pick<NewPaymentMethod, 'number' | 'bank_name' | 'account' | 'account_type' | 'verified'>;
type BankParams = NonNullable<PaymentMethodParams['us_bank_account']>;

async function sourceOf(context: RequestContext, bank: BankParams, name: (path: string) => string): Promise<Source> {
  const { account_number, routing_number, financial_connections_account: id } = bank;
  const param = name('us_bank_account[financial_connections_account]');
  if (id !== undefined) {
    if (account_number !== undefined) throw exclusiveParams(param, name('us_bank_account[account_number]'));
    if (routing_number !== undefined) throw exclusiveParams(param, name('us_bank_account[routing_number]'));
    const { trx, merchant, livemode } = context;
    const account = await accountById(trx, { merchant: merchant.id, livemode }, id);
    if (account === null) throw noSuch('account', id, param);
    const number = await linkedNumber(context, account);
    if (typeof number === 'string') throw linkedNumberError(number, param);
    const { display_name } = await trx
      .selectFrom('institutions')
      .select('display_name')
      .where('id', '=', account.institution)
      .executeTakeFirstOrThrow();
    const account_type = account.subcategory === 'savings' ? 'savings' : 'checking';
    return { number, bank_name: display_name, account, account_type, verified: true };
  }
  if (account_number === undefined) throw missingParam(name('us_bank_account[account_number]'));
  if (routing_number === undefined) throw missingParam(name('us_bank_account[routing_number]'));
  return { ...(await typedNumber(context, { account_number, routing_number })), account_type: 'checking' };
}

/** `us_bank_account[x]` inside of `payment_method_data` is `payment_method_data[us_bank_account][x]`. */
function bracketed(prefix: string | null, path: string): string {
  if (prefix === null) return path;
  const [first = '', rest = ''] = path.split(/(?=\[)/, 2);
  return `${prefix}[${first}]${rest}`;
}
