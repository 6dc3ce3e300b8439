// What PostgreSQL's background processes would do: checkpoint, vacuum, analyze, and end transactions that stand still.
import type { Report, Session } from '../engine.ts';
import type { EmbeddedSession } from './session.ts';

const ROUND_MS = 10_000;
const IDLE_TRANSACTION_MS = 60_000;
const HOT_EVERY = 18; // rounds: three minutes
const ALL_EVERY = 360; // rounds: one hour
const MAX_POSTPONED = 6; // rounds: a database that is never idle is held up after a minute
const MAX_TABLES = 200;

/** Rows of these come and go all the time; without VACUUM their dead versions slow every claim down. */
const HOT_TABLES = ['idempotency_keys', 'jobs', 'webhook_deliveries'];

export interface UpkeepOptions {
  acquire(): Promise<Session>;
  isFree(): boolean;
  holder(): EmbeddedSession | null;
  report: Report;
}

export interface Upkeep {
  stop(): void;
}

/** Starts the rounds; they do not keep the process alive. */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  let round = 0;
  let postponed = 0;
  let due: string[] = [];
  let busy = false;

  async function goRound(): Promise<void> {
    round += 1;
    endIdleTransaction(options, performance.now());
    if (round % HOT_EVERY === 0) due = await statementsDue(options, round % ALL_EVERY === 0);
    while (due.length > 0) {
      if (!options.isFree() && postponed < MAX_POSTPONED) {
        postponed += 1;
        return;
      }
      await run(options, due[0] as string);
      due.shift();
    }
    postponed = 0;
  }

  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    try {
      await goRound();
    } catch (error) {
      options.report('the upkeep of the embedded database failed', error);
    }
    busy = false;
  }, ROUND_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Takes the session back from a transaction that has neither sent nor awaited anything for a minute. */
export function endIdleTransaction({ holder, report }: Pick<UpkeepOptions, 'holder' | 'report'>, now: number): void {
  const session = holder();
  if (session === null || session.idleFor(now) < IDLE_TRANSACTION_MS) return;
  session.takeBack();
  report('a transaction was rolled back', new Error(`it stood still for ${IDLE_TRANSACTION_MS / 1000} s`));
}

/**
 * The work of one round: the hot tables, or all with the system's own. One table is one statement, so that a request
 * waits for one of them at most. The log of changes grows until somebody says CHECKPOINT, and a killed process replays
 * all of it.
 */
export async function statementsDue({ acquire }: Pick<UpkeepOptions, 'acquire'>, all: boolean): Promise<string[]> {
  const session = await acquire();
  try {
    const { rows } = await session.query(
      `select quote_ident(relname) as name from pg_class
       where relkind = 'r' and (relnamespace = 'public'::regnamespace or $1 and relnamespace = 'pg_catalog'::regnamespace)
         and ($1 or relname = any($2))
       order by relnamespace = 'pg_catalog'::regnamespace, relname limit $3`,
      [all, HOT_TABLES, MAX_TABLES],
      true,
    );
    return [...rows.map(({ name }) => `vacuum (analyze) ${name}`), 'checkpoint'];
  } finally {
    session.release(false);
  }
}

async function run({ acquire }: Pick<UpkeepOptions, 'acquire'>, statement: string): Promise<void> {
  const session = await acquire();
  try {
    await session.script(statement, true);
  } finally {
    session.release(false);
  }
}
