// POST /v1/setup_intents/:setup_intent
import { z } from 'zod';
import { mergeMetadata } from '#domain/metadata.ts';
import { isFinished, updateSetupIntent } from '#domain/payments/setup_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { customerGiven, methodGiven, optionsGiven } from '#inbound/v1/payment_methods/of_intent.ts';
import { tooMuchMetadata } from '#inbound/v1/payment_methods/problems.ts';
import { updateParams } from './params.ts';
import { setupMethodError, unexpectedState } from './problems.ts';
import { namedIntent, showSetupIntent } from './retrieve.ts';

const params = z.object(updateParams);

/** What a finished intent takes, too. */
const NOTES = new Set(['description', 'metadata']);

export const update = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:setup_intent',
  params,
  async run(context, given, path) {
    const { customer: named, payment_method, payment_method_data, payment_method_options, ...plain } = given;
    const customer = named === undefined ? undefined : await customerGiven(context, named);
    const intent = await namedIntent(context, path.setup_intent, undefined, { lock: true });
    const late = isFinished(intent) ? Object.keys(given).find((name) => !NOTES.has(name)) : undefined;
    if (late !== undefined) {
      const message = `This SetupIntent's ${late} cannot be updated because it has a status of ${intent.status}.`;
      throw unexpectedState(message, await showSetupIntent(context, intent), late);
    }
    const { metadata: changed, ...rest } = plain;
    const metadata = changed === undefined ? undefined : mergeMetadata(intent.metadata, changed);
    if (metadata === null) throw tooMuchMetadata();
    const method = await methodGiven(context, { payment_method, payment_method_data });
    const options = payment_method_options?.us_bank_account;
    const updated = await updateSetupIntent(context, intent, {
      ...rest,
      ...(metadata === undefined ? {} : { metadata }),
      ...(customer === undefined ? {} : { customer }),
      ...(method === null ? {} : { payment_method: method }),
      ...(options === undefined
        ? {}
        : { payment_method_options: await optionsGiven(context, options, intent.payment_method_options) }),
    });
    if ('type' in updated) throw setupMethodError(updated, method?.id ?? intent.payment_method ?? '');
    return await showSetupIntent(context, updated);
  },
});
