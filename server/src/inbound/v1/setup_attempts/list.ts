// GET /v1/setup_attempts
import type Stripe from 'stripe';
import { z } from 'zod';
import { findSetupIntent } from '#domain/payments/setup_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';
import { presentSetupAttempt } from '#wire/setup_intent.ts';

const params = z.object({
  ...pagination,
  created: range().optional(),
  setup_intent: text({ max: 255 }),
} satisfies ParamsOf<Stripe.SetupAttemptListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/setup_attempts',
  params,
  resource: 'setup_intents',
  async run(context, { created, setup_intent, ...page }) {
    const intent = await findSetupIntent(context, setup_intent);
    if (intent === null) throw noSuch('setupintent', setup_intent, 'setup_intent');
    const attempts = context.trx.selectFrom('setup_attempts').selectAll().where('setup_intent', '=', intent.id);
    return await listPage({
      query: created === undefined ? attempts : attempts.where(inRange('created', created)),
      cursor: (id) => attempts.where('id', '=', id as `setatt_${string}`).executeTakeFirst(),
      noun: 'setupattempt',
      url: '/v1/setup_attempts',
      params: page,
      present: (rows) => rows.map((row) => presentSetupAttempt(row, intent)),
    });
  },
});
