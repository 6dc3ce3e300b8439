// How jobs are claimed, kept, given back and given up, on a real database with kinds made for the purpose.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import type { Database } from '../../server/src/database/open.ts';
import { type ClaimedJob, claimDue, endLeases, type Lane, recoverDead } from '../../server/src/jobs/claim.ts';
import { enqueue, jobUnderWay } from '../../server/src/jobs/enqueue.ts';
import { createPoll } from '../../server/src/jobs/poll.ts';
import { type JobKinds, runJob } from '../../server/src/jobs/run.ts';
import { fail, JobDeferred } from '../../server/src/jobs/settle.ts';
import { jobsSettled, Worker } from '../../server/src/jobs/worker.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';

const ALL: Lane = { except: [] };
const SECOND = 1_000;
const lines: Record<string, unknown>[] = [];
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });

let fresh: TestDatabase;
let database: Database;
/** How far the clock of the tests is ahead of the real one, so that leases end without waiting for them. */
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };
const workers: Worker[] = [];

before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
});
after(async () => {
  await database.close();
  await fresh.remove();
});
beforeEach(async () => {
  ahead = 0;
  lines.length = 0;
  await database.kysely.deleteFrom('jobs').execute();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

function add(kind: string, more: { payload?: object; unique_key?: string; due_at?: Date } = {}): Promise<number> {
  const now = clock.now();
  const { payload = {}, unique_key, due_at = now } = more;
  return database.transact((trx) =>
    enqueue(trx, {
      kind,
      payload: { ...payload },
      due_at,
      test_clock: null,
      created: now,
      ...(unique_key && { unique_key }),
    }),
  );
}

async function claim(limit = 10): Promise<ClaimedJob[]> {
  await recoverDead(database, clock.now());
  return claimDue(database, clock, { lane: ALL, limit, busy_banks: [], clocks: true });
}

async function rowOf(id: number) {
  return await database.kysely.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

async function work(kinds: JobKinds, lane: Lane, in_flight_max: number, per_bank_max?: number): Promise<void> {
  const shared = { database, clock, log, kinds, poll: createPoll(database, clock) };
  const share = per_bank_max === undefined ? {} : { per_bank_max };
  const worker = new Worker({ ...shared, lane, in_flight_max, ...share });
  workers.push(worker);
  await worker.start();
}

/** A handler that stands still until it is let go, and tells which jobs it has begun. */
function standing() {
  const begun: ClaimedJob[] = [];
  const { promise, resolve: letGo } = Promise.withResolvers<void>();
  const run = async (job: ClaimedJob) => {
    begun.push(job);
    await promise;
    return async () => {};
  };
  return { run, begun, letGo };
}

const done = async () => async () => {};

async function seen(what: () => boolean): Promise<void> {
  while (!what()) await turn();
}

describe('a lease', () => {
  test('that nobody renews runs out, and the job comes back as another try', async () => {
    const id = await add('work');
    const [first] = await claim();
    assert.deepEqual([first?.id, first?.attempts], [id, 1]);
    ahead = 29 * SECOND;
    assert.deepEqual(await claim(), []);
    ahead = 31 * SECOND;
    const [second] = await claim();
    assert.deepEqual([second?.id, second?.attempts], [id, 2]);
  });

  test('is renewed for as long as the job runs, so that nobody else runs it, too', async (t) => {
    const id = await add('work');
    const [job] = await claim();
    const { run, begun, letGo } = standing();
    mock.timers.enable({ apis: ['setInterval'] });
    t.after(() => mock.timers.reset());
    const running = runJob({ database, clock, log, kinds: { work: { run } } }, job!);
    await seen(() => begun.length === 1);
    for (const seconds of [25, 50, 75, 100, 125]) {
      ahead = seconds * SECOND;
      mock.timers.tick(10 * SECOND);
      const renewed = clock.now().getTime() + 20 * SECOND;
      while ((await rowOf(id)).lease_until!.getTime() < renewed) await turn();
      assert.deepEqual(await claim(), []);
    }
    letGo();
    assert.equal(await running, true);
    assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).attempts], ['done', 1]);
  });

  test('that was lost to another process takes the effects with it', async () => {
    const id = await add('work');
    const [late] = await claim();
    ahead = 31 * SECOND;
    const [owner] = await claim();
    const kinds: JobKinds = {
      work: {
        run: async () => async (trx) => {
          const now = clock.now();
          await enqueue(trx, { kind: 'effect', payload: {}, due_at: now, test_clock: null, created: now });
        },
      },
    };
    const effects = async () =>
      (await database.kysely.selectFrom('jobs').where('kind', '=', 'effect').select('id').execute()).length;
    assert.equal(await runJob({ database, clock, log, kinds }, late!), false);
    assert.deepEqual([await effects(), (await rowOf(id)).state], [0, 'running']);
    assert.equal(await runJob({ database, clock, log, kinds }, owner!), true);
    assert.deepEqual([await effects(), (await rowOf(id)).state], [1, 'done']);
  });

  test('of a process that is known to be dead is ended at once', async () => {
    const id = await add('work');
    await claim();
    assert.deepEqual(await claim(), []);
    await endLeases(database, clock);
    assert.deepEqual(
      (await claim()).map((job) => job.id),
      [id],
    );
  });
});

describe('a job', () => {
  test('whose database is gone does not take the process with it, and comes back', async () => {
    const id = await add('work', { payload: { session: 'fcsess_1', bank_user: 'typed' } });
    const other = await fresh.open().catch(() => null);
    // On the embedded database there is one handle; on PostgreSQL one of two is closed.
    const lost = other ?? database;
    const [job] = await claim();
    const run = async () => {
      await lost.close();
      throw new Error('the bank did not answer');
    };
    assert.equal(await runJob({ database: lost, clock, log, kinds: { work: { run } } }, job!), false);
    assert.deepEqual(
      lines.map(({ msg, session, bank_user }) => [msg, session, bank_user]),
      [
        ['a job failed', 'fcsess_1', undefined],
        ['a failed job could not be put back', 'fcsess_1', undefined],
      ],
    );
    if (other === null) database = await fresh.open();
    ahead = 31 * SECOND;
    assert.deepEqual(
      (await claim()).map((again) => again.id),
      [id],
    );
  });

  test('of a kind that nobody knows is put back', async () => {
    const id = await add('unheard of');
    const [job] = await claim();
    assert.equal(await runJob({ database, clock, log, kinds: {} }, job!), false);
    assert.deepEqual(
      [(await rowOf(id)).state, (await rowOf(id)).error],
      ['waiting', 'no handler for jobs of kind unheard of'],
    );
  });

  test('that has failed as often as its kind allows is given up with what that entails, and not tried again', async () => {
    const id = await add('work');
    let given_up = 0;
    const kinds: JobKinds = {
      work: {
        attempts_max: 3,
        run: async () => {
          throw new Error('it does not work');
        },
        given_up: () => async (trx) => {
          given_up += 1;
          await trx.updateTable('merchants').set({ name: 'x' }).where('id', '=', 'acct_none').execute();
        },
      },
    };
    for (const attempt of [1, 2, 3]) {
      ahead += 60 * SECOND;
      const [job] = await claim();
      assert.equal(job?.attempts, attempt);
      await runJob({ database, clock, log, kinds }, job!);
    }
    assert.deepEqual([given_up, (await rowOf(id)).state, (await rowOf(id)).error], [1, 'failed', 'it does not work']);
    ahead += 60 * SECOND;
    assert.deepEqual(await claim(), []);
  });

  test('that cannot be done before a moment waits for it, and uses up no try', async () => {
    const id = await add('work');
    const [job] = await claim();
    const error = new JobDeferred(new Date(clock.now().getTime() + 60 * SECOND), 'later');
    await fail(database, job!, clock, { error, attempts_max: 1, given_up: null });
    assert.deepEqual([(await rowOf(id)).not_before, await claim()], [error.until, []]);
    ahead += 61 * SECOND;
    assert.equal((await claim())[0]?.attempts, 1);
  });

  test('that waits for its next try and is asked for again starts afresh', async () => {
    const id = await add('work', { unique_key: 'one' });
    const [job] = await claim();
    await fail(database, job!, clock, { error: new Error('no'), attempts_max: 500, given_up: null });
    assert.deepEqual(await claim(), []);
    assert.equal(await add('work', { unique_key: 'one' }), id);
    const [again] = await claim();
    assert.deepEqual([again?.id, again?.attempts], [id, 1]);
  });

  test('is found under its key while it waits and while it runs, and not afterwards', async () => {
    const find = () => database.transact((trx) => jobUnderWay(trx, 'work', 'one'));
    const id = await add('work', { unique_key: 'one' });
    assert.equal(await find(), id);
    const [job] = await claim();
    assert.equal(await find(), id);
    await runJob({ database, clock, log, kinds: { work: { run: done } } }, job!);
    assert.equal(await find(), null);
  });
});

describe('workers', () => {
  test('of one lane do not wait for a backlog of another', async () => {
    const backlog = standing();
    const kinds: JobKinds = { look: { run: backlog.run }, visit: { run: done } };
    for (let count = 0; count < 100; count += 1) await add('look', { due_at: new Date(0) });
    await work(kinds, { only: ['look'] }, 4);
    await work(kinds, { except: ['look'] }, 8);
    await seen(() => backlog.begun.length === 4);
    const id = await add('visit');
    while ((await rowOf(id)).state !== 'done') await turn();
    assert.equal(backlog.begun.length, 4);
    await database.kysely.deleteFrom('jobs').where('state', '=', 'waiting').execute();
    backlog.letGo();
    await jobsSettled(database, clock);
  });

  test('give one bank its share of the lane, and the rest of it to other banks', async () => {
    const hanging = standing();
    const kinds: JobKinds = {
      look: { run: (job) => (job.payload.institution === 'fcinst_dead' ? hanging.run(job) : done()) },
    };
    for (let count = 0; count < 20; count += 1)
      await add('look', { due_at: new Date(count), payload: { institution: 'fcinst_dead' } });
    const well = await add('look', { payload: { institution: 'fcinst_well' } });
    const none = await add('look');
    await work(kinds, { only: ['look'] }, 4, 2);
    for (const id of [well, none]) while ((await rowOf(id)).state !== 'done') await turn();
    assert.equal(hanging.begun.length, 2);
    hanging.letGo();
    await jobsSettled(database, clock);
    assert.equal(hanging.begun.length, 20);
  });

  test('stop although a handler never returns, and leave its job to the next process', async () => {
    const { run, begun, letGo } = standing();
    const id = await add('work');
    await work({ work: { run } }, ALL, 8);
    await seen(() => begun.length === 1);
    await workers.splice(0)[0]!.stop();
    assert.equal((await rowOf(id)).state, 'running');
    letGo();
    await jobsSettled(database, clock);
  });
});
