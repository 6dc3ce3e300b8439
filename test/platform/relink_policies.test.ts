// Policies over many accounts: a cap that holds when several workers send at once, and a sweep that reaches every account page by page.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { lockAuthorization } from '../../server/src/domain/connections/authorization_rows.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { DEFAULT_POLICY, type PolicySettings } from '../../server/src/domain/connections/relink_policy.ts';
import { dryRun } from '../../server/src/domain/connections/relink_policy_dry_run.ts';
import { FOLLOW_POLICY } from '../../server/src/domain/connections/relink_policy_jobs.ts';
import {
  followPolicy,
  SWEEP_POLICY,
  savePolicy,
  sweepPolicy,
} from '../../server/src/domain/connections/relink_policy_work.ts';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import type { AccountId } from '../../server/src/kernel/id.ts';
import { freshDatabase, type TestDatabase, testEngine } from '../databases.ts';
import { type KindName, OWNER_EMAIL, writeLinks } from '../links.ts';
import { until } from '../story.ts';
import { type BatchDesk, inContext, vaultOf } from './batch_desk.ts';

const NOON = new Date('2026-06-01T12:00:00Z');
const POLICY: PolicySettings = { ...DEFAULT_POLICY, enabled: true };

let fresh: TestDatabase;
let desk: BatchDesk;
before(async () => {
  fresh = await freshDatabase();
  const database = await fresh.open();
  const clock = { now: () => NOON };
  const maker = { clock, random: (bytes: number) => randomBytes(bytes), vault: vaultOf(randomBytes) };
  const merchant = await database.transact(async (trx) => {
    await seedInstitutions(trx);
    const { merchant } = await ensureSandboxMerchant(trx, null, maker);
    await ensureOwner(trx, merchant.id, OWNER_EMAIL, maker);
    return merchant.id;
  });
  desk = { database, clock, random: maker.random, merchant };
});
after(async () => {
  await desk.database.close();
  await fresh.remove();
});
beforeEach(() =>
  desk.database.transact((trx) =>
    desk.database.script(trx, 'truncate accounts, authorizations, customers, sessions, jobs, relink_policies cascade'),
  ),
);

async function links(counts: Partial<Record<KindName, number>>): Promise<AccountId[]> {
  return await desk.database.transact(async (trx) => {
    for (const [kind, count] of Object.entries(counts) as [KindName, number][])
      await writeLinks(trx, { merchant: desk.merchant, kind, count, now: NOON });
    const rows = await trx.selectFrom('accounts').select('id').orderBy('sequence').execute();
    return rows.map(({ id }) => id);
  });
}

/** The accounts with a job of their own that waits. */
async function waiting(): Promise<string[]> {
  const rows = await desk.database.kysely
    .selectFrom('jobs')
    .select('unique_key')
    .where('kind', '=', FOLLOW_POLICY)
    .where('state', '=', 'waiting')
    .execute();
  return rows.map(({ unique_key }) => String(unique_key)).sort();
}

const asked = () => desk.database.kysely.selectFrom('sessions').select(['relink_account', 'source']).execute();

describe('a policy', () => {
  test('keeps its cap to the mail where several workers send at once, and the rest waits for the next day', async () => {
    const accounts = await links({ broken: 30 });
    await inContext(desk, (context) => savePolicy(context, { ...POLICY, daily_cap: 7 }));
    await Promise.all(accounts.map((id) => inContext(desk, (context) => followPolicy(context, id))));
    const sessions = await asked();
    assert.equal(sessions.length, 7);
    assert.deepEqual(new Set(sessions.map(({ source }) => source)), new Set(['policy']));
    const done = new Set(sessions.map(({ relink_account }) => String(relink_account)));
    assert.deepEqual(await waiting(), accounts.filter((id) => !done.has(id)).sort());
    const due = await desk.database.kysely
      .selectFrom('jobs')
      .select('due_at')
      .where('kind', '=', FOLLOW_POLICY)
      .execute();
    assert.deepEqual(new Set(due.map(({ due_at }) => due_at.toISOString())), new Set(['2026-06-02T08:00:00.000Z']));
    const { now, upcoming } = await inContext(desk, (context) => dryRun(context, { ...POLICY, daily_cap: 7 }));
    assert.equal(now.length, 23);
    assert.deepEqual(
      upcoming.slice(0, 5).map(({ date, count }) => [date, count]),
      [
        ['2026-06-01', 0],
        ['2026-06-02', 7],
        ['2026-06-03', 7],
        ['2026-06-04', 7],
        ['2026-06-05', 2],
      ],
    );
  });

  test('that is turned on looks at every account that is broken or has an end, and at no other one', async () => {
    const accounts = await links({
      broken: 520,
      needs_no_relink: 40,
      expiring: 520,
      cannot_be_repaired: 10,
      disconnected: 10,
    });
    const concerned = accounts.filter((id) => /broken|expiring/.test(id));
    await inContext(desk, (context) => savePolicy(context, POLICY));
    let pages = 0;
    for (let next = await nextPage(); next !== null; next = await nextPage()) {
      await inContext(desk, (context) => sweepPolicy(context, next as number));
      pages += 1;
    }
    assert.equal(pages, 3);
    assert.deepEqual(await waiting(), concerned.sort());
    const { upcoming } = await inContext(desk, (context) => dryRun(context, POLICY));
    const later = upcoming.flatMap(({ count }, day) => (count === 0 ? [] : [[day, count]]));
    assert.deepEqual(later, [
      [0, 500],
      [1, 20],
      [13, 500],
      [14, 20],
      [19, 500],
      [20, 20],
    ]);
  });
});

test('a policy that meets a change of an account looks at it once the change is done', async () => {
  const [account] = await links({ expiring: 1 });
  await inContext(desk, (context) => savePolicy(context, POLICY));
  const { kysely } = desk.database;
  const row = await kysely.selectFrom('accounts').selectAll().where('id', '=', account!).executeTakeFirstOrThrow();
  const [changed, seen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const change = desk.database.transact(async (trx) => {
    await lockAuthorization(trx, row.authorization_id);
    const broken = { status: 'inactive', inactive_cause: 'access_denied', inactive_action: 'relink_required' } as const;
    await trx.updateTable('accounts').set(broken).where('id', '=', row.id).execute();
    changed.resolve();
    await seen.promise;
  });
  await changed.promise;
  let over = false;
  const look = inContext(desk, (context) => followPolicy(context, row.id)).finally(() => {
    over = true;
  });
  const waits = async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(kysely);
    return rows.length > 0;
  };
  // The embedded database has one transaction at a time.
  if (testEngine() !== 'embedded') await until('it waits or has looked', async () => over || (await waits()));
  seen.resolve();
  await Promise.all([change, look]);
  assert.deepEqual(await asked(), [{ relink_account: row.id, source: 'policy' }]);
});

/** Where the sweep's waiting job goes on; null when it is through. The job counts as done. */
async function nextPage(): Promise<number | null> {
  const { kysely } = desk.database;
  const job = await kysely
    .selectFrom('jobs')
    .select(['id', 'payload'])
    .where('kind', '=', SWEEP_POLICY)
    .executeTakeFirst();
  if (job === undefined) return null;
  await kysely.deleteFrom('jobs').where('id', '=', job.id).execute();
  return (job.payload as { after: number }).after;
}
