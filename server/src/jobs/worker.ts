// The worker: claims due jobs of its lane, runs them side by side up to a limit, and wakes on demand with polling as the floor.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#database/open.ts';
import { after, type Clock, SECOND_MS } from '#kernel/clock.ts';
import { type ClaimedJob, claimDue, type Lane } from './claim.ts';
import { JOBS_CHANNEL, kindChannel } from './enqueue.ts';
import { type Due, POLL_MS, type Poll } from './poll.ts';
import { type JobWorld, runJob } from './run.ts';

/** Longer than one exchange with a bank: what a bank gives in place of a token that it takes once must not be lost to a deployment. */
const DRAIN_MS = 10 * SECOND_MS;
const SETTLE_POLL_MS_MIN = 2;
const SETTLE_POLL_MS_MAX = 50;
/** Of the wait so far: who looks all the time keeps busy what he waits for. */
const SETTLE_POLL = 0.1;
const SETTLE_AHEAD_MS = 10 * SECOND_MS;

export interface WorkerOptions extends JobWorld {
  /** Shared by the workers of a process. */
  poll: Poll;
  lane: Lane;
  in_flight_max: number;
  /** How many of them may be about one institution, by the `institution` of their payload; any number where it does not say. */
  per_bank_max?: number;
}

/** Works from `start` to `stop`; woken by enqueued jobs, with polling as the floor. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Map<ClaimedJob, Promise<unknown>>();
  #wakeUp = () => {};
  #woken = false;
  #clocks = true;
  /** Whether the last claim had to leave something that may be due. */
  #left = false;
  #stopping = false;
  #loop: Promise<void> | null = null;
  #unlisten: (() => Promise<void>)[] = [];
  /** For what falls due before the next look. */
  #soon: NodeJS.Timeout | undefined;
  #trouble: string | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database, kinds, lane } = this.#options;
    const mine = Object.keys(kinds).filter((kind) => takes(lane, kind));
    const kindChannels = mine.map((kind) => database.listen(kindChannel(kind), () => this.#wake(false)));
    this.#unlisten = await Promise.all([database.listen(JOBS_CHANNEL, () => this.#lookAtClocks()), ...kindChannels]);
    await this.#look();
    this.#loop = this.#work();
  }

  /** Throws with the reason when jobs are not being claimed. */
  check(): void {
    if (this.#loop === null || this.#stopping) throw new Error('the worker is not running');
    if (this.#trouble !== null) throw new Error(`the worker cannot claim jobs: ${this.#trouble}`);
  }

  /** Claims no more and waits a while for what runs; the leases of the rest run out. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#soon);
    this.#wake(false);
    await this.#loop;
    await Promise.race([Promise.all([...this.#running.values()]), delay(DRAIN_MS, undefined, { ref: false })]);
    await Promise.all(this.#unlisten.map((unlisten) => unlisten()));
  }

  #wake(clocks: boolean): void {
    this.#woken = true;
    this.#clocks ||= clocks;
    this.#wakeUp();
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      const more = await this.#round();
      if (!more && !this.#woken && !this.#stopping) await this.#sleep();
    }
  }

  /** Claims once. Resolves with whether there may be more. */
  async #round(): Promise<boolean> {
    const { log } = this.#options;
    try {
      const more = await this.#claim();
      if (this.#trouble !== null) log.warn('jobs are claimed again');
      this.#trouble = null;
      return more;
    } catch (error) {
      // Told at its beginning and its end: a database that is away for an hour says the same every second, to every worker.
      if (this.#trouble === null) log.error({ error: String(error) }, 'claiming jobs failed');
      this.#trouble = String(error);
      await delay(POLL_MS, undefined, { ref: false });
      return true;
    }
  }

  async #claim(): Promise<boolean> {
    const { database, clock, lane, in_flight_max, per_bank_max } = this.#options;
    const room = in_flight_max - this.#running.size;
    const busy_banks = this.#busyBanks();
    this.#left = room === 0 || busy_banks.length > 0;
    if (room === 0) return false;
    // One by one where banks have a share: the next claim has to know what this one took.
    const limit = per_bank_max === undefined ? room : 1;
    const clocks = this.#clocks;
    this.#clocks = false;
    const jobs = await claimDue(database, clock, { lane, limit, busy_banks, clocks });
    for (const job of jobs) this.#run(job);
    if (jobs.length < limit) return false;
    this.#clocks ||= clocks;
    return true;
  }

  #busyBanks(): string[] {
    const { per_bank_max } = this.#options;
    if (per_bank_max === undefined) return [];
    const banks = [...this.#running.keys()]
      .map(({ payload }) => payload.institution)
      .filter((bank) => bank !== undefined);
    return [...new Set(banks.map(String))].filter(
      (bank) => banks.filter((other) => other === bank).length >= per_bank_max,
    );
  }

  #run(job: ClaimedJob): void {
    const run = runJob(this.#options, job).finally(() => {
      this.#running.delete(job);
      if (this.#left) this.#wake(true);
    });
    this.#running.set(job, run);
  }

  async #sleep(): Promise<void> {
    const abort = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
    const wait = () => delay(POLL_MS, undefined, { signal: abort.signal, ref: false });
    const poll = async () => {
      for (;;) {
        await wait();
        await this.#look();
      }
    };
    await Promise.race([woken, poll().catch(() => {})]);
    abort.abort();
  }

  async #look(): Promise<void> {
    await this.#wakeFor(this.#options.poll.due());
  }

  async #lookAtClocks(): Promise<void> {
    await this.#wakeFor(this.#options.poll.dueOnClocks());
  }

  /** At once for what is due, and whenever more of what was found will be. A database that cannot be asked is for the next claim to tell. */
  async #wakeFor(looked: Promise<Due>): Promise<void> {
    const { lane, clock } = this.#options;
    const due = await looked.catch(() => null);
    if (due === null) return this.#wake(true);
    const now = clock.now().getTime();
    const mine = due.filter(({ kind }) => takes(lane, kind)).map(({ due_at }) => due_at.getTime());
    if (mine.some((at) => at <= now)) this.#wake(true);
    const ahead = mine.filter((at) => at > now).sort((one, other) => one - other);
    if (ahead.length > 0) this.#wakeAt(ahead);
  }

  /** At each of the times, the first one first. They are of real time only, so nothing has to be looked for on test clocks. */
  #wakeAt([first, ...later]: number[]): void {
    clearTimeout(this.#soon);
    if (first === undefined || this.#stopping) return;
    // A timer may fire just before its millisecond.
    const wait = Math.max(first - this.#options.clock.now().getTime(), 0) + 1;
    this.#soon = setTimeout(() => {
      this.#wake(false);
      this.#wakeAt(later);
    }, wait).unref();
  }
}

function takes(lane: Lane, kind: string): boolean {
  return 'only' in lane ? lane.only.includes(kind) : !lane.except.includes(kind);
}

/** Resolves when no job is due or running, in this process or another. Failed tries that wait for their pause do not count. */
export async function jobsSettled(database: Database, clock: Clock): Promise<void> {
  const begun = performance.now();
  while (await anyDue(database, clock)) {
    const share = (performance.now() - begun) * SETTLE_POLL;
    await delay(Math.min(Math.max(share, SETTLE_POLL_MS_MIN), SETTLE_POLL_MS_MAX));
  }
}

async function anyDue(database: Database, clock: Clock): Promise<boolean> {
  const now = clock.now();
  // The statement may wait for its turn, and what is enqueued meanwhile is due after `now`: whether it is, the answer decides.
  const soon = after(now, SETTLE_AHEAD_MS);
  const due = await database.kysely
    .selectFrom('jobs')
    .leftJoin('test_clocks as c', 'c.id', 'jobs.test_clock')
    .select(['jobs.state', 'jobs.test_clock', 'jobs.due_at'])
    .where('jobs.state', 'in', ['waiting', 'running'])
    .where((is) => is.or([is('jobs.state', '=', 'running'), is('not_before', 'is', null), is('not_before', '<=', now)]))
    .where((is) =>
      is.or([
        is('jobs.state', '=', 'running'),
        is.and([is('jobs.test_clock', 'is', null), is('jobs.due_at', '<=', soon)]),
        is.and([is('c.status', '=', 'ready'), is('jobs.due_at', '<=', is.ref('c.frozen_time'))]),
      ]),
    )
    .orderBy('jobs.state')
    .orderBy((is) => is('jobs.test_clock', 'is', null))
    .orderBy('jobs.due_at')
    .limit(1)
    .executeTakeFirst();
  if (due === undefined) return false;
  return due.state === 'running' || due.test_clock !== null || due.due_at <= clock.now();
}
