// Accounts as the Dashboard lists them, many at a time: with bank, holder, number, and where their newest hosted relink stands.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import { institutionView } from '#domain/connections/flow.ts';
import { EMAIL_PAUSE_MS, needsRelink } from '#domain/connections/hosted_relink.ts';
import { isWithinNotice } from '#domain/connections/notice.ts';
import type { Context } from '#domain/context.ts';
import { after, unixSeconds } from '#kernel/clock.ts';
import type { AccountId } from '#kernel/id.ts';
import type { AccountRow, InstitutionLabel, RelinkStatus } from '#wire/dashboard_objects.ts';

/** In the order of `ids`; one that is not there is left out. */
export async function accountRows(
  context: Pick<Context, 'trx' | 'clock'>,
  ids: readonly AccountId[],
): Promise<AccountRow[]> {
  if (ids.length === 0) return [];
  const found = new Map((await read(context, ids)).map((row) => [row.id, row]));
  const now = context.clock.now();
  return ids.flatMap((id) => {
    const row = found.get(id);
    return row === undefined ? [] : [present(row, row.frozen_time ?? now)];
  });
}

/** A mail server may report a delivery when its reader is at the bank already. */
const notOvertaken = sql<boolean>`(step <> 'delivered' or not exists (
  select from session_steps o where o.session = session_steps.session and o.step = 'opened'))`;

type Found = Awaited<ReturnType<typeof read>>[number];

function read({ trx }: Pick<Context, 'trx'>, ids: readonly AccountId[]) {
  return trx
    .selectFrom('accounts as a')
    .innerJoin('authorizations as z', 'z.id', 'a.authorization_id')
    .innerJoin('institutions as i', 'i.id', 'a.institution')
    .leftJoin('customers as c', (on) => on.onRef('c.id', '=', 'a.customer').on('c.deleted_at', 'is', null))
    .leftJoin('connected_accounts as h', (on) =>
      on.onRef('h.id', '=', 'a.connected_account').on('h.deleted_at', 'is', null),
    )
    .leftJoin('test_clocks as t', 't.id', 'a.test_clock')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('sessions')
          .select(['id', 'status', 'delivery_method', 'created'])
          .whereRef('relink_account', '=', 'a.id')
          .where('ui_mode', '=', 'hosted')
          .orderBy('sequence', 'desc')
          .limit(1)
          .as('s'),
      (on) => on.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('session_steps')
          .select(['step', 'at'])
          .whereRef('session', '=', 's.id')
          .where(notOvertaken)
          .orderBy('sequence', 'desc')
          .limit(1)
          .as('p'),
      (on) => on.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('hosted_links')
          .select('expires_at')
          .whereRef('session', '=', 's.id')
          .orderBy('number', 'desc')
          .limit(1)
          .as('l'),
      (on) => on.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('account_refreshes')
          .select((row) => row.fn.max('refreshed_at').as('refreshed_at'))
          .whereRef('account', '=', 'a.id')
          .as('d'),
      (on) => on.onTrue(),
    )
    .selectAll('a')
    .select(['z.active_cause', 'z.active_action', 'z.expected_deactivation_at', 'z.checked_at', 't.frozen_time'])
    .select(['i.name as bank_name', 'i.color', 'i.connector', 'i.display_name as bank_display_name'])
    .select(['c.id as customer_id', 'c.name as customer_name', 'c.email as customer_email'])
    .select(['h.id as connected_id', 'h.name as connected_name', 'h.email as connected_email'])
    .select(['s.id as session', 's.status as session_status', 's.delivery_method', 's.created as session_created'])
    .select(['p.step', 'p.at as step_at', 'l.expires_at as link_expires_at', 'd.refreshed_at'])
    .where('a.id', '=', sql<AccountId>`any(${ids}::text[])`)
    .execute();
}

function present(row: Found, now: Date): AccountRow {
  const ends = row.status === 'active' ? row.expected_deactivation_at : null;
  const pause = row.relink_asked_at && after(row.relink_asked_at, EMAIL_PAUSE_MS);
  return {
    id: row.id,
    display_name: row.display_name,
    last4: row.last4,
    subcategory: row.subcategory,
    institution: institutionLabel({
      id: row.institution,
      name: row.bank_name,
      color: row.color,
      display_name: row.bank_display_name,
    }),
    holder: holderLabel(row),
    status: row.status,
    cause: row.inactive_cause ?? (ends && row.active_cause),
    action: row.inactive_action ?? (ends && row.active_action),
    number: numberOf(row),
    expected_deactivation_at: ends && unixSeconds(ends),
    last_refreshed_at: lastRefreshed(row),
    needs_relink: needsRelink(row, now),
    expiring: isWithinNotice(row.ends_at, now),
    bank_state: row.status === 'disconnected' ? null : row.bank_state,
    relink: relinkStatus(row, now),
    paused_until: pause && pause > now ? unixSeconds(pause) : null,
    created: unixSeconds(row.created),
  };
}

function holderLabel(row: Found): AccountRow['holder'] {
  if (row.customer_id !== null) {
    return { type: 'customer', id: row.customer_id, name: row.customer_name, email: row.customer_email };
  }
  if (row.connected_id === null) return null;
  return { type: 'account', id: row.connected_id, name: row.connected_name, email: row.connected_email };
}

/** When its data was read last; where none is asked for, when the bank last answered for the link. */
function lastRefreshed({ refreshed_at, checked_at }: Found): number | null {
  const at = refreshed_at ?? checked_at;
  return at && unixSeconds(at);
}

function numberOf(row: Found): AccountRow['number'] {
  const { number_kind, number_status, number_expires_at } = row;
  if (number_kind === null || number_status === null) return null;
  if (row.status === 'disconnected' || !row.permissions.includes('payment_method')) return null;
  return { kind: number_kind, status: number_status, expires_at: number_expires_at && unixSeconds(number_expires_at) };
}

function relinkStatus(row: Found, now: Date): RelinkStatus | null {
  const { session, delivery_method, step, step_at, session_created, link_expires_at } = row;
  if (session === null || delivery_method === null || session_created === null) return null;
  const status = { session, delivery_method };
  // Nothing happens when a link's time is over, so that no step tells of it.
  const over = row.session_status === 'pending' && link_expires_at !== null && link_expires_at <= now;
  if (over && link_expires_at !== null && (step_at === null || step_at < link_expires_at)) {
    return { ...status, state: 'expired', at: unixSeconds(link_expires_at) };
  }
  return { ...status, state: step ?? 'requested', at: unixSeconds(step_at ?? session_created) };
}

export function institutionLabel(
  row: Pick<Row<'institutions'>, 'id' | 'name' | 'color' | 'display_name'>,
): InstitutionLabel {
  const { initials } = institutionView({ ...row, connector: 'fdx' } as Row<'institutions'>);
  return { id: row.id, name: row.display_name, initials, color: row.color };
}
