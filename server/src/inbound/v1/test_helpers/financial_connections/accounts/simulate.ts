// POST /v1/test_helpers/financial_connections/accounts/:account/simulate
import { z } from 'zod';
import { afterJob, endpoint } from '#inbound/http/endpoint.ts';
import { invalidRequest } from '#inbound/http/errors.ts';
import { enumeration } from '#inbound/http/params.ts';
import { findAccount, showAccount } from '#inbound/v1/financial_connections/accounts/retrieve.ts';
import { enqueue } from '#jobs/enqueue.ts';

export const ACCOUNT_EVENTS = [
  'closed',
  'reopened',
  'unavailable',
  'sharing_stopped',
  'identity_lost',
  'account_number_expired',
  'account_number_revoked',
] as const;

/** Makes it happen at the sandbox bank, lets the platform observe it, and answers with the account. */
export const simulate = endpoint({
  method: 'POST',
  path: '/v1/test_helpers/financial_connections/accounts/:account/simulate',
  params: z.object({ event: enumeration(ACCOUNT_EVENTS) }),
  sandbox_only: true,
  async run(context, { event }, path) {
    const account = await findAccount(context, path.account);
    if (account.status === 'disconnected') {
      throw invalidRequest('This account is disconnected; nothing happens to it any more.', { param: 'event' });
    }
    const now = context.clock.now();
    const payload = { account: account.id, event };
    const job = await enqueue(context.trx, {
      kind: 'account.simulate',
      payload,
      due_at: now,
      test_clock: null,
      created: now,
    });
    return afterJob(job);
  },
  present: async (context, path) => showAccount(context, (await findAccount(context, path.account)).id),
});
