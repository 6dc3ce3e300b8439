// Looks once a second which kinds of jobs have fallen due or will before the next look, for all workers of a process together; brings back what dead processes left, forgets what is long done.
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '#database/open.ts';
import { after, type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import { recoverDead } from './claim.ts';

/** How often it looks, and how late a job may be that was not there, or not near enough, at the last look. */
export const POLL_MS = SECOND_MS;
/** Workers that ask at nearly the same time get the same answer. */
const SHARED_MS = POLL_MS / 2;
/** So far ahead is seen, so that also an answer of a moment ago lasts until the next look. */
const AHEAD_MS = POLL_MS + SHARED_MS;
/** More is not planned for; what is left of it is due by the next look. */
const AHEAD_MAX = 100;
/** Leases of dead processes are looked for this often; they run for longer. */
const RECOVER_MS = 5 * SECOND_MS;
const SWEEP_MS = MINUTE_MS;
const SWEEP_MAX = 5_000;
const KEEP_FINISHED_MS = 24 * HOUR_MS;

/** Kinds of jobs, each once with a time that has come where one of it is due, and with each time ahead. */
export type Due = readonly { kind: string; due_at: Date }[];

/** Which kinds a job is due of, now or before the next look. Both reject where the database cannot be asked. */
export interface Poll {
  /** In real time, or on a test clock that stands still; an answer of a moment ago will do. */
  due(): Promise<Due>;
  /** On test clocks alone, looked up after the call: for whoever heard that something on one of them changed. */
  dueOnClocks(): Promise<Due>;
}

/** One for all workers of a process: most looks find nothing, and ten of them a second would cost more than the work of a quiet day. */
export function createPoll(database: Database, clock: Clock): Poll {
  let asked_at = Number.NEGATIVE_INFINITY;
  let answer: Promise<Due> = Promise.resolve([]);
  const recover = nowAndThen(RECOVER_MS, (now) => recoverDead(database, now));
  const sweep = nowAndThen(SWEEP_MS, (now) => sweepFinished(database, now));
  const look = async () => {
    const now = clock.now();
    await recover(now);
    await sweep(now);
    return dueKinds(database, now);
  };
  // All workers hear of a change at the same moment, and one look does for them.
  let next: Promise<Due> | null = null;
  const lookAtClocks = async () => {
    await Promise.resolve();
    next = null;
    const now = clock.now();
    return kindsOf(database, firstOnClocks(now));
  };
  return {
    due() {
      if (performance.now() - asked_at >= SHARED_MS) {
        asked_at = performance.now();
        answer = look();
      }
      return answer;
    },
    dueOnClocks() {
      next ??= lookAtClocks();
      return next;
    },
  };
}

/** Does it at the first call, and then where the last time is long enough ago. */
function nowAndThen(every_ms: number, work: (now: Date) => Promise<void>): (now: Date) => Promise<void> {
  let last: Date | null = null;
  return async (now) => {
    if (last !== null && now < after(last, every_ms)) return;
    await work(now);
    last = now;
  };
}

async function sweepFinished(database: Database, now: Date): Promise<void> {
  await database.transact(async (trx) => {
    const old = trx
      .selectFrom('jobs')
      .select('id')
      .where('finished_at', '<', after(now, -KEEP_FINISHED_MS))
      .limit(SWEEP_MAX);
    await trx.deleteFrom('jobs').where('id', 'in', old).execute();
  });
}

function dueKinds(database: Database, now: Date): Promise<Due> {
  const horizon = after(now, AHEAD_MS);
  return kindsOf(
    database,
    sql`
    select distinct kind, ${now}::timestamptz as due_at from jobs
    where state = 'waiting' and test_clock is null and due_at <= ${now} and (not_before is null or not_before <= ${now})
    union all (
      select kind, greatest(due_at, not_before) as due_at from jobs
      where state = 'waiting' and test_clock is null and due_at <= ${horizon}
        and (not_before is null or not_before <= ${horizon}) and greatest(due_at, not_before) > ${now}
      order by 2 limit ${AHEAD_MAX}
    )
    union all ${firstOnClocks(now)}`,
  );
}

/** What is first on its clock, where the clock has come to it. */
function firstOnClocks(now: Date): RawBuilder<unknown> {
  return sql`
    select first.kind, ${now}::timestamptz as due_at from test_clocks c
    cross join lateral (
      select kind from jobs
      where test_clock = c.id and state = 'waiting' and due_at <= c.frozen_time
        and (not_before is null or not_before <= ${now})
      order by due_at, id limit 1
    ) first
    where c.status = 'ready' and c.deleted_at is null`;
}

async function kindsOf(database: Database, query: RawBuilder<unknown>): Promise<Due> {
  const { rows } = await sql<{ kind: string; due_at: Date }>`${query}`.execute(database.kysely);
  return rows;
}
