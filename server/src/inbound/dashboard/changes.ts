// GET /changes: what was touched since a page last asked, so that it can show it without a reload.
import { sql } from 'kysely';
import { z } from 'zod';
import { invalidParam } from '#inbound/http/errors.ts';
import { text } from '#inbound/http/params.ts';
import { after, SECOND_MS } from '#kernel/clock.ts';
import type { RelinkBatchId } from '#kernel/id.ts';
import { call, type DashboardContext } from './call.ts';

/** Enough for the rows that any page shows; a page that was away for longer reads its rows again anyway. */
const TOUCHED_MAX = 500;
/**
 * Rows get their number before they are committed, so a lower one may become visible after a higher one. What is younger than
 * this is told again.
 */
const OVERLAP_MS = 10 * SECOND_MS;
const OVERLAP_ROWS = 2_000;

interface Cursor {
  event: number;
  step: number;
  at: number;
}

export const changes = call('GET /changes', {
  role: 'viewer',
  query: z.object({ after: text({ max: 100 }).optional() }),
  run: async (context, { query }) => {
    const cursor = await newest(context);
    const since = query.after === undefined ? null : readCursor(query.after);
    if (since === null) return { cursor: writeCursor(cursor), accounts: [], batches: [], events: false };
    const events = await eventsSince(context, since);
    const accounts = [...events.flatMap(accountIn), ...(await steppedSince(context, since))];
    return {
      cursor: writeCursor(cursor),
      accounts: [...new Set(accounts)].slice(0, TOUCHED_MAX),
      batches: await batchesSince(context, since),
      events: events.some((event) => event.sequence > since.event),
    };
  },
});

async function newest({ trx, merchant, livemode, clock }: DashboardContext): Promise<Cursor> {
  const { rows } = await sql<{ event: number | null; step: number | null }>`
    select (select max(sequence) from events where merchant = ${merchant.id} and livemode = ${livemode}) as event,
           (select max(sequence) from session_steps) as step`.execute(trx);
  return { event: rows[0]?.event ?? 0, step: rows[0]?.step ?? 0, at: clock.now().getTime() };
}

function eventsSince({ trx, merchant, livemode, clock }: DashboardContext, { event }: Cursor) {
  const young = after(clock.now(), -OVERLAP_MS);
  return trx
    .selectFrom('events')
    .select(['sequence', 'object_id', sql<string | null>`data #>> '{object,relink_options,account}'`.as('target')])
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('sequence', '>', event - OVERLAP_ROWS)
    .where((eb) => eb.or([eb('sequence', '>', event), eb('recorded_at', '>', young)]))
    .orderBy('sequence', 'desc')
    .limit(TOUCHED_MAX)
    .execute();
}

function accountIn({ object_id, target }: { object_id: string; target: string | null }): string[] {
  const named = object_id.startsWith('fca_') ? object_id : target;
  return named === null ? [] : [named];
}

async function steppedSince({ trx, merchant, livemode, clock }: DashboardContext, { step }: Cursor): Promise<string[]> {
  const young = after(clock.now(), -OVERLAP_MS);
  const rows = await trx
    .selectFrom('session_steps as p')
    .innerJoin('sessions as s', 's.id', 'p.session')
    .select('s.relink_account')
    .where('s.merchant', '=', merchant.id)
    .where('s.livemode', '=', livemode)
    .where('p.sequence', '>', step - OVERLAP_ROWS)
    .where((eb) => eb.or([eb('p.sequence', '>', step), eb('p.recorded_at', '>', young)]))
    .orderBy('p.sequence', 'desc')
    .limit(TOUCHED_MAX)
    .execute();
  return rows.flatMap((row) => row.relink_account ?? []);
}

/** Those that are at work, and those that have ended since. */
async function batchesSince({ trx, merchant, livemode }: DashboardContext, { at }: Cursor): Promise<RelinkBatchId[]> {
  const rows = await trx
    .selectFrom('relink_batches')
    .select('id')
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'running'),
        eb('finished_at', '>', new Date(at - OVERLAP_MS)),
        eb('created', '>', new Date(at - OVERLAP_MS)),
      ]),
    )
    .orderBy('sequence', 'desc')
    .limit(TOUCHED_MAX)
    .execute();
  return rows.map((row) => row.id);
}

function writeCursor({ event, step, at }: Cursor): string {
  return Buffer.from(`${event}.${step}.${at}`).toString('base64url');
}

function readCursor(cursor: string): Cursor {
  const match = /^(\d{1,15})\.(\d{1,15})\.(\d{1,14})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) throw invalidParam('This is not a cursor of this list.', 'after');
  return { event: Number(match[1]), step: Number(match[2]), at: Number(match[3]) };
}
