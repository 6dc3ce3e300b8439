// GET /v1/setup_intents/:setup_intent
import { z } from 'zod';
import { isClientSecret } from '#domain/payments/intent.ts';
import { findSetupIntent, type SetupIntent, setupIntentParts } from '#domain/payments/setup_intent.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { presentBrowserSetupIntent, presentSetupIntent } from '#wire/setup_intent.ts';
import { clientSecret } from './params.ts';
import { secretMismatch, secretMissing } from './problems.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/setup_intents/:setup_intent',
  params: z.object(clientSecret),
  by_pages: true,
  async run(context, { client_secret }, path) {
    return await showSetupIntent(context, await namedIntent(context, path.setup_intent, client_secret));
  },
});

/**
 * The row of an intent that a URL names; 404 where there is none. A publishable key opens it together with its client secret
 * only, and nobody with a wrong one.
 */
export async function namedIntent(
  context: RequestContext,
  id: string,
  client_secret: string | undefined,
  options: { lock?: boolean } = {},
): Promise<SetupIntent> {
  const page = context.caller.kind === 'publishable';
  if (page && client_secret === undefined) throw secretMissing();
  const intent = await findSetupIntent(context, id, options);
  if (intent === null) throw page ? secretMismatch() : noSuch('setupintent', id, null);
  if (client_secret !== undefined && !isClientSecret(client_secret, intent)) throw secretMismatch();
  return intent;
}

/** As whoever asks may see it. */
export async function showSetupIntent(context: RequestContext, intent: SetupIntent): Promise<object> {
  const parts = await setupIntentParts(context, intent, context.public_url);
  return context.caller.kind === 'publishable' ? presentBrowserSetupIntent(parts) : presentSetupIntent(parts);
}
