// One account with everything around it: why it may or may not be asked for, its link, its timeline, its events.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import { accountById, accountObjects } from '#domain/connections/account_rows.ts';
import { authorizationById } from '#domain/connections/authorization_rows.ts';
import { judge } from '#domain/connections/relink_candidates.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { AccountDetail, TimelineEntry } from '#wire/dashboard_objects.ts';
import type { DashboardContext } from '../call.ts';
import { eventRowsOf } from '../events/rows.ts';
import { accountRows } from './rows.ts';
import { matchReport, timelineOf } from './timeline.ts';

const SIBLINGS_MAX = 100;
const EVENTS_MAX = 20;

export async function findAccount(context: DashboardContext, id: string): Promise<Row<'accounts'>> {
  const account = await accountById(context.trx, { merchant: context.merchant.id, livemode: context.livemode }, id);
  if (account === null) throw noSuch('account', id, null);
  return account;
}

export async function accountDetail(context: DashboardContext, id: string): Promise<AccountDetail> {
  const account = await findAccount(context, id);
  const ids = [account.id, ...(await siblingsOf(context, account))];
  const [shown, ...siblings] = await accountRows(context, ids);
  const [judged] = await judge(context, [account.id]);
  const timeline = await timelineOf(context, account);
  const [raw] = await accountObjects(context.trx, [account.id]);
  return {
    account: shown!,
    problem: judged?.problem
      ? {
          reason: judged.problem.type,
          next_at: 'next_at' in judged.problem ? unixSeconds(judged.problem.next_at) : null,
        }
      : null,
    permissions: account.permissions,
    balance: await balanceOf(context, account),
    subscriptions: account.subscriptions,
    authorization: await authorizationOf(context, account),
    siblings,
    timeline,
    match_report: matchReport(timeline),
    events: await eventRowsOf(context, aboutAccount(account, timeline), EVENTS_MAX),
    raw: { ...raw },
  };
}

/** There is one only while the customer allows it. */
async function balanceOf({ trx }: DashboardContext, { id }: Row<'accounts'>): Promise<AccountDetail['balance']> {
  const row = await trx
    .selectFrom('account_balances')
    .select(['current', 'currency', 'as_of'])
    .where('account', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, as_of: unixSeconds(row.as_of) };
}

/** The account, its authorization, and the hosted sessions of its timeline. */
function aboutAccount(account: Row<'accounts'>, timeline: TimelineEntry[]): string[] {
  return [...new Set([account.id, account.authorization_id, ...timeline.map((entry) => entry.session)])];
}

async function siblingsOf({ trx }: DashboardContext, account: Row<'accounts'>): Promise<Row<'accounts'>['id'][]> {
  const rows = await trx
    .selectFrom('accounts')
    .select('id')
    .where('authorization_id', '=', account.authorization_id)
    .where('id', '<>', account.id)
    .orderBy(sql`status = 'disconnected'`)
    .orderBy('sequence')
    .limit(SIBLINGS_MAX)
    .execute();
  return rows.map((row) => row.id);
}

async function authorizationOf(
  context: DashboardContext,
  account: Row<'accounts'>,
): Promise<AccountDetail['authorization']> {
  const row = (await authorizationById(context.trx, account, account.authorization_id))!;
  return {
    id: row.id,
    status: row.status,
    cause: row.inactive_cause ?? row.active_cause,
    action: row.inactive_action ?? row.active_action,
    expected_deactivation_at: row.expected_deactivation_at && unixSeconds(row.expected_deactivation_at),
    bank_user: row.bank_user,
    created: unixSeconds(row.created),
  };
}
