// The worker: claims due jobs, runs their handlers side by side up to a limit, and wakes on demand with polling as the floor.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import { notify } from '#database/transact.ts';
import { type Clock, HOUR_MS, SECOND_MS } from '#kernel/clock.ts';
import { type ClaimedJob, claimDue } from './claim.ts';
import { JOBS_CHANNEL } from './enqueue.ts';
import { complete, failed, JOBS_DONE_CHANNEL } from './settle.ts';

/** First the network, then the returned function: its writes and the job's end commit together. */
export type Handler = (job: ClaimedJob) => Promise<(trx: Transaction) => Promise<void>>;
export type Handlers = Record<string, Handler>;

const IN_FLIGHT_MAX = 8;
const POLL_MS = SECOND_MS;
const SETTLE_POLL_MS = 2;
const KEEP_FINISHED_MS = 24 * HOUR_MS;
const SWEEP_EVERY = 600;
const SWEEP_MAX = 1000;

export interface WorkerOptions {
  database: Database;
  clock: Clock;
  log: Logger;
  handlers: Handlers;
}

/** Runs one claimed job to its end. A lost lease or a failed transaction leaves no effects behind. */
export async function runJob(options: WorkerOptions, job: ClaimedJob): Promise<boolean> {
  const handler = options.handlers[job.kind];
  try {
    if (handler === undefined) throw new Error(`no handler for jobs of kind ${job.kind}`);
    const effects = await handler(job);
    await options.database.transact(async (trx) => {
      if (!(await complete(trx, job, options.clock))) throw new Error('the lease was lost to another process');
      await effects(trx);
      await notify(trx, JOBS_DONE_CHANNEL);
    });
    return true;
  } catch (error) {
    options.log.warn({ job: job.id, kind: job.kind, attempt: job.attempts, error: String(error) }, 'job failed');
    await failed(options.database, job, options.clock, error);
    return false;
  }
}

/** Works from `start` to `stop`; woken by enqueued jobs, with polling as the floor. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Set<Promise<unknown>>();
  #wakeUp = () => {};
  #woken = false;
  #stopping = false;
  #loop: Promise<void> | null = null;
  #unlisten: (() => Promise<void>) | null = null;
  #rounds = 0;
  #claiming = false;
  #claimed = 0;
  #trouble: string | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#options.database.listen(JOBS_CHANNEL, () => this.#wake());
    this.#loop = this.#work();
  }

  /** Resolves when nothing is due and nothing is running, in this process or another. */
  async settled(): Promise<void> {
    while (!(await this.#idle())) await Promise.all([...this.#running, delay(SETTLE_POLL_MS)]);
  }

  /** A job that is claimed while we look is neither due nor running at any moment that we see, so claims are counted. */
  async #idle(): Promise<boolean> {
    const claimed = this.#claimed;
    if (this.#claiming || this.#running.size > 0) return false;
    if (await anyDue(this.#options.database, this.#options.clock)) return false;
    return !this.#claiming && this.#running.size === 0 && this.#claimed === claimed;
  }

  /** Throws with the reason when jobs are not being claimed. */
  check(): void {
    if (this.#loop === null || this.#stopping) throw new Error('the worker is not running');
    if (this.#trouble !== null) throw new Error(`the worker cannot claim jobs: ${this.#trouble}`);
  }

  /** Claims no more, waits for what runs. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#loop;
    await Promise.allSettled([...this.#running]);
    await this.#unlisten?.();
  }

  #wake(): void {
    this.#woken = true;
    this.#wakeUp();
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      const claimed = await this.#round();
      if (claimed === 0 && !this.#woken && !this.#stopping) await this.#sleep();
    }
  }

  async #round(): Promise<number> {
    try {
      const room = IN_FLIGHT_MAX - this.#running.size;
      this.#claiming = true;
      const jobs = room > 0 ? await claimDue(this.#options.database, this.#options.clock, room) : [];
      this.#claimed += jobs.length;
      for (const job of jobs) this.#run(job);
      this.#rounds += 1;
      if (this.#rounds % SWEEP_EVERY === 0) await sweep(this.#options.database, this.#options.clock);
      this.#trouble = null;
      return jobs.length;
    } catch (error) {
      this.#trouble = String(error);
      this.#options.log.error({ error: this.#trouble }, 'claiming jobs failed');
      await delay(POLL_MS, undefined, { ref: false });
      return 0;
    } finally {
      this.#claiming = false;
    }
  }

  #run(job: ClaimedJob): void {
    const run = runJob(this.#options, job).finally(() => {
      this.#running.delete(run);
      this.#wake();
    });
    this.#running.add(run);
  }

  async #sleep(): Promise<void> {
    const abort = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
    await Promise.race([woken, delay(POLL_MS, undefined, { signal: abort.signal, ref: false }).catch(() => {})]);
    abort.abort();
  }
}

async function anyDue(database: Database, clock: Clock): Promise<boolean> {
  const due = await database.kysely
    .selectFrom('jobs')
    .leftJoin('test_clocks as c', 'c.id', 'jobs.test_clock')
    .select('jobs.id')
    .where('jobs.state', '=', 'waiting')
    .where((is) =>
      is.or([
        is.and([is('jobs.test_clock', 'is', null), is('jobs.due_at', '<=', clock.now())]),
        is.and([is('c.status', '=', 'ready'), is('jobs.due_at', '<=', is.ref('c.frozen_time'))]),
        is('c.status', '=', 'advancing'),
      ]),
    )
    .where((is) => is.or([is('jobs.attempts', '=', 0), is('jobs.lease_until', 'is', null)]))
    .limit(1)
    .executeTakeFirst();
  return due !== undefined;
}

async function sweep(database: Database, clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - KEEP_FINISHED_MS);
  await database.transact(async (trx) => {
    const old = trx.selectFrom('jobs').select('id').where('state', '<>', 'waiting').where('finished_at', '<', before);
    await trx.deleteFrom('jobs').where('id', 'in', old.limit(SWEEP_MAX)).execute();
  });
}
