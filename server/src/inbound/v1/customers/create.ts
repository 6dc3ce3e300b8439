// POST /v1/customers
import type Stripe from 'stripe';
import { z } from 'zod';
import { createCustomer } from '#domain/customers/customer.ts';
import { findTestClock } from '#domain/customers/test_clock.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { type ParamsOf, text } from '#inbound/http/params.ts';
import { presentCustomer } from '#wire/customer.ts';
import { customerFields, customerParams } from './params.ts';
import { customerError } from './problems.ts';

const params = z.object({
  ...customerParams,
  test_clock: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.CustomerCreateParams>);

export const create = endpoint({
  method: 'POST',
  path: '/v1/customers',
  params,
  async run(context, { test_clock, ...given }) {
    const clock = test_clock === undefined || context.livemode ? null : await findTestClock(context, test_clock, true);
    if (test_clock !== undefined && clock === null) throw noSuch('test_clock', test_clock, 'test_clock');
    const customer = await createCustomer(context, customerFields(given), clock);
    if (typeof customer === 'string') throw customerError(customer);
    return presentCustomer(customer);
  },
});
