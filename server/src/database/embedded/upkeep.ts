// What PostgreSQL's background processes would do: vacuum and analyze while idle, and end transactions that stand still.
import type { Report, Session } from '../engine.ts';
import type { EmbeddedSession } from './session.ts';

const ROUND_MS = 10_000;
const IDLE_TRANSACTION_MS = 60_000;
const HOT_EVERY = 18; // rounds: three minutes
const ALL_EVERY = 360; // rounds: one hour
const MAX_TABLES = 200;

/** Rows of these come and go all the time; without VACUUM their dead versions slow every claim down. */
const HOT_TABLES = new Set(['jobs', 'idempotency_keys', 'webhook_deliveries']);

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
  let due = new Set<string>();
  let vacuuming: Promise<void> | null = null;

  async function look(): Promise<void> {
    round += 1;
    endIdleTransaction(options, performance.now());
    if (round % HOT_EVERY !== 0 && due.size === 0) return;
    if (round % HOT_EVERY === 0) due = await tablesDue(options, round % ALL_EVERY === 0);
    // A busy database is left alone; what is due stays due.
    for (const table of due) {
      if (!options.isFree()) return;
      await vacuum(options, table);
      due.delete(table);
    }
  }

  const timer = setInterval(() => {
    if (vacuuming !== null) return;
    vacuuming = look()
      .catch((error: unknown) => options.report('the upkeep of the embedded database failed', error))
      .finally(() => {
        vacuuming = null;
      });
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

/** The hot tables that exist, or all tables. */
export async function tablesDue({ acquire }: Pick<UpkeepOptions, 'acquire'>, all: boolean): Promise<Set<string>> {
  const session = await acquire();
  try {
    const { rows } = await session.query(
      `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
       order by relname limit $1`,
      [MAX_TABLES],
      true,
    );
    const names = rows.map(({ relname }) => String(relname));
    return new Set(names.filter((name) => all || HOT_TABLES.has(name)));
  } finally {
    session.release(false);
  }
}

/** One table at a time, so that a request waits for one of them at most. */
export async function vacuum({ acquire }: Pick<UpkeepOptions, 'acquire'>, table: string): Promise<void> {
  const session = await acquire();
  try {
    await session.script(`vacuum (analyze) "${table.replaceAll('"', '""')}"`, true);
  } finally {
    session.release(false);
  }
}
