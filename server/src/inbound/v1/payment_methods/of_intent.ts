// What setup and payment intents take of a payment method: which one, the bank account's options, the customer's agreement.
import { isIP } from 'node:net';
import type Stripe from 'stripe';
import type { z } from 'zod';
import type { BankAccountOptions } from '#database/payment_method_tables.ts';
import type { Row } from '#database/schema.ts';
import { offeredInstitution } from '#domain/connections/institution_rows.ts';
import { holdCustomer } from '#domain/customers/customer_rows.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { holderOf } from '#domain/payments/attach.ts';
import { type Acceptance, countMandates } from '#domain/payments/mandate.ts';
import { createPaymentMethod, findPaymentMethod, type PaymentMethod } from '#domain/payments/payment_method.ts';
import { testPaymentMethod } from '#domain/payments/typed_number.ts';
import type { RequestContext } from '#inbound/http/endpoint.ts';
import { exclusiveParams, invalidParam, invalidRequest, missingParam, noSuch } from '#inbound/http/errors.ts';
import {
  array,
  boolean,
  emptyable,
  enumeration,
  hash,
  type ParamsOf,
  refuseParam,
  text,
  timestamp,
} from '#inbound/http/params.ts';
import { PERMISSIONS } from '#inbound/v1/financial_connections/sessions/params.ts';
import { fromUnixSeconds, unixSeconds } from '#kernel/clock.ts';
import type { CustomerId, PaymentMethodId, TestClockId } from '#kernel/id.ts';
import { newPaymentMethod, type PaymentMethodParams } from './params.ts';

const ID_MAX = 255;
const URL_MAX = 2048;
const ADDRESS_MAX = 45;
const USER_AGENT_MAX = 500;
/** Far more confirmations than a customer needs; each costs rows, events and perhaps a debit. */
const BY_PAGES_MAX = 50;

type SetupOptions = Stripe.SetupIntentCreateParams.PaymentMethodOptions.UsBankAccount;

const permissions = () =>
  array(enumeration(PERMISSIONS), { min: 1 }).superRefine((given, context) => {
    if (!given.includes('payment_method')) refuseParam(context, 'permissions must include payment_method.');
  });

const financialConnections = () =>
  hash({
    filters: hash({
      account_subcategories: array(enumeration(['checking', 'savings']), { min: 1 }).optional(),
      institution: text({ max: ID_MAX }).optional(),
    }).optional(),
    manual_entry: hash({ mode: enumeration(['automatic', 'custom']) }).optional(),
    permissions: permissions().optional(),
    prefetch: array(enumeration(['balances', 'inferred_balances', 'ownership', 'transactions'])).optional(),
    return_url: text({ max: URL_MAX }).optional(),
  } satisfies ParamsOf<SetupOptions['financial_connections']>);

/** `payment_method_options[us_bank_account]` of both kinds of intents. */
export const bankAccountOptions = () =>
  hash({
    financial_connections: financialConnections().optional(),
    mandate_options: hash({ collection_method: emptyable(enumeration(['paper'])).optional() }).optional(),
    networks: hash({ requested: array(enumeration(['ach', 'us_domestic_wire'])).optional() }).optional(),
    verification_method: enumeration(['automatic', 'instant', 'microdeposits']).optional(),
  } satisfies ParamsOf<SetupOptions>);

type OptionsParams = z.output<ReturnType<typeof bankAccountOptions>>;

/** The options with what was given laid over what stood; throws where a bank is named that is none. */
export async function optionsGiven(
  context: RequestContext,
  given: OptionsParams | undefined,
  before: BankAccountOptions = {},
): Promise<BankAccountOptions> {
  const { mandate_options, networks, ...plain } = given ?? {};
  const institution = plain.financial_connections?.filters?.institution;
  if (institution !== undefined && (await offeredInstitution(context.trx, context.livemode, institution)) === null) {
    const param = 'payment_method_options[us_bank_account][financial_connections][filters][institution]';
    throw noSuch('institution', institution, param);
  }
  const collection_method = mandate_options?.collection_method ?? undefined;
  return JSON.parse(
    JSON.stringify({
      ...before,
      ...plain,
      ...(mandate_options === undefined ? {} : { mandate_options: { collection_method } }),
      ...(networks === undefined ? {} : { networks: { requested: networks.requested ?? ['ach'] } }),
    }),
  ) as BankAccountOptions;
}

/** How an account is verified, and what may be read of it, is the merchant's to say: throws where a page does. */
export function refuseOptionsOfPages({ caller }: RequestContext, given: object | undefined): void {
  if (caller.kind !== 'publishable' || given === undefined) return;
  throw invalidParam(
    'Only your server may set payment_method_options, with your secret key.',
    'payment_method_options',
  );
}

/** The customer of an intent, kept from being deleted until the intent is written. */
export async function customerGiven(context: RequestContext, id: string): Promise<Row<'customers'>> {
  const customer = await holdCustomer(context, id);
  if (customer === null || customer.deleted_at !== null) throw noSuch('customer', id, 'customer');
  return customer;
}

interface MethodGiven {
  payment_method?: string | undefined;
  payment_method_data?: PaymentMethodParams | undefined;
}

/** The payment method that a request names or describes, locked; null where it does neither. */
export async function methodGiven(context: RequestContext, given: MethodGiven): Promise<PaymentMethod | null> {
  const { payment_method: id, payment_method_data: data } = given;
  if (id !== undefined && data !== undefined) throw exclusiveParams('payment_method', 'payment_method_data');
  if (data !== undefined)
    return await createPaymentMethod(context, await newPaymentMethod(context, data, 'payment_method_data'));
  if (id === undefined) return null;
  const known = testPaymentMethod(context, id);
  if (known !== null) return await createPaymentMethod(context, known);
  const method = await findPaymentMethod(context, id, { lock: true });
  if (method === null) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}

/**
 * The same for a confirmation. A page that names what is somebody's does so for him: a server may leave an intent without its
 * customer, but a stranger's browser neither gets to debit him that way nor is told who he is.
 */
export async function methodConfirmed(
  context: RequestContext,
  given: MethodGiven,
  intent: { customer: CustomerId | null; payment_method: PaymentMethodId | null },
): Promise<PaymentMethod | null> {
  const method = await methodGiven(context, given);
  if (method === null || method.id === intent.payment_method) return method;
  if (context.caller.kind !== 'publishable' || intent.customer !== null) return method;
  if ((method.customer ?? (await holderOf(context, method))) === null) return method;
  throw invalidRequest('This payment method, or the linked account behind it, belongs to somebody else.', {
    param: given.payment_method === undefined ? 'payment_method_data' : 'payment_method',
  });
}

const online = () =>
  hash({
    // Pages say so; their browser's own address and name are taken anyway.
    infer_from_client: boolean().optional(),
    ip_address: text({ max: ADDRESS_MAX })
      .superRefine((value, context) => {
        if (isIP(value) === 0) refuseParam(context, 'Invalid IP address.');
      })
      .optional(),
    user_agent: text({ max: USER_AGENT_MAX }).optional(),
  });

/** The customer's agreement to debits. An empty value stands for none. */
export const mandateData = () =>
  emptyable(
    hash({
      customer_acceptance: hash({
        accepted_at: timestamp().optional(),
        offline: hash({}).optional(),
        online: online().optional(),
        type: enumeration(['offline', 'online']),
      }),
    }),
  ).optional();

type MandateData = z.output<ReturnType<typeof mandateData>>;

/**
 * What is taken down of an agreement; null where there is none. A page that confirms is itself the place where the customer
 * agreed, so its browser is taken down, whatever it says; a server tells what it saw. Throws where it does not.
 */
export async function acceptanceGiven(
  context: RequestContext,
  data: MandateData,
  intent: { id: string; test_clock: TestClockId | null },
): Promise<Acceptance | null> {
  const now = await customerTime(context, intent.test_clock);
  if (context.caller.kind === 'publishable') {
    await refuseTooMany(context, intent.id);
    return { acceptance: 'online', accepted_at: now, ...context.sender };
  }
  if (data === undefined || data === null) return null;
  const { type, online: seen, accepted_at: given } = data.customer_acceptance;
  const accepted_at = given === undefined ? now : fromUnixSeconds(Math.min(given, unixSeconds(now)));
  if (type === 'offline') return { acceptance: 'offline', accepted_at, ip_address: null, user_agent: null };
  const name = 'mandate_data[customer_acceptance][online]';
  if (seen === undefined) throw missingParam(name);
  const { ip_address, user_agent } = seen;
  if (ip_address === undefined) throw missingParam(`${name}[ip_address]`);
  if (user_agent === undefined) throw missingParam(`${name}[user_agent]`);
  return { acceptance: 'online', accepted_at, ip_address, user_agent };
}

async function refuseTooMany(context: RequestContext, intent: string): Promise<void> {
  if ((await countMandates(context, intent, BY_PAGES_MAX)) < BY_PAGES_MAX) return;
  throw invalidRequest('This intent was confirmed too often. Confirm it with your secret key, or create another one.', {
    status: 429,
  });
}
