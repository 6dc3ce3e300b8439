// The bank controls: what happens at the sandbox bank, by the jobs of the API's test helpers.
import { z } from 'zod';
import { authorizationById } from '#domain/connections/authorization_rows.ts';
import { invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { enumeration } from '#inbound/http/params.ts';
import { ACCOUNT_EVENTS } from '#inbound/v1/test_helpers/financial_connections/accounts/simulate.ts';
import { AUTHORIZATION_EVENTS } from '#inbound/v1/test_helpers/financial_connections/authorizations/simulate.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { accountDetail, findAccount } from '../accounts/detail.ts';
import { type AfterJob, call, type DashboardContext } from '../call.ts';

export const simulateOnAccount = call('POST /sandbox/accounts/:id/simulate', {
  role: 'operator',
  body: z.object({ event: enumeration(ACCOUNT_EVENTS) }),
  run: async (context, { path, body }) => {
    const account = await findAccount(context, path.id);
    if (account.status === 'disconnected') throw overAlready('account');
    const payload = { account: account.id, event: body.event };
    return await after(context, 'account.simulate', payload, (later) => accountDetail(later, account.id));
  },
});

export const simulateOnAuthorization = call('POST /sandbox/authorizations/:id/simulate', {
  role: 'operator',
  body: z.object({ event: enumeration(AUTHORIZATION_EVENTS) }),
  run: async (context, { path, body }) => {
    const { id, status } = await find(context, path.id);
    if (status === 'disconnected') throw overAlready('authorization');
    return await after(context, 'authorization.simulate', { authorization: id, event: body.event }, async (later) => {
      const now = await find(later, id);
      return { id: now.id, status: now.status };
    });
  },
});

async function find(context: DashboardContext, id: string) {
  const owner = { merchant: context.merchant.id, livemode: context.livemode };
  const row = await authorizationById(context.trx, owner, id);
  if (row === null) throw noSuch('authorization', id, null);
  return row;
}

function overAlready(noun: string) {
  return invalidRequest(`This ${noun} is disconnected; nothing happens to it any more.`, { param: 'event' });
}

async function after<Answer>(
  { trx, clock }: DashboardContext,
  kind: string,
  payload: Record<string, unknown>,
  present: (context: DashboardContext) => Promise<Answer>,
): Promise<AfterJob<Answer>> {
  const now = clock.now();
  return { after_job: await enqueue(trx, { kind, payload, due_at: now, test_clock: null, created: now }), present };
}
