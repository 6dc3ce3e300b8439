// POST /v1/setup_intents/:setup_intent/cancel
import type Stripe from 'stripe';
import { z } from 'zod';
import { cancelSetupIntent, isFinished } from '#domain/payments/setup_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { enumeration, type ParamsOf } from '#inbound/http/params.ts';
import { unexpectedState } from './problems.ts';
import { namedIntent, showSetupIntent } from './retrieve.ts';

const params = z.object({
  cancellation_reason: enumeration(['abandoned', 'duplicate', 'requested_by_customer']).optional(),
} satisfies ParamsOf<Stripe.SetupIntentCancelParams>);

export const cancel = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:setup_intent/cancel',
  params,
  async run(context, { cancellation_reason }, path) {
    const intent = await namedIntent(context, path.setup_intent, undefined, { lock: true });
    if (isFinished(intent)) {
      const message =
        `You cannot cancel this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of the ` +
        'following statuses may be canceled: requires_payment_method, requires_confirmation, requires_action.';
      throw unexpectedState(message, await showSetupIntent(context, intent));
    }
    const canceled = await cancelSetupIntent(context, intent, cancellation_reason ?? null, context.public_url);
    return await showSetupIntent(context, canceled);
  },
});
