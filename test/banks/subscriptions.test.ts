// What banks are asked to tell us: once, again where one forgot it, and at the address that we have now.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '../../server/src/database/open.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import {
  closeIncidents,
  forgetIncidents,
  openIncident,
  reportIncident,
} from '../../server/src/domain/institutions/incident.ts';
import { ASK_OUTAGE, forgetNotifications } from '../../server/src/domain/institutions/notification.ts';
import { resubscribeAll, SUBSCRIBE } from '../../server/src/domain/institutions/subscription.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { openLog } from '../../server/src/log.ts';
import { openMetrics } from '../../server/src/metrics.ts';
import { askOutage, subscribeAt } from '../../server/src/outbound/connections/subscribe.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { type BankWorld, institution, openBankWorld } from './world.ts';

const SLUG = 'fapi-dpop';
const PUBLIC_URL = 'http://127.0.0.1:4242';
const CALLBACK = `${PUBLIC_URL}/banks/${SLUG}/notifications`;
const TYPES = ['CONSENT_REVOKED', 'CONSENT_UPDATED', 'PLANNED_OUTAGE', 'SERVICE'];
const HOUR_MS = 3_600_000;

const profile = institution(SLUG);
let fresh: TestDatabase;
let database: Database;
let bank: BankWorld;
let desk: Parameters<typeof subscribeAt>[0];
before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
  await database.transact(seedInstitutions);
  bank = await openBankWorld();
  const banks = { connector: () => bank.fdx, control: bank.control, certificate: async () => null };
  const log = openLog('silent');
  const base = { database, clock: systemClock, random: systemRandom, log, metrics: openMetrics(), banks };
  desk = { ...base, public_url: PUBLIC_URL };
});
after(async () => {
  await bank.close();
  await database.close();
  await fresh.remove();
});

/** As the job does it. */
async function subscribe(): Promise<void> {
  const effects = await subscribeAt(desk, profile.id);
  await database.transact(effects);
}

async function atBank() {
  const list = await bank.fdx.events!.list(profile);
  return list.toSorted((one, other) => one.type.localeCompare(other.type));
}

async function planned(kind: string): Promise<Date | undefined> {
  const job = await database.kysely.selectFrom('jobs').select('due_at').where('kind', '=', kind).executeTakeFirst();
  return job?.due_at;
}

test('a bank is asked for all its news once, and left alone while it knows', async () => {
  await subscribe();
  const first = await atBank();
  assert.deepEqual(
    first.map(({ type, callback_url }) => [type, callback_url]),
    TYPES.map((type) => [type, CALLBACK]),
  );
  await subscribe();
  assert.deepEqual(await atBank(), first);
  const due = await planned(SUBSCRIBE);
  assert.ok(due !== undefined && due.getTime() > Date.now() + 23 * HOUR_MS, 'it is looked at again tomorrow');
});

test('a bank that forgot something is asked anew', async () => {
  const [lost] = await atBank();
  await bank.fdx.events!.unsubscribe(profile, lost!.id);
  assert.equal((await atBank()).length, TYPES.length - 1);
  await subscribe();
  assert.deepEqual(
    (await atBank()).map(({ type }) => type),
    TYPES,
  );
});

test('an address that has changed since is told at the next start, and one that has not is not', async () => {
  const before = await planned(SUBSCRIBE);
  await database.transact((trx) => resubscribeAll(trx, PUBLIC_URL, systemClock.now()));
  assert.deepEqual(await planned(SUBSCRIBE), before);
  await database.transact((trx) => resubscribeAll(trx, 'https://relink.example.com', systemClock.now()));
  assert.ok((await planned(SUBSCRIBE))! < before!);
});

test('maintenance to come is asked about again when it begins, and nothing is told of before', async () => {
  const from = new Date(Date.now() + HOUR_MS);
  const until = new Date(from.getTime() + HOUR_MS);
  await bank.desk('PUT', `${SLUG}/maintenance`, { from: from.toISOString(), until: until.toISOString() });
  const effects = await askOutage(desk, profile.id);
  await database.transact(effects);
  assert.deepEqual(await planned(ASK_OUTAGE), from);
  const incidents = await database.kysely.selectFrom('institution_incidents').selectAll().execute();
  assert.deepEqual(incidents, []);
});

test('a notification is known again for three days, and an incident that is over until it is forgotten', async () => {
  const now = Date.now();
  const days = (count: number) => new Date(now - count * 24 * HOUR_MS);
  const there = await database.transact(async (trx) => {
    const at = (received_at: Date, name: string) => ({ institution: profile.id, notification: name, received_at });
    await trx
      .insertInto('bank_notifications')
      .values([at(days(2.9), 'new'), at(days(3.1), 'old')])
      .execute();
    await reportIncident(trx, { institution: profile.id, kind: 'outage', now: days(9) });
    await closeIncidents(trx, { institution: profile.id, kinds: ['outage'], now: days(8) });
    await reportIncident(trx, { institution: profile.id, kind: 'outage', now: days(8) });
    const forgotten = [
      await forgetNotifications(trx, new Date(now), 10),
      await forgetIncidents(trx, days(7), 10),
      await forgetIncidents(trx, days(7), 10),
    ];
    const notifications = await trx.selectFrom('bank_notifications').select('notification').execute();
    const open = await openIncident(trx, profile.id, 'outage');
    return { forgotten, notifications, since: open?.opened_at };
  });
  assert.deepEqual(there, { forgotten: [1, 1, 0], notifications: [{ notification: 'new' }], since: days(8) });
});

test('an incident that two nodes meet in the same instant is news to one of them', async () => {
  const report = { institution: profile.id, kind: 'client_rejected', now: new Date() } as const;
  const news = [
    await database.transact((trx) => reportIncident(trx, report)),
    await database.transact((trx) => reportIncident(trx, report)),
  ];
  assert.deepEqual(news, [true, false]);
});
