// Ends a link for good at the merchant's wish: the account, and with its last account the authorization and the bank's consent.
import type { Holder, Row } from '#database/schema.ts';
import { endUncovered } from '#domain/account_data/forget.ts';
import { audit, auditOwner } from '#domain/audit.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { ACCOUNTS_MAX, accountsOn } from './account_rows.ts';
import { announceAccounts } from './announce.ts';
import { endConsent, lockWithAuthorization } from './authorization_rows.ts';
import { heldBy } from './holder.ts';
import { cancelHostedSessions } from './hosted_end.ts';
import { scheduleRevocation } from './revocation.ts';
import { cancelCheck, scheduleExpectedEnd, scheduleNumberEnd } from './schedule.ts';
import { openCredential } from './sealed_credential.ts';

/** Ends every link of a holder who is deleted. */
export async function disconnectHolder(context: Context, holder: Holder): Promise<void> {
  const accounts = await connected(context).where(heldBy(holder)).limit(ACCOUNTS_MAX).execute();
  for (const account of accounts) await disconnectAccount(context, account);
}

/** Ends at most `limit` links of the merchant's, whoever holds them; tells how many. */
export async function disconnectSome(context: Context, limit: number): Promise<number> {
  const accounts = await connected(context).limit(limit).execute();
  for (const account of accounts) await disconnectAccount(context, account);
  return accounts.length;
}

/** In the order of locks. */
function connected({ trx, merchant, livemode }: Context) {
  return trx
    .selectFrom('accounts')
    .selectAll()
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('status', '<>', 'disconnected')
    .orderBy('authorization_id');
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
  await endUncovered(context, account, []);
  await scheduleNumberEnd(context, authorization, account.id, null);
  await announceAccounts(context, 'disconnected', [account.id], now);
  await audit(context, auditOwner(context), {
    ...{ action: 'account.disconnected', institution: account.institution },
    ...{ authorization: authorization.id, account: account.id },
  });
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
      expected_deactivation_basis: null,
      refresh_expires_at: null,
      credential_lost_at: null,
      credential: null,
      credential_version: authorization.credential_version + 1,
    })
    .where('id', '=', authorization.id)
    .execute();
  await scheduleExpectedEnd(context, authorization, null);
  await cancelCheck(context, authorization, 'daily');
  await cancelCheck(context, authorization, 'keep_alive');
  if (authorization.consent === null) {
    const credential = openCredential(context, authorization);
    if (credential !== null) await scheduleRevocation(context, authorization.institution, { credential }, 'link_ended');
    return;
  }
  const { id, institution, consent } = authorization;
  await endConsent(context.trx, { authorization: id, bank_consent: consent, ended_by: 'us', ended_at: now });
  await scheduleRevocation(context, institution, { consent }, 'link_ended');
}
