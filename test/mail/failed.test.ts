// A relink mail that fails, or that comes too late: who is asked again, when, and at which address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import { newBrowser, textOf } from '../contract/page_visitor.ts';
import { type Dashboard, signIn } from '../dashboard.ts';
import { advanceTo, DAY_ZERO, newClock } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { ask, breakLink, firstUrl, mailOf, OWNER, stepsOf } from './asking.ts';
import { openRealServer, type RealServer } from './smtp.ts';

const MINUTE_MS = 60_000;
/** Another address that the sandbox may write to. */
const OTHER = 'other@example.com';

let server: RealServer;
let world: World;
let owner: Dashboard;
/** How far the platform's clock is ahead, so that a pause between two tries is over without waiting for it. */
let ahead_ms = 0;
before(async () => {
  server = await openRealServer();
  world = await openTestWorld({
    env: { SMTP_URL: server.url, MAIL_FROM: 'no-reply@relink.example' },
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    prepare: async (trx, maker) => {
      const { merchant } = await ensureSandboxMerchant(trx, null, maker);
      for (const email of [OWNER, OTHER]) await ensureOwner(trx, merchant.id, email, maker);
    },
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
});
after(async () => {
  // The world first: a server waits for whoever is connected. Its own end is sure, or it kept the process alive.
  try {
    await world.close();
  } finally {
    await server.close();
  }
});

test('a mail to an address that was changed meanwhile is not sent, and the new address may be asked at once', async () => {
  const broken = await breakLink(world);
  const taken = server.taken.length;
  server.recipients.push([451, 'later']);
  const session = await ask(world, broken);
  // Until its first try is over.
  await world.settle();
  await mailOf(world, session, 'queued');
  await world.stripe.customers.update(broken.customer, { email: OTHER });
  ahead_ms += MINUTE_MS;
  await mailOf(world, session, 'failed');
  assert.equal(server.taken.length, taken);
  const reason = 'not_sent: the address of the customer was changed before the e-mail went out';
  assert.deepEqual(await stepsOf(owner, broken, session), ['requested', reason]);
  await ask(world, broken);
  await world.settle();
  assert.deepEqual(server.taken.at(-1)?.to, [OTHER]);
});

test('a mail that the server takes when its session is over is no news of the account', async () => {
  const broken = await breakLink(world);
  server.meanwhile = () => world.stripe.financialConnections.accounts.disconnect(broken.account);
  const session = await ask(world, broken);
  await mailOf(world, session, 'sent');
  assert.deepEqual(await stepsOf(owner, broken, session), ['requested', 'cancelled']);
});

test('a new link whose mail failed may be asked for again at once', async () => {
  const test_clock = await newClock(world);
  const broken = await breakLink(world, { test_clock });
  const { text } = await mailOf(world, await ask(world, broken), 'sent');
  await advanceTo(world, test_clock, 31);
  const browser = newBrowser();
  const expired = await browser.open(firstUrl(text)!);
  server.recipients.push([550, 'not now']);
  for (const answer of [/on its way/, /on its way/, /within the last hour/]) {
    assert.match(textOf((await browser.press(expired, '/renew')).html), answer);
    await world.settle();
  }
  assert.equal(server.recipients.length, 0);
});

test('a policy writes again two days after a mail that failed, three times at most, and to a corrected address', async () => {
  const policy = await owner.call('GET /policy');
  await owner.call('POST /policy', { body: { ...policy, enabled: true, quiet_from: 0, quiet_until: 0 } });
  await world.settle();
  const test_clock = await newClock(world);
  server.recipients.push(...Array(4).fill([550, 'gone']));
  const broken = await breakLink(world, { test_clock });
  await world.settle();
  const tries = async () => {
    const { timeline } = await owner.call('GET /accounts/:id', { path: { id: broken.account } });
    const ended = timeline.filter(({ step }) => step === 'not_sent' || step === 'sent');
    return ended.map(({ step, at }) => [step, (at - DAY_ZERO) / 86_400]);
  };
  const failed = [0, 2, 4].map((day) => ['not_sent', day]);
  assert.deepEqual(await tries(), failed.slice(0, 1));
  await advanceTo(world, test_clock, 1.9);
  assert.deepEqual(await tries(), failed.slice(0, 1));
  for (const day of [2, 4, 6, 30]) await advanceTo(world, test_clock, day);
  assert.deepEqual(await tries(), failed);
  server.recipients.length = 0;
  await world.stripe.customers.update(broken.customer, { email: OTHER });
  await world.settle();
  assert.deepEqual(await tries(), [...failed, ['sent', 30]]);
  assert.deepEqual(server.taken.at(-1)?.to, [OTHER]);
});
