// A merchant's policy writes by itself: when an account breaks, ahead of ends, in waking hours, so many a day, and stops once it is healed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Policy } from '../../server/src/wire/dashboard_objects.ts';
import { type Dashboard, signIn } from '../dashboard.ts';
import {
  advanceTo,
  complete,
  DAY_ZERO,
  link,
  newClock,
  relinkSession,
  type Session,
  simulateOnAccount,
  simulateOnAuthorization,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const OWNER = 'owner@example.com';
const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const HOUR = 1 / 24;

const POLICY: Policy = {
  enabled: true,
  when_relinkable: true,
  days_before: [30, 7, 1],
  quiet_from: 0,
  quiet_until: 0,
  time_zone: 'UTC',
  daily_cap: 1_000,
};

let world: World;
let dashboard: Dashboard;
before(async () => {
  world = await openTestWorld();
  dashboard = await signIn(world.url, world.platform.dashboard_url);
});
after(() => world.close());

type Linked = Awaited<ReturnType<typeof link>>;

async function set(changes: Partial<Policy> = {}): Promise<void> {
  await dashboard.call('POST /policy', { body: { ...POLICY, ...changes } });
  await world.settle();
}

/** A customer on a clock of his own that stands at DAY_ZERO, with two accounts at a bank. */
async function linkOnClock(
  options: { institution?: string; email?: string | null } = {},
): Promise<Linked & { test_clock: string }> {
  const { institution = 'Bank (OAuth)', email = OWNER } = options;
  const test_clock = await newClock(world);
  const { id: customer } = await world.stripe.customers.create({ test_clock, ...(email && { email }) });
  const accounts = institution === 'Bank (OAuth)' ? NAMES : undefined;
  const linked = await link(world, { customer, institution, ...(accounts && { accounts }) });
  await world.settle();
  return { ...linked, test_clock };
}

interface Mail {
  session: string;
  created: number;
  subject: string;
  text: string;
}

/** The mails about a link, oldest first: the days since DAY_ZERO on which they were written, and the account. */
async function mails({ accounts }: Linked): Promise<[number, string][]> {
  await world.settle();
  const found: [number, string][] = [];
  for (const { id } of accounts) {
    const { timeline } = await dashboard.call('GET /accounts/:id', { path: { id } });
    for (const { step, at, detail } of timeline)
      if (step === 'requested') {
        assert.deepEqual(detail, { source: 'policy', delivery_method: 'email' });
        found.push([Math.round(((at - DAY_ZERO) / 86_400) * 1_000) / 1_000, id]);
      }
  }
  return found.sort(([one], [other]) => one - other);
}

const days = async (linked: Linked) => (await mails(linked)).map(([day]) => day);

async function subjects(linked: Linked): Promise<string[]> {
  const list = (await world.stripe.rawRequest('GET', '/v1/test_helpers/mailbox?limit=100')) as unknown as {
    data: Mail[];
  };
  const found: string[] = [];
  for (const mail of list.data.toReversed()) {
    const session: Session = await world.stripe.financialConnections.sessions.retrieve(mail.session);
    if (session.relink_options?.authorization === linked.authorization) found.push(mail.subject);
  }
  return found;
}

describe('a policy', () => {
  test('is off at first: nobody is written to, and a dry run shows who would be', async () => {
    const linked = await link(world, { accounts: NAMES });
    await world.stripe.customers.update(linked.customer!, { email: OWNER });
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const ids = linked.accounts.map(({ id }) => id);
    assert.deepEqual(await mails(linked), []);
    assert.equal((await dashboard.call('GET /policy')).enabled, false);
    const { now, upcoming } = await dashboard.call('POST /policy/dry_run', { body: { ...POLICY, daily_cap: 1 } });
    assert.deepEqual([now.selected, now.eligible], [2, 2]);
    assert.deepEqual(now.accounts.map(({ id }) => id).sort(), [...ids].sort());
    assert.equal(upcoming.length, 30);
    assert.deepEqual(
      upcoming.slice(0, 3).map(({ count }) => count),
      [1, 1, 0],
    );
    assert.deepEqual(await mails(linked), []);

    await set({ daily_cap: 1 });
    assert.equal((await mails(linked)).length, 1, 'the first day has its cap, also the first one of all');
    await set();
    assert.deepEqual((await mails(linked)).map(([, id]) => id).sort(), [...ids].sort());
    await set();
    assert.equal((await mails(linked)).length, 2);
    const again = await dashboard.call('POST /policy/dry_run', { body: POLICY });
    assert.equal(again.now.selected, 0);
  });

  test('writes once when an account breaks, and again when it breaks another time', async () => {
    await set();
    const linked = await linkOnClock();
    await advanceTo(world, linked.test_clock, 1);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    assert.deepEqual(await days(linked), [1, 1]);
    await advanceTo(world, linked.test_clock, 6);
    assert.deepEqual(await days(linked), [1, 1]);
    await complete(world, (await relinkSession(world, linked)).id);
    await simulateOnAccount(world, linked.accounts[0]!.id, 'unavailable');
    assert.deepEqual(await mails(linked), [...(await mails(linked)).slice(0, 2), [6, linked.accounts[0]!.id]]);
    await advanceTo(world, linked.test_clock, 8);
    await simulateOnAccount(world, linked.accounts[1]!.id, 'closed');
    assert.equal((await days(linked)).length, 3);
  });

  test('reminds 7 and 1 days before an announced end, and writes after it once the 48 hours are over', async () => {
    await set();
    const linked = await linkOnClock({ institution: 'Eventually Requires Reauthentication' });
    const count = linked.accounts.length;
    const each = (...list: number[]) => list.flatMap((day) => Array(count).fill(day));
    assert.deepEqual(await days(linked), []);
    const { upcoming } = await dashboard.call('POST /policy/dry_run', { body: POLICY });
    const planned = upcoming.flatMap(({ count: number }, day) => (number === 0 ? [] : [[day, number]]));
    assert.deepEqual(planned, [
      [23, count],
      [29, count],
    ]);
    await advanceTo(world, linked.test_clock, 30.9);
    assert.deepEqual(await days(linked), each(23, 29));
    await advanceTo(world, linked.test_clock, 40);
    assert.deepEqual(await days(linked), each(23, 29, 31));
    const sentences = new Set((await subjects(linked)).map((subject) => subject.replace(/^.*please /, '')));
    assert.deepEqual(
      sentences,
      new Set([
        'renew your connection to Eventually Requires Reauthentication',
        'reconnect your account at Eventually Requires Reauthentication',
      ]),
    );
  });

  test('reminds before the day from which a bank wants a new sign-in, and mail and page say that it does', async () => {
    await set();
    const linked = await linkOnClock();
    const from = new Date((DAY_ZERO + 20 * 86_400) * 1000).toISOString();
    await world.control('PUT', 'bank-oauth/reauthentication', { from, users: [linked.customer] });
    await advanceTo(world, linked.test_clock, 18);
    assert.deepEqual(await days(linked), [13, 13]);
    const [mail] = (await world.stripe.rawRequest('GET', '/v1/test_helpers/mailbox?limit=1')).data as Mail[];
    assert.match(mail!.text, /asks you to sign in again before (21 January|January 21,) 2026/);
    const page = await fetch(/http\S+/.exec(mail!.text)![0], { headers: { accept: 'text/html' } });
    assert.match(await page.text(), /asks you to sign in again before (21 January|January 21,) 2026/);
  });

  test('reminds of nothing that was renewed before, by its own e-mail or another way', async () => {
    await set();
    const linked = await linkOnClock({ institution: 'Eventually Requires Reauthentication' });
    await advanceTo(world, linked.test_clock, 23);
    const first = await days(linked);
    assert.deepEqual(new Set(first), new Set([23]));
    const { timeline } = await dashboard.call('GET /accounts/:id', { path: { id: linked.accounts[0]!.id } });
    const session = timeline.find(({ step }) => step === 'requested')!.session;
    assert.equal((await complete(world, session)).status, 'succeeded');
    await advanceTo(world, linked.test_clock, 45.9);
    assert.deepEqual(await days(linked), first, 'the end is on day 53 now');
    await advanceTo(world, linked.test_clock, 46);
    assert.equal((await days(linked)).length, 2 * first.length);
  });

  test('writes in waking hours of the merchant only', async () => {
    await set({ quiet_from: 20, quiet_until: 8, time_zone: 'Europe/Berlin' });
    const [night, healed] = [await linkOnClock(), await linkOnClock()];
    for (const linked of [night, healed]) {
      await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
      await advanceTo(world, linked.test_clock, 6.9 * HOUR);
      assert.deepEqual(await days(linked), []);
    }
    await complete(world, (await relinkSession(world, healed)).id);
    for (const linked of [night, healed]) await advanceTo(world, linked.test_clock, 1);
    assert.deepEqual(
      await days(night),
      [7, 7].map((hour) => Math.round(hour * HOUR * 1_000) / 1_000),
    );
    assert.deepEqual(await days(healed), []);
  });

  test('writes so many mails a day, the ones that waited first', async () => {
    await set({ daily_cap: 1 });
    const linked = await linkOnClock();
    await advanceTo(world, linked.test_clock, 100);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    assert.deepEqual(await days(linked), [100]);
    await advanceTo(world, linked.test_clock, 104);
    assert.deepEqual(await days(linked), [100, 101]);
  });

  test('writes to who had no address once he has one, and not at all once it is off', async () => {
    await set();
    const linked = await linkOnClock({ email: null });
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    await advanceTo(world, linked.test_clock, 3);
    assert.deepEqual(await days(linked), []);
    await set({ enabled: false });
    await world.stripe.customers.update(linked.customer!, { email: 'nobody@example.com' });
    await set();
    assert.deepEqual(await days(linked), []);
    await world.stripe.customers.update(linked.customer!, { email: OWNER });
    assert.deepEqual(await days(linked), [3, 3]);
    await set({ enabled: false });
    await complete(world, (await relinkSession(world, linked)).id);
    await advanceTo(world, linked.test_clock, 10);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    assert.deepEqual(await days(linked), [3, 3]);
  });

  test('is refused by the name of the setting that cannot be', async () => {
    const refused = async (changes: object) =>
      (await dashboard.refused('POST /policy', { body: { ...POLICY, ...changes } })).param;
    assert.equal(await refused({ days_before: [14] }), 'days_before');
    assert.equal(await refused({ time_zone: 'Mars/Olympus' }), 'time_zone');
    assert.equal(await refused({ daily_cap: 0 }), 'daily_cap');
    assert.equal((await dashboard.call('GET /policy')).enabled, false);
  });
});
