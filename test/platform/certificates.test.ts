// Our own certificate for a bank runs out: told thirty, fourteen and seven days ahead, once each, until it is renewed.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openKeyring } from '../../bank/src/tls/keyring.ts';
import type { Database } from '../../server/src/database/open.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openLog } from '../../server/src/log.ts';
import { createBanks } from '../../server/src/outbound/banks/registry.ts';
import { keysInMemory, sandboxAt, sandboxEgress } from '../../server/src/outbound/banks/testing/sandbox.ts';
import { watchCertificates } from '../../server/src/outbound/connections/watch_certificates.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';

const DAY_MS = 86_400_000;
const SLUG = 'fapi-mtls';

let fresh: TestDatabase;
let database: Database;
let ends: number;
let now: number;
let given: { certificate: string; key: string } | null;
const lines: { event: string; institution: string; level: number; within_days?: number }[] = [];

before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
  await database.transact(seedInstitutions);
  const { client } = await openKeyring(null, 'relink');
  given = client;
  ends = new X509Certificate(client.certificate).validToDate.getTime();
});
after(async () => {
  await database.close();
  await fresh.remove();
});

/** Looks at that many days before the end, and returns what was told. */
async function look(days: number) {
  now = ends - days * DAY_MS;
  const clock = { now: () => new Date(now) };
  const tls = async () => {
    if (given === null) throw new Error('no certificate');
    return { ca: '', ...given };
  };
  const sandbox = sandboxAt('http://127.0.0.1:1', { tls_url: 'https://localhost:1', tls });
  const log = openLog('info', { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  lines.length = 0;
  const banks = createBanks({ sandbox, keys: keysInMemory(), egress: sandboxEgress(), clock });
  await watchCertificates({ database, clock, log, banks });
  return lines.map(({ event, institution, level, within_days }) => ({ event, institution, level, within_days }));
}

async function open(): Promise<string[]> {
  const rows = await database.kysely
    .selectFrom('institution_incidents')
    .select('kind')
    .where('closed_at', 'is', null)
    .execute();
  return rows.map(({ kind }) => kind);
}

const told = (level: number, within_days: number) => [
  { event: 'bank.certificate_expiring', institution: SLUG, level, within_days },
];

test('a certificate is told of at thirty, fourteen and seven days, and not at every look', async () => {
  assert.deepEqual(await look(31), []);
  assert.deepEqual(await open(), []);
  assert.deepEqual(await look(30), told(40, 30));
  assert.deepEqual(await look(29.9), []);
  assert.deepEqual(await look(14), told(40, 14));
  assert.deepEqual(await look(7), told(50, 7));
  assert.deepEqual(await look(-1), []);
  assert.deepEqual(await open(), ['certificate_expiring']);
});

test('a renewed one ends the incident', async () => {
  assert.deepEqual(await look(90), []);
  assert.deepEqual(await open(), []);
});

test('one that is not where the row says is told of', async () => {
  given = null;
  assert.deepEqual(await look(90), [
    { event: 'bank.certificate_unreadable', institution: SLUG, level: 50, within_days: undefined },
  ]);
});
