// A bank that is down for everybody is one incident, not a hundred broken links: it is left alone, told of, and looked at by one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settledView } from '../contract/flow_client.ts';
import { onTheWayBack, RETURNED, read } from '../contract/way_to_bank.ts';
import { type Dashboard, joinTeam, signIn } from '../dashboard.ts';
import { complete, everything, link, mark, relinkSession, told, until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const SLUG = 'ownership-accounts';
const NAME = 'Ownership Accounts';
/** More than failures in a row that open the circuit, with those that are under way by then. */
const LINKS = 8;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** What the operator of the installation reads. */
const log: { event?: string; institution?: string; level?: number; call?: string; reason?: string }[] = [];
let ahead_ms = 0;
let world: World;
let dashboard: Dashboard;
let viewer: Dashboard;
const linked: Awaited<ReturnType<typeof link>>[] = [];

before(async () => {
  world = await openTestWorld({
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    env: { LOG_LEVEL: 'warn' },
    log_to: { write: (line) => void log.push(JSON.parse(line) as (typeof log)[number]) },
  });
  dashboard = await signIn(world.url, world.platform.sandbox!.dashboard_url);
  viewer = await joinTeam(world, dashboard, 'viewer@example.com', 'viewer');
  for (let count = 0; count < LINKS; count += 1) linked.push(await link(world, { institution: NAME }));
});
after(() => world.close());

async function status(): Promise<string> {
  const { institution } = linked[0]!.accounts[0]!;
  return (await world.stripe.financialConnections.institutions.retrieve(institution as string)).status;
}

/** The samples of a figure, by everything that stands before the value. */
async function figures(name: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

async function failedCalls(): Promise<number> {
  const calls = [...(await figures('relink_bank_calls_total'))].filter(
    ([labels]) => labels.includes(`"${SLUG}"`) && labels.includes('institution_unavailable'),
  );
  return calls.reduce((sum, [, value]) => sum + value, 0);
}

async function incidents(member = dashboard) {
  return (await member.call('GET /incidents')).map(({ institution, kind }) => [institution.name, kind]);
}

test('a bank that fails for everybody is left alone after a few tries, and no account changes', async () => {
  assert.equal(await status(), 'active');
  const before = await Promise.all(linked.map((one) => everything(world, one)));
  const since = await mark(world);
  await world.control('PUT', `${SLUG}/faults`, { status: 500 });
  ahead_ms += 1.2 * DAY_MS;
  await until('the bank is in trouble', async () => (await status()) === 'degraded');
  await world.settle();
  assert.ok((await failedCalls()) < LINKS, `${await failedCalls()} calls for ${LINKS} links`);
  assert.deepEqual(await Promise.all(linked.map((one) => everything(world, one))), before);
  assert.deepEqual(await told(world, since), []);
});

test('its trouble is one line of the Dashboard and one figure, and no other bank is held back', async () => {
  assert.deepEqual(await incidents(), [[NAME, 'outage']]);
  assert.deepEqual(
    await figures('relink_bank_circuit_open'),
    new Map([[`relink_bank_circuit_open{institution="${SLUG}"}`, 1]]),
  );
  const [age] = await figures('relink_bank_incident_seconds');
  assert.equal(age?.[0], `relink_bank_incident_seconds{institution="${SLUG}",kind="outage"}`);
  const checks = async (name: string) => (await figures(name)).get(`${name}{kind="authorization.check"}`) ?? 0;
  assert.ok((await checks('relink_jobs_held')) > 0);
  assert.equal(await checks('relink_jobs_oldest_due_seconds'), 0, 'no worker is late');
});

test('a customer who comes all the same may try, and hears from the bank itself', async () => {
  const done = await complete(world, (await relinkSession(world, linked[0]!)).id);
  assert.equal(done.relink_result?.failure_reason, 'no_authorization');
  assert.equal(await status(), 'degraded');
});

test('while it stays down one look after the other is made, each later than the one before', async () => {
  const before = await failedCalls();
  ahead_ms += 13 * SECOND_MS;
  await until('the first look', async () => (await failedCalls()) > before);
  await world.settle();
  assert.equal(await failedCalls(), before + 1);
  ahead_ms += 13 * SECOND_MS;
  await world.settle();
  assert.equal(await failedCalls(), before + 1);
});

test('an outage of more than an hour closes the bank, and a look that succeeds opens it to everything that waited', async () => {
  ahead_ms += 61 * 60 * SECOND_MS;
  await until('nobody can link', async () => (await status()) === 'inactive');
  // The look that is due by now ends in that time, in vain: it says when the next one is.
  await world.settle();
  await world.control('PUT', `${SLUG}/faults`, {});
  ahead_ms += 13 * 60 * SECOND_MS;
  await until('the bank is back', async () => (await status()) === 'active');
  ahead_ms += 13 * 60 * SECOND_MS;
  await world.settle();
  assert.deepEqual(await incidents(), []);
  assert.equal((await figures('relink_bank_circuit_open')).get(`relink_bank_circuit_open{institution="${SLUG}"}`), 0);
  assert.equal((await figures('relink_jobs_due')).get('relink_jobs_due{kind="authorization.check"}') ?? 0, 0);
});

const OURS: [string, string, string, () => Promise<unknown>, () => Promise<unknown>][] = [
  [
    'client_rejected',
    'refresh',
    'a bank that refuses our own credentials',
    () => world.control('PUT', `${SLUG}/faults`, { at: 'token', status: 401, code: 'invalid_client' }),
    () => world.control('PUT', `${SLUG}/faults`, {}),
  ],
  [
    'recipient_suspended',
    'get_balance',
    'a bank that suspends us',
    () => world.control('PUT', `${SLUG}/suspension`, { suspended: true }),
    () => world.control('PUT', `${SLUG}/suspension`, { suspended: false }),
  ],
];

for (const [index, [kind, call, what, begin, end]] of OURS.entries()) {
  // Nobody refreshes an account twice in a row.
  const three = () => linked.slice(3 * index, 3 * index + 3).map(({ accounts }) => accounts[0]!.id);
  test(`${what} changes no account: it is told once, to owners and in the log, until it lets us in again`, async () => {
    const before = await Promise.all(linked.map((one) => everything(world, one)));
    ahead_ms += 20 * 60 * SECOND_MS;
    await begin();
    const [first, second, third] = three();
    assert.deepEqual([await refreshed(first!), await refreshed(second!)], ['failed', 'failed']);
    assert.equal(await status(), 'inactive');
    assert.deepEqual(await incidents(), [[NAME, kind]]);
    // Whoever can mend nothing is told what he can notice.
    assert.deepEqual(await incidents(viewer), [[NAME, 'outage']]);
    const pages = log.filter(({ event, level }) => event === `bank.${kind}` && level === 50);
    assert.deepEqual(
      pages.map(({ institution, call, reason }) => ({ institution, call, reason })),
      [{ institution: SLUG, call, reason: `the bank answered: ${kind}` }],
    );
    await end();
    assert.equal(await refreshed(third!), 'succeeded');
    assert.equal(await status(), 'active');
    assert.deepEqual(await incidents(), []);
    const now = await Promise.all(linked.map((one) => everything(world, one)));
    assert.deepEqual(now.map(links), before.map(links));
  });
}

test('our own credentials, once they are mended, are found good by the next look, at a bank with a single link, too', async () => {
  const slug = 'test-oauth';
  const { accounts } = await link(world, { institution: 'Test (OAuth)' });
  const [{ id, institution }] = accounts as [(typeof accounts)[0]];
  const statusThere = async () =>
    (await world.stripe.financialConnections.institutions.retrieve(institution as string)).status;
  ahead_ms += 20 * 60 * SECOND_MS;
  await world.control('PUT', `${slug}/faults`, { at: 'token', status: 401, code: 'invalid_client' });
  assert.equal(await refreshed(id), 'failed');
  const looks = async () => (await figures('relink_bank_calls_total')).get(CALL(slug, 'refresh', 'client_rejected'));
  const before = await looks();
  ahead_ms += 13 * SECOND_MS;
  await until('the first look', async () => (await looks()) === before! + 1);
  await world.settle();
  assert.equal(await statusThere(), 'inactive');
  await world.control('PUT', `${slug}/faults`, {});
  ahead_ms += 60 * SECOND_MS;
  await until('the bank takes us', async () => (await statusThere()) === 'active');
});

const CALL = (slug: string, call: string, outcome: string) =>
  `relink_bank_calls_total{institution="${slug}",call="${call}",outcome="${outcome}"}`;

async function refreshed(account: string): Promise<string | undefined> {
  const { accounts } = world.stripe.financialConnections;
  const since = (await accounts.refresh(account, { features: ['balance'] })).balance_refresh;
  assert.equal(since?.status, 'pending');
  return await until('the refresh is over', async () => {
    const { balance_refresh } = await accounts.retrieve(account);
    return balance_refresh?.status !== 'pending' && balance_refresh?.status;
  });
}

/** How links stand, whatever was read of their accounts. */
function links({ authorization, accounts }: Awaited<ReturnType<typeof everything>>) {
  return [authorization, accounts.map(({ id, status, status_details }) => ({ id, status, status_details }))];
}

test('maintenance that a bank announces is known before anything fails, and over when it said', async () => {
  const slug = 'fapi-mtls';
  const { accounts } = await link(world, { institution: 'FAPI 2.0 (mTLS)' });
  const id = accounts[0]!.institution as string;
  const statusThere = async () => (await world.stripe.financialConnections.institutions.retrieve(id)).status;
  await until('the bank was asked for its news', async () => {
    const rows = await world.platform.database.kysely.selectFrom('bank_subscriptions').select('type').execute();
    return rows.length > 0;
  });
  const ends = Date.now() + ahead_ms + 3_600 * SECOND_MS;
  await world.control('PUT', `${slug}/maintenance`, { until: new Date(ends).toISOString() });
  // Nobody can make us ask a bank more often than once a minute.
  await until('we were told', async () => [...(await figures('relink_bank_notifications_total'))].length > 0);
  ahead_ms += 60 * SECOND_MS;
  await until('the bank is under maintenance', async () => (await statusThere()) === 'degraded');
  const [trouble] = await dashboard.call('GET /incidents');
  assert.deepEqual([trouble?.kind, trouble?.expected_until], ['maintenance', Math.floor(ends / SECOND_MS)]);
  const failed = [...(await figures('relink_bank_calls_total'))].filter(
    ([labels]) => labels.includes(`"${slug}"`) && !labels.includes('"ok"'),
  );
  assert.deepEqual(failed, []);
  await world.control('POST', `${slug}/reset`);
  ahead_ms += 3_660 * SECOND_MS;
  await until('the bank is back', async () => (await statusThere()) === 'active');
  assert.equal((await world.stripe.financialConnections.accounts.retrieve(accounts[0]!.id)).status, 'active');
});

test('what a customer’s browser says of a bank counts for nothing', async () => {
  const way = await onTheWayBack(world);
  const forged = new URL(way.callback);
  forged.searchParams.delete('code');
  forged.searchParams.set('error', 'temporarily_unavailable');
  assert.deepEqual(await read(forged.href, way.cookie), RETURNED);
  const { pane } = await settledView(world, way.flow);
  assert.equal(pane.type === 'error' && pane.kind, 'institution_down');
  const counted = [...(await figures('relink_bank_failures')).keys()];
  assert.equal(counted.includes('relink_bank_failures{institution="bank-oauth"}'), false);
});

test('figures are for the machine that Relink runs on, unless a proxy asks for somebody else', async () => {
  const answer = await fetch(`${world.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
  assert.equal(answer.status, 404);
});
