// A process that only sends webhooks, for the test that kills it in the middle of a call.
import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { openDatabase } from '#database/open.ts';
import { systemClock } from '#kernel/clock.ts';
import { openEgress } from '../egress/egress.ts';
import { createWebhookSender } from './deliver.ts';
import { vaultOf } from './testing.ts';

const { DATABASE_URL: url, RELINK_DATA_DIR: folder = '', KEY = '' } = process.env;
const database = await openDatabase({ url: url || null, livemode: false, folder });
const sender = createWebhookSender({
  database,
  clock: systemClock,
  random: randomBytes,
  vault: vaultOf(Buffer.from(KEY, 'hex')),
  log: pino({ level: 'silent' }),
  egress: openEgress({ sandbox: true, allowed: [] }),
  public_url: 'http://127.0.0.1:4242',
  sandbox: true,
});
sender.start();
await sender.settled();
