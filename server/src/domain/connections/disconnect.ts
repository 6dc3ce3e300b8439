// Ends a link for good at the merchant's wish: the account, and with its last account the authorization and the bank's consent.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { cancelJobs } from '#jobs/enqueue.ts';
import type { CustomerId } from '#kernel/id.ts';
import { ACCOUNTS_MAX, accountsOn } from './account_rows.ts';
import { announceAccounts } from './announce.ts';
import { endConsent, lockWithAuthorization } from './authorization_rows.ts';
import { cancelHostedSessions } from './hosted_end.ts';
import { scheduleExpectedEnd, scheduleNumberEnd, scheduleRevocation } from './schedule.ts';

/** Ends every link of a customer who is deleted. */
export async function disconnectCustomer(context: Context, customer: CustomerId): Promise<void> {
  const accounts = await context.trx
    .selectFrom('accounts')
    .selectAll()
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where('customer', '=', customer)
    .where('status', '<>', 'disconnected')
    .orderBy('authorization_id')
    .limit(ACCOUNTS_MAX)
    .execute();
  for (const account of accounts) await disconnectAccount(context, account);
}

/** Idempotent: a disconnected account stays so and nothing is told twice. */
export async function disconnectAccount(context: Context, target: Row<'accounts'>): Promise<void> {
  const locked = await lockWithAuthorization(context.trx, target);
  if (locked === null || locked.account.status === 'disconnected') return;
  const { account, authorization } = locked;
  const now = await customerTime(context, account.test_clock);
  await context.trx
    .updateTable('accounts')
    .set({ status: 'disconnected', inactive_cause: null, inactive_action: null, permissions: [], subscriptions: [] })
    .where('id', '=', account.id)
    .execute();
  await context.trx.deleteFrom('account_numbers').where('account', '=', account.id).execute();
  await scheduleNumberEnd(context, authorization, account.id, null);
  await announceAccounts(context, 'disconnected', [account.id], now);
  await cancelHostedSessions(context, account.id);
  if ((await accountsOn(context.trx, authorization.id)).length === 0)
    await disconnectAuthorization(context, authorization, now);
}

async function disconnectAuthorization(
  context: Context,
  authorization: Row<'authorizations'>,
  now: Date,
): Promise<void> {
  await context.trx
    .updateTable('authorizations')
    .set({
      status: 'disconnected',
      inactive_cause: null,
      inactive_action: null,
      active_cause: null,
      active_action: null,
      expected_deactivation_at: null,
      credential: null,
      credential_version: authorization.credential_version + 1,
    })
    .where('id', '=', authorization.id)
    .execute();
  await scheduleExpectedEnd(context, authorization, null);
  await cancelJobs(context.trx, 'authorization.check', `${authorization.id}:daily`);
  if (authorization.consent === null) return;
  const ended = { authorization: authorization.id, bank_consent: authorization.consent, ended_by: 'us', ended_at: now };
  await endConsent(context.trx, ended);
  await scheduleRevocation(context, authorization.institution, authorization.consent);
}
