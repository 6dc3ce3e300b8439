// POST /v1/customers
import type Stripe from 'stripe';
import { z } from 'zod';
import { createCustomer } from '#domain/customers/customer.ts';
import { findTestClock } from '#domain/customers/test_clock.ts';
import { attachPaymentMethod } from '#domain/payments/attach.ts';
import type { PaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { type ParamsOf, text } from '#inbound/http/params.ts';
import { methodGiven } from '#inbound/v1/payment_methods/of_intent.ts';
import { attachError } from '#inbound/v1/payment_methods/problems.ts';
import { presentCustomer } from '#wire/customer.ts';
import { customerFields, customerParams } from './params.ts';
import { customerError } from './problems.ts';

const params = z.object({
  ...customerParams,
  payment_method: text({ max: 255 }).optional(),
  test_clock: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.CustomerCreateParams>);

export const create = endpoint({
  method: 'POST',
  path: '/v1/customers',
  params,
  async run(context, { test_clock, payment_method, ...given }) {
    const clock = test_clock === undefined || context.livemode ? null : await findTestClock(context, test_clock, true);
    if (test_clock !== undefined && clock === null) throw noSuch('test_clock', test_clock, 'test_clock');
    const method = await methodGiven(context, { payment_method });
    const settings = settingsWith(given.invoice_settings, payment_method, method);
    const customer = await createCustomer(context, customerFields({ ...given, ...settings }), clock);
    if (typeof customer === 'string') throw customerError(customer);
    const attached = method && (await attachPaymentMethod(context, method, customer));
    if (typeof attached === 'string') throw attachError(attached);
    return presentCustomer(customer);
  },
});

type Settings = z.output<typeof params>['invoice_settings'];

/** A customer who is being made can pay by default with what comes with him only. */
function settingsWith(
  given: Settings,
  named: string | undefined,
  method: PaymentMethod | null,
): { invoice_settings?: NonNullable<Settings> } {
  const wanted = given?.default_payment_method ?? null;
  if (given === undefined || wanted === null) return {};
  if (wanted !== named || method === null)
    throw noSuch('PaymentMethod', wanted, 'invoice_settings[default_payment_method]');
  return { invoice_settings: { ...given, default_payment_method: method.id } };
}
