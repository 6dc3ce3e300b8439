// Batches of relink requests on a real database: thousands of accounts, refusals of each kind, two at once, stopped, killed in the middle.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Row } from '../../server/src/database/schema.ts';
import { disconnectAccount } from '../../server/src/domain/connections/disconnect.ts';
import { HOSTED_PROBLEMS } from '../../server/src/domain/connections/hosted_relink.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import {
  BATCH_MAX,
  findBatch,
  type NewBatch,
  previewRequest,
  refusalCounts,
  startBatch,
  stopBatch,
  WORK_BATCH,
} from '../../server/src/domain/connections/relink_batch.ts';
import { workBatch } from '../../server/src/domain/connections/relink_batch_work.ts';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import { tidyUp } from '../../server/src/housekeeping.ts';
import type { Worker } from '../../server/src/jobs/worker.ts';
import type { AccountId } from '../../server/src/kernel/id.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { KINDS, type KindName, OWNER_EMAIL, writeLinks } from '../links.ts';
import { until } from '../story.ts';
import { addMerchant } from '../strangers.ts';
import { type BatchDesk, batchWorker, inContext, vaultOf } from './batch_desk.ts';

type Batch = Row<'relink_batches'>;

const MINUTE_MS = 60_000;

let fresh: TestDatabase;
let desk: BatchDesk;
let ahead = 0;
let worker: Worker;
before(async () => {
  fresh = await freshDatabase();
  const database = await fresh.open();
  const clock = { now: () => new Date(Date.now() + ahead) };
  const maker = { clock, random: (bytes: number) => randomBytes(bytes), vault: vaultOf(randomBytes) };
  const { merchant } = await database.transact(async (trx) => {
    await seedInstitutions(trx);
    const made = await ensureSandboxMerchant(trx, null, maker);
    await ensureOwner(trx, made.merchant.id, OWNER_EMAIL, maker);
    return made;
  });
  desk = { database, clock, random: maker.random, merchant: merchant.id };
});
after(async () => {
  await desk.database.close();
  await fresh.remove();
});
beforeEach(async () => {
  worker = batchWorker(desk);
});
afterEach(() => worker.stop());

/** Empties what batches write and look at, then writes so many links of each kind. */
async function links(counts: Partial<Record<KindName, number>>): Promise<AccountId[]> {
  const { database, merchant } = desk;
  return await database.transact(async (trx) => {
    await database.script(
      trx,
      'truncate relink_batches, relink_batch_items, sessions, session_steps, hosted_links, mails, jobs, accounts, account_numbers, authorizations, customers cascade',
    );
    for (const [kind, count] of Object.entries(counts) as [KindName, number][])
      await writeLinks(trx, { merchant, kind, count, now: desk.clock.now() });
    const rows = await trx.selectFrom('accounts').select('id').orderBy('sequence').execute();
    return rows.map(({ id }) => id);
  });
}

async function start(accounts: AccountId[], more: Partial<NewBatch> = {}): Promise<Batch> {
  const request_key = more.request_key ?? randomBytes(8).toString('hex');
  const batch = await inContext(desk, (context) =>
    startBatch(context, { source: 'dashboard', requested_by: null, accounts, ...more, request_key }),
  );
  assert.ok(typeof batch !== 'string', String(batch));
  return batch;
}

/** The batch once no step of any is left to do; mails are not sent here. */
async function worked(batch: Batch): Promise<Batch> {
  await worker.start();
  await until('the batches were worked off', async () => {
    const step = await desk.database.kysely
      .selectFrom('jobs')
      .select('id')
      .where('kind', '=', WORK_BATCH)
      .where('state', 'in', ['waiting', 'running'])
      .executeTakeFirst();
    return step === undefined;
  });
  return await read(batch);
}

async function read(batch: Batch): Promise<Batch> {
  const found = await inContext(desk, (context) => findBatch(context, batch.id));
  assert.ok(found);
  return found;
}

type Counted = 'items' | 'sessions' | 'mails' | 'steps' | 'send_jobs';

/** How many rows were written for requests, and that each belongs to another account or session. */
async function written(): Promise<Record<Counted, number>> {
  const { kysely } = desk.database;
  const counts = {
    items: await kysely
      .selectFrom('relink_batch_items')
      .select('session as of')
      .where('state', '=', 'requested')
      .execute(),
    sessions: await kysely.selectFrom('sessions').select('relink_account as of').execute(),
    mails: await kysely.selectFrom('mails').select('session as of').execute(),
    steps: await kysely.selectFrom('session_steps').select('session as of').execute(),
    send_jobs: await kysely.selectFrom('jobs').select('unique_key as of').where('kind', '=', 'mail.send').execute(),
  };
  for (const [what, rows] of Object.entries(counts))
    assert.equal(new Set(rows.map(({ of }) => of)).size, rows.length, `${what} are there twice`);
  return Object.fromEntries(Object.entries(counts).map(([what, rows]) => [what, rows.length])) as Record<
    Counted,
    number
  >;
}

const each = (count: number) => ({ items: count, sessions: count, mails: count, steps: count, send_jobs: count });

describe('a batch of relink requests', () => {
  test('over 5,000 accounts writes to each that may be written to, once, and keeps why the others were left out', async () => {
    const counts = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 680])) as Record<KindName, number>;
    const accounts = await links({ ...counts, broken: 120, expiring: 120 });
    assert.equal(accounts.length, 5_000);
    const preview = await inContext(desk, (context) => previewRequest(context, accounts));
    const batch = await start(accounts);
    assert.deepEqual([batch.state, batch.total, batch.requested, batch.refused], ['running', 5_000, 0, 0]);
    const done = await worked(batch);
    assert.deepEqual([done.state, done.requested, done.refused], ['done', 240, 4_760]);
    assert.ok(done.finished_at);
    assert.deepEqual(await written(), each(240));
    const refusals = HOSTED_PROBLEMS.map((reason) => ({ reason, count: 680 }));
    assert.deepEqual(await inContext(desk, (context) => refusalCounts(context, batch.id)), refusals);
    assert.deepEqual(
      preview.refused.map(({ reason, accounts: { length } }) => ({ reason, count: length })),
      refusals,
    );
    assert.deepEqual([preview.selected, preview.eligible.length], [5_000, 240]);
  });

  test('names its accounts once, leaves out those of others, and is the same batch for the same key', async () => {
    const accounts = await links({ broken: 3 });
    const [first, second] = accounts as [AccountId, AccountId];
    const batch = await start([second, first, second, 'fca_none'], { request_key: 'one press' });
    assert.equal(batch.total, 2);
    assert.deepEqual(await start(accounts, { request_key: 'one press' }), batch);
    const [one, other] = await Promise.all([
      start(accounts, { request_key: 'pressed twice' }),
      start(accounts, { request_key: 'pressed twice' }),
    ]);
    assert.equal(one.id, other.id);
    await worked(batch);
    assert.deepEqual((await start(accounts, { request_key: 'one press' })).state, 'done');
    const [done, twice] = [await read(batch), await read(one)];
    assert.deepEqual([done.requested + twice.requested, twice.total], [3, 3]);
    assert.deepEqual(await written(), each(3));
  });

  test('is refused over no accounts, over those of another merchant only, and over more than 10,000', async () => {
    const accounts = await links({ broken: 1 });
    const ask = (given: AccountId[], merchant = desk.merchant) =>
      inContext({ ...desk, merchant }, (context) =>
        startBatch(context, { source: 'dashboard', requested_by: null, request_key: 'refused', accounts: given }),
      );
    const maker = { ...desk, vault: vaultOf(randomBytes) };
    await desk.database.transact((trx) => addMerchant(trx, maker));
    const { id: other } = await desk.database.kysely
      .selectFrom('merchants')
      .select('id')
      .where('id', '<>', desk.merchant)
      .executeTakeFirstOrThrow();
    assert.equal(await ask([]), 'no_accounts');
    assert.equal(await ask(accounts, other), 'no_accounts');
    assert.equal(
      (await inContext({ ...desk, merchant: other }, (context) => previewRequest(context, accounts))).selected,
      0,
    );
    const many = Array.from({ length: BATCH_MAX + 1 }, (_, index): AccountId => `fca_${index}`);
    assert.equal(await ask(many), 'too_many_accounts');
    assert.deepEqual(await written(), each(0));
  });

  test('and another one over the same accounts at the same time ask for each account once', async () => {
    const accounts = await links({ broken: 90 });
    const [one, other] = await Promise.all([start(accounts), start(accounts.toReversed())]);
    const [first, second] = [await worked(one), await read(other)];
    assert.deepEqual([first.state, second.state], ['done', 'done']);
    assert.equal(first.requested + second.requested, 90);
    assert.equal(first.refused + second.refused, 90);
    assert.deepEqual(await written(), each(90));
    const reasons = await Promise.all(
      [one, other].map(({ id }) => inContext(desk, (context) => refusalCounts(context, id))),
    );
    assert.deepEqual(new Set(reasons.flat().map(({ reason }) => reason)), new Set(['asked_recently']));
  });

  test('that is stopped writes to nobody from then on, and stays as it is', async () => {
    const batch = await start(await links({ broken: 60 }));
    const step = () => inContext(desk, (context) => workBatch(context, batch.id));
    await step();
    const stopped = await inContext(desk, (context) => stopBatch(context, batch.id));
    assert.deepEqual([stopped?.state, stopped?.requested], ['stopped', 25]);
    await step();
    assert.deepEqual(await worked(batch), stopped);
    assert.deepEqual(await inContext(desk, (context) => stopBatch(context, batch.id)), stopped);
    assert.deepEqual(await written(), each(25));
    assert.equal(await inContext(desk, (context) => stopBatch(context, 'rlb_none')), null);
  });

  test('whose process is killed in the middle of a step goes on in the next one: nobody is left out, nobody gets two mails', async () => {
    const batch = await start(await links({ broken: 110, no_email: 20 }));
    const { database } = desk;
    await database.close();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'batch_process.ts')], {
      // A request draws about eight times, so this is in the third step.
      env: { ...process.env, ...fresh.env, RELINK_TEST_IDS: '500', RELINK_TEST_MERCHANT: desk.merchant },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [, signal] = await once(child, 'exit');
    assert.equal(signal, 'SIGKILL');
    desk.database = await fresh.open();
    const middle = await read(batch);
    assert.equal(middle.state, 'running');
    assert.ok(middle.requested > 0 && middle.requested < 110, `killed after ${middle.requested}`);
    assert.deepEqual(await written(), each(middle.requested));
    // The dead process's lease runs out.
    ahead += MINUTE_MS;
    worker = batchWorker(desk);
    const done = await worked(batch);
    assert.deepEqual([done.state, done.requested, done.refused], ['done', 110, 20]);
    assert.deepEqual(await written(), each(110));
  });
});

test('what became of each account of a batch is kept for a year, and longer where the customer is still waited for', async () => {
  const [gone, waiting] = await links({ broken: 2 });
  const batch = await worked(await start([gone!, waiting!]));
  const { database } = desk;
  const account = await database.kysely
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', gone!)
    .executeTakeFirstOrThrow();
  await inContext(desk, (context) => disconnectAccount(context, account));
  const kept = async (days: number) => {
    const now = new Date(desk.clock.now().getTime() + days * 86_400_000);
    await tidyUp({ database, clock: { now: () => now } } as never);
    const steps = await database.kysely
      .selectFrom('session_steps')
      .innerJoin('sessions', 'sessions.id', 'session_steps.session')
      .select('relink_account')
      .distinct()
      .execute();
    const items = await database.kysely.selectFrom('relink_batch_items').select('position').execute();
    return [steps.map(({ relink_account }) => relink_account).sort(), items.length];
  };
  assert.deepEqual(await kept(364), [[gone, waiting].sort(), 2]);
  assert.deepEqual(await kept(366), [[waiting], 0]);
  assert.deepEqual(await read(batch), batch);
});
