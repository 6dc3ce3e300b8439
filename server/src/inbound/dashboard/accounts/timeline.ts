// What happened to an account's hosted relinks, as operators read it, and what the last one changed.
import type { Row } from '#database/schema.ts';
import { newestLink } from '#domain/connections/hosted_link.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { MatchReport, TimelineEntry } from '#wire/dashboard_objects.ts';
import type { DashboardContext } from '../call.ts';

const SESSIONS_MAX = 20;
const STEPS_MAX = 500;

/** Oldest first, of the newest sessions. */
export async function timelineOf(context: DashboardContext, account: Row<'accounts'>): Promise<TimelineEntry[]> {
  const sessions = await context.trx
    .selectFrom('sessions')
    .select(['id', 'status'])
    .where('relink_account', '=', account.id)
    .where('ui_mode', '=', 'hosted')
    .orderBy('sequence', 'desc')
    .limit(SESSIONS_MAX)
    .execute();
  const [newest] = sessions;
  if (newest === undefined) return [];
  const steps = await context.trx
    .selectFrom('session_steps')
    .selectAll()
    .where(
      'session',
      'in',
      sessions.map((session) => session.id),
    )
    .orderBy('sequence', 'desc')
    .limit(STEPS_MAX)
    .execute();
  const entries: TimelineEntry[] = steps
    .reverse()
    .map(({ session, step, at, detail }) => ({ session, step, at: unixSeconds(at), detail }));
  if (newest.status !== 'pending') return entries;
  entries.push(...(await waitingOf(context, newest.id)));
  const over = await expiryOf(context, account, newest.id);
  return over === null ? entries : [...entries, { session: newest.id, step: 'expired', at: over, detail: {} }];
}

/** No step either: a mail that was put off is tried again by itself. */
async function waitingOf(context: DashboardContext, session: Row<'sessions'>['id']): Promise<TimelineEntry[]> {
  const mails = await context.trx
    .selectFrom('mails')
    .select(['created', 'detail'])
    .where('session', '=', session)
    .where('state', '=', 'queued')
    .where('detail', 'is not', null)
    .orderBy('created')
    .execute();
  return mails.map(({ created, detail }) => ({
    session,
    step: 'waiting',
    at: unixSeconds(created),
    detail: { reason: detail },
  }));
}

/** Nothing happens when a link's time is over, so no step tells of it. */
async function expiryOf(
  context: DashboardContext,
  account: Row<'accounts'>,
  session: Row<'sessions'>['id'],
): Promise<number | null> {
  const link = await newestLink(context.trx, session);
  const now = await customerTime(context, account.test_clock);
  return link !== null && link.expires_at <= now ? unixSeconds(link.expires_at) : null;
}

/** From the newest step that says how accounts were matched, or why they were refused. */
export function matchReport(timeline: readonly TimelineEntry[]): MatchReport | null {
  const told = timeline.findLast(
    ({ step, detail }) => ('matched_by' in detail && step === 'succeeded') || 'found' in detail,
  );
  if (told === undefined) return null;
  const { matched_by, changes, found, kind } = told.detail as Partial<MatchReport> & {
    found?: { display_name: string | null; last4: string | null }[];
    kind?: string;
  };
  return {
    at: told.at,
    session: told.session,
    matched_by: matched_by ?? null,
    changes: changes ?? [],
    refused: found === undefined ? null : { reason: kind ?? 'other', found },
  };
}
