// A database with a merchant and a worker of its own for batches: what the tests of batches work with, and the process that they kill.
import { createHash } from 'node:crypto';
import pino from 'pino';
import type { Database } from '../../server/src/database/open.ts';
import type { Transaction } from '../../server/src/database/schema.ts';
import { WORK_BATCH } from '../../server/src/domain/connections/relink_batch.ts';
import { workBatch } from '../../server/src/domain/connections/relink_batch_work.ts';
import type { Context } from '../../server/src/domain/context.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { createPoll } from '../../server/src/jobs/poll.ts';
import type { JobKinds } from '../../server/src/jobs/run.ts';
import { Worker } from '../../server/src/jobs/worker.ts';
import type { Clock } from '../../server/src/kernel/clock.ts';
import type { MerchantId, Random, RelinkBatchId } from '../../server/src/kernel/id.ts';
import { createSealer, localKey } from '../../server/src/kernel/seal.ts';

/** Any key does: what is sealed here is opened by nobody. */
const KEY = createHash('sha256').update('batches').digest();

export interface BatchDesk {
  database: Database;
  clock: Clock;
  random: Random;
  merchant: MerchantId;
}

export function vaultOf(random: Random) {
  return { sealer: createSealer(localKey(KEY), random), fingerprint_key: KEY };
}

export async function inContext<T>(desk: BatchDesk, rule: (context: Context) => Promise<T>): Promise<T> {
  return await desk.database.transact(async (trx) => rule(await contextIn(desk, trx)));
}

async function contextIn(desk: BatchDesk, trx: Transaction): Promise<Context> {
  return await openContext({ ...desk, vault: vaultOf(desk.random) }, trx, { merchant: desk.merchant, livemode: false });
}

/** A worker that works off batches and nothing else. */
export function batchWorker(desk: BatchDesk): Worker {
  const kinds: JobKinds = {
    [WORK_BATCH]: {
      run: async (job) => async (trx) =>
        workBatch(await contextIn(desk, trx), (job.payload as { batch: RelinkBatchId }).batch),
    },
  };
  const log = pino({ level: 'silent' });
  const poll = createPoll(desk.database, desk.clock);
  return new Worker({ ...desk, kinds, log, poll, lane: { only: [WORK_BATCH] }, in_flight_max: 2 });
}
