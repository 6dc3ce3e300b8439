// A process that works off batches and kills itself in the middle of a step, after RELINK_TEST_IDS draws from its source of chance.
import { randomBytes } from 'node:crypto';
import { openDatabase } from '../../server/src/database/open.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { MerchantId } from '../../server/src/kernel/id.ts';
import { batchWorker } from './batch_desk.ts';

const { DATABASE_URL: url, RELINK_DATA_DIR: folder = '', RELINK_TEST_IDS, RELINK_TEST_MERCHANT } = process.env;
let left = Number(RELINK_TEST_IDS);

/** Every session, link and mail draws its id: the last one that is allowed has rows of its transaction written, none committed. */
function random(bytes: number): Uint8Array {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return randomBytes(bytes);
}

const database = await openDatabase({ url: url || null, livemode: false, folder });
await batchWorker({
  database,
  clock: systemClock,
  random,
  merchant: RELINK_TEST_MERCHANT as MerchantId,
}).start();
setInterval(() => {}, 1_000);
