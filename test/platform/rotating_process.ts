// A process that rotates encryption keys and kills itself after RELINK_TEST_DRAWS draws from its source of chance.
import { randomBytes } from 'node:crypto';
import { readConfig } from '../../server/src/config.ts';
import { openDatabase } from '../../server/src/database/open.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { rotateKeys } from '../../server/src/rotation.ts';
import { openVault } from '../../server/src/vault.ts';

const SETTLE_MS = 500;

const config = readConfig(process.env);
let left = Number(process.env.RELINK_TEST_DRAWS);

/** Every key and every value that is sealed anew draws. */
function random(bytes: number): Uint8Array {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return randomBytes(bytes);
}

const { database_url: url, data_folder: folder } = config;
const database = await openDatabase({ url, livemode: false, folder });
const vault = await openVault(config, { database, clock: systemClock, random });
await rotateKeys({ database, clock: systemClock, vault, settle_ms: SETTLE_MS, report: () => {} });
await database.close();
