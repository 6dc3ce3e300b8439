// POST /v1/test_helpers/financial_connections/authorizations/:authorization/simulate
import { z } from 'zod';
import { afterJob, endpoint } from '#inbound/http/endpoint.ts';
import { invalidRequest } from '#inbound/http/errors.ts';
import { enumeration } from '#inbound/http/params.ts';
import { findAuthorization, showAuthorization } from '#inbound/v1/financial_connections/authorizations/retrieve.ts';
import { enqueue } from '#jobs/enqueue.ts';

export const AUTHORIZATION_EVENTS = [
  'consent_revoked',
  'consent_expired',
  'reauthentication_required',
  'recovered',
] as const;

/** Makes it happen at the sandbox bank, lets the platform observe it, and answers with the authorization. */
export const simulate = endpoint({
  method: 'POST',
  path: '/v1/test_helpers/financial_connections/authorizations/:authorization/simulate',
  params: z.object({ event: enumeration(AUTHORIZATION_EVENTS) }),
  sandbox_only: true,
  async run(context, { event }, path) {
    const authorization = await findAuthorization(context, path.authorization);
    if (authorization.status === 'disconnected') {
      throw invalidRequest('This authorization is disconnected; nothing happens to it any more.', { param: 'event' });
    }
    const now = context.clock.now();
    const payload = { authorization: authorization.id, event };
    const job = await enqueue(context.trx, {
      kind: 'authorization.simulate',
      payload,
      due_at: now,
      test_clock: null,
      created: now,
    });
    return afterJob(job);
  },
  present: async (context, path) => showAuthorization(context, await findAuthorization(context, path.authorization)),
});
