// Operators ask many customers at once on the Dashboard: what is promised is what happens, two at once write once, and a killed process goes on.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import type { Batch, RelinkPreview } from '../../server/src/wire/dashboard_objects.ts';
import { type Dashboard, joinTeam, signIn } from '../dashboard.ts';
import { KINDS, type KindName, OWNER_EMAIL, writeLinks } from '../links.ts';
import { complete, link, named, until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const MINUTE_MS = 60_000;
const COUNTS: Record<KindName, number> = {
  broken: 140,
  expiring: 5,
  disconnected: 4,
  cannot_be_repaired: 3,
  needs_no_relink: 7,
  no_holder: 2,
  no_email: 6,
  email_not_confirmed: 8,
  asked_recently: 9,
};

/** How far the platform's clock is ahead, so that the leases of a dead process are over without waiting for it. */
let ahead_ms = 0;
let world: World;
let owner: Dashboard;
before(async () => {
  world = await openTestWorld({
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    prepare: async (trx, { clock }) => {
      await seedInstitutions(trx);
      const { id: merchant } = await trx.selectFrom('merchants').select('id').executeTakeFirstOrThrow();
      for (const kind of Object.keys(COUNTS) as KindName[])
        await writeLinks(trx, { merchant, kind, count: COUNTS[kind], now: clock.now() });
    },
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
});
after(() => world.close());

/** `fca_<kind><number>`, as links are written. */
function accountsOf(kind: KindName, from: number, until: number): string[] {
  return Array.from({ length: until - from }, (_, index) => `fca_${kind}${String(from + index).padStart(8, '0')}`);
}

async function start(dashboard: Dashboard, accounts: string[], request_key: string = randomUUID()): Promise<Batch> {
  return await dashboard.call('POST /relink_requests', { body: { selection: { accounts }, request_key } });
}

async function done(batch: Batch) {
  return await until('the batch was over', async () => {
    const now = await owner.call('GET /relink_requests/:id', { path: { id: batch.id } });
    return now.state !== 'running' && now;
  });
}

/** Which account a session is about, once it was asked for. */
const aims = new Map<string, string>();

async function aimOf(session: string): Promise<string> {
  const known = aims.get(session);
  if (known !== undefined) return known;
  const { relink_options } = await world.stripe.financialConnections.sessions.retrieve(session);
  const account = relink_options?.account ?? '';
  aims.set(session, account);
  return account;
}

/** How many mails went out about each of these accounts. */
async function mailsAbout(accounts: string[]): Promise<number[]> {
  await world.settle();
  const counts = new Map(accounts.map((id) => [id, 0]));
  const path = '/v1/test_helpers/mailbox';
  let after = '';
  for (let more = true; more; ) {
    const page = (await world.stripe.rawRequest('GET', `${path}?limit=100${after}`)) as unknown as {
      data: { id: string; session: string | null; state: string }[];
      has_more: boolean;
    };
    for (const { session } of page.data) {
      if (session === null) continue;
      const account = await aimOf(session);
      if (counts.has(account)) counts.set(account, (counts.get(account) ?? 0) + 1);
    }
    more = page.has_more;
    after = `&starting_after=${page.data.at(-1)?.id}`;
  }
  return accounts.map((id) => counts.get(id) ?? 0);
}

/** The same platform as a process of its own; it listens when this resolves. */
async function otherPlatform(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'held_platform.ts'), {
    env: { ...process.env, ...world.env },
    stdio: 'inherit',
  });
  const exit = once(child, 'exit').then(() => Promise.reject(new Error('the platform ended before it was ready')));
  exit.catch(() => {});
  await Promise.race([once(child, 'message'), exit]);
  return child;
}

const reasons = (refused: { reason: string; count: number }[]) => refused.map(({ reason, count }) => [reason, count]);

describe('a relink request of operators', () => {
  test('is answered by the preview with what then happens: each reason, each account once', async () => {
    const kinds = (Object.keys(KINDS) as KindName[]).filter((kind) => kind !== 'broken');
    const accounts = kinds.flatMap((kind) => accountsOf(kind, 1, COUNTS[kind] + 1)).concat(accountsOf('broken', 1, 4));
    const selection = { accounts };
    const preview: RelinkPreview = await owner.call('POST /relink_requests/preview', { body: { selection } });
    const expected = [
      ['disconnected', 4],
      ['cannot_be_repaired', 3],
      ['needs_no_relink', 7],
      ['no_holder', 2],
      ['no_email', 6],
      ['email_not_confirmed', 8],
      ['asked_recently', 9],
    ];
    assert.deepEqual([preview.selected, preview.eligible, preview.customers], [accounts.length, 8, 8]);
    assert.deepEqual(reasons(preview.refused), expected);
    const batch = await start(owner, accounts);
    assert.deepEqual([batch.state, batch.total, batch.requested_by?.email], ['running', accounts.length, OWNER_EMAIL]);
    const result = await done(batch);
    assert.deepEqual([result.state, result.requested, result.refused], ['done', 8, accounts.length - 8]);
    assert.deepEqual(reasons(result.refusals), expected);
    assert.deepEqual(new Set(await mailsAbout(accountsOf('broken', 1, 4))), new Set([1]));
    const items = await owner.call('GET /relink_requests/:id/items', {
      path: { id: batch.id },
      query: { state: 'refused', reason: 'no_email' },
    });
    assert.deepEqual(items.data.map(({ account }) => account.id).sort(), accountsOf('no_email', 1, 7));
    const { timeline } = await owner.call('GET /accounts/:id', { path: { id: 'fca_broken00000001' } });
    assert.deepEqual(
      timeline.map(({ step }) => step),
      ['requested', 'sent'],
    );
    assert.deepEqual(timeline[0]?.detail, { source: 'dashboard', delivery_method: 'email' });
  });

  test('asked for by two at once, in two batches and by the API beside them, is one e-mail per account', async () => {
    const operator = await joinTeam(world, owner, 'operator@example.com', 'operator');
    const accounts = accountsOf('broken', 10, 40);
    const session = world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer: 'cus_broken00000039' },
      permissions: ['balances'],
      relink_options: { authorization: 'fcauth_broken00000039', account: 'fca_broken00000039' },
      ui_mode: 'hosted',
      hosted: { delivery_method: 'email' },
    });
    const [one, other, byApi] = await Promise.all([
      start(owner, accounts),
      start(operator, accounts.toReversed()),
      session.then(
        () => 1,
        () => 0,
      ),
    ]);
    const results = [await done(one), await done(other)];
    assert.equal(
      results.reduce((sum, { requested }) => sum + requested, byApi),
      accounts.length,
    );
    assert.deepEqual(new Set(await mailsAbout(accounts)), new Set([1]));
  });

  test('of one press of the button is one batch, however often it arrives', async () => {
    const key = randomUUID();
    const accounts = accountsOf('broken', 50, 52);
    const batches = await Promise.all([1, 2, 3].map(() => start(owner, accounts, key)));
    assert.equal(new Set(batches.map(({ id }) => id)).size, 1);
    assert.equal((await done(batches[0]!)).requested, 2);
    assert.deepEqual(await mailsAbout(accounts), [1, 1]);
  });

  test('whose platform is killed in the middle is finished by the next one: everybody gets one e-mail', async () => {
    const accounts = accountsOf('broken', 60, 140);
    await world.stop();
    const child = await otherPlatform();
    let batch: Batch;
    try {
      batch = await start(owner, accounts);
      const middle = await until('the batch was under way', async () => {
        const now = await owner.call('GET /relink_requests/:id', { path: { id: batch.id } });
        return now.requested > 0 && now;
      });
      assert.ok(middle.requested < accounts.length, `all ${middle.requested} were done before the end`);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    ahead_ms += 2 * MINUTE_MS;
    await world.restart();
    const result = await done(batch);
    assert.deepEqual([result.state, result.requested, result.refused], ['done', accounts.length, 0]);
    const mails = await mailsAbout(accounts);
    // A mail whose sending the dead process had begun may be unknown; it is there all the same, and only once.
    assert.deepEqual(new Set(mails), new Set([1]));
  });

  test('repairs a link from the e-mail address to the completed timeline, and lifts the 48 hours', async () => {
    const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
    const linked = await link(world, { customer, institution: 'Tokenized Account Numbers' });
    const { id } = named(linked.accounts, 'Expired Tokenized Account Number');
    const refused = await done(await start(owner, [id]));
    assert.deepEqual(reasons(refused.refusals), [['no_email', 1]]);
    await owner.call('POST /customers/:id', { path: { id: customer }, body: { email: OWNER_EMAIL } });
    assert.equal((await done(await start(owner, [id]))).requested, 1);
    const again = await done(await start(owner, [id]));
    assert.deepEqual(reasons(again.refusals), [['asked_recently', 1]]);
    await world.settle();
    const detail = await owner.call('GET /accounts/:id', { path: { id } });
    assert.ok(detail.account.paused_until);
    await complete(world, detail.timeline[0]!.session);
    const after = await owner.call('GET /accounts/:id', { path: { id } });
    assert.deepEqual([after.account.paused_until, after.account.relink?.state], [null, 'succeeded']);
    const steps = after.timeline.map(({ step }) => step);
    assert.deepEqual(steps.slice(0, 2).concat(steps.at(-1)!), ['requested', 'sent', 'succeeded']);
  });
});
