// Relink mails go out over SMTP once: through refusals, hang-ups and restarts, with what became of them for all to see.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enqueueMail } from '../../server/src/domain/mails/mail.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { MerchantId } from '../../server/src/kernel/id.ts';
import { systemRandom } from '../../server/src/vault.ts';
import type { MailObject } from '../../server/src/wire/mail.ts';
import { authCall, type Dashboard, signIn } from '../dashboard.ts';
import { complete, relinkSession, type Session, until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { ask, breakLink, firstUrl, mailbox, mailOf, OWNER, stepsOf } from './asking.ts';
import { openRealServer, type RealServer } from './smtp.ts';

const MINUTE_MS = 60_000;
const FROM = 'no-reply@relink.example';

let server: RealServer;
let world: World;
let owner: Dashboard;
const written: string[] = [];
/** How far the platform's clock is ahead, so that a pause between two tries is over without waiting for it. */
let ahead_ms = 0;
before(async () => {
  server = await openRealServer();
  world = await openTestWorld({
    env: { SMTP_URL: server.url, MAIL_FROM: FROM, LOG_LEVEL: 'info' },
    log_to: { write: (line: string) => void written.push(line) },
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    mail_patience: { attempts_max: 3, step_ms: 2_000 },
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

test('a mail is sent to the customer and tells what the mailbox shows', async () => {
  const broken = await breakLink(world, { preferred_locales: ['pt-BR', 'de-AT', 'fr'] });
  const session = await ask(world, broken);
  const kept = await mailOf(world, session, 'sent');
  const sent = server.taken.at(-1)!;
  assert.deepEqual([sent.from, sent.to], [FROM, [OWNER]]);
  const { email } = sent;
  const { merchant } = await owner.call('GET /me');
  assert.deepEqual([email.from?.name, email.from?.address], [merchant.name, FROM]);
  assert.equal(email.subject, `${merchant.name}: Bitte verbinden Sie Ihr Konto bei Bank (OAuth) wieder`);
  const { subject, text = '', html = '' } = email;
  // Between the parts of a mail stands a line that belongs to neither.
  assert.deepEqual([subject, text.trim(), html.trim()], [kept.subject, kept.text.trim(), kept.html.trim()]);
  assert.match(String(email.messageId), /^<mail_[0-9A-Za-z]{24}@relink\.example>$/);
  assert.deepEqual(await stepsOf(owner, broken, session), ['requested', 'sent']);

  const page = firstUrl(kept.text)!;
  assert.ok(page.startsWith(`${world.url}/relink/`));
  assert.ok(kept.text.split('\n').includes(page), 'the link stands alone on its line');
  assert.ok(!JSON.stringify(session).includes(page), 'the merchant does not learn a mailed link');
  assert.equal((await fetch(page)).status, 200);
});

test('a server that puts the mail off gets the same one again, and takes it once', async () => {
  const broken = await breakLink(world);
  const before = server.taken.length;
  server.messages.push([451, 'greylisted']);
  const session = await ask(world, broken);
  const waiting = await putOff(session);
  const put_off = 'waiting: the mail server answered 451 greylisted';
  assert.deepEqual(await stepsOf(owner, broken, session), ['requested', put_off]);
  ahead_ms += MINUTE_MS;
  const sent = await mailOf(world, session, 'sent');
  assert.equal(server.taken.length, before + 1);
  const [first, second] = server.seen.slice(-2);
  assert.equal(first, second);
  assert.deepEqual([waiting.subject, firstUrl(waiting.text)], [sent.subject, firstUrl(sent.text)]);
  assert.deepEqual(await loggedOf(sent), [
    [40, 'Error: the mail server did not take the e-mail (451)'],
    [30, 'relink_request', session.id, 'sent', `${sent.id}@relink.example`],
  ]);
  assert.deepEqual(await stepsOf(owner, broken, session), ['requested', 'sent']);
});

test('an address that does not exist is told, and the customer may be asked again at once', async () => {
  const broken = await breakLink(world);
  server.recipients.push([550, 'no such user']);
  const session = await ask(world, broken);
  const refused = await mailOf(world, session, 'failed');
  assert.deepEqual(await loggedOf(refused), [
    [40, 'relink_request', session.id, 'failed', `${refused.id}@relink.example`, '550'],
  ]);
  const reason = 'not_sent: the mail server answered 550 no such user';
  assert.deepEqual(await stepsOf(owner, broken, session), ['requested', reason]);

  const again = await ask(world, broken);
  await mailOf(world, again, 'sent');
  const older = await world.stripe.financialConnections.sessions.retrieve(session.id);
  assert.equal(older.status, 'cancelled');
  assert.deepEqual(await stepsOf(owner, broken, session), ['requested', reason, 'superseded']);
});

test('a mail that the server never takes is given up, and says so', async () => {
  const broken = await breakLink(world);
  server.recipients.push([451, 'later'], [451, 'later'], [452, 'never']);
  const session = await ask(world, broken);
  await until('the mail was given up', async () => {
    await world.settle();
    ahead_ms += MINUTE_MS;
    return (await mailbox(world)).some((mail) => mail.session === session.id && mail.state === 'failed');
  });
  assert.deepEqual(await stepsOf(owner, broken, session), [
    'requested',
    'not_sent: the mail server answered 452 never',
  ]);
  await ask(world, broken);
});

test('a mail that was perhaps taken is never sent again, and the customer is left in peace', async () => {
  const broken = await breakLink(world);
  server.hang_up = true;
  const session = await ask(world, broken);
  const perhaps = await mailOf(world, session, 'unknown');
  assert.deepEqual(
    (await loggedOf(perhaps)).map(([level, , , state]) => [level, state]),
    [[40, 'unknown']],
  );
  const seen = server.seen.length;
  ahead_ms += 60 * MINUTE_MS;
  await world.restart();
  await world.settle();
  assert.equal(server.seen.length, seen);
  owner = await signIn(world.url, world.platform.dashboard_url);
  assert.deepEqual(await stepsOf(owner, broken, session), [
    'requested',
    'sending_unknown: the mail server closed the connection after it was sent the whole e-mail',
  ]);
  await assert.rejects(ask(world, broken), { param: 'hosted[delivery_method]' });
});

test('a link that heals by another route before the mail goes out is not written about', async () => {
  const broken = await breakLink(world);
  const taken = server.taken.length;
  server.recipients.push([451, 'later']);
  const session = await ask(world, broken);
  await putOff(session);
  await complete(world, (await relinkSession(world, broken)).id);
  ahead_ms += MINUTE_MS;
  const over = await mailOf(world, session, 'failed');
  assert.equal(server.taken.length, taken);
  assert.deepEqual((await loggedOf(over)).at(-1)?.slice(0, 4), [40, 'relink_request', session.id, 'failed']);
});

test('every mail has a link of its own', async () => {
  const links = (await mailbox(world)).map(({ text }) => firstUrl(text));
  assert.equal(new Set(links).size, links.length);
});

test('a link to sign in with does not wait behind many mails of a slow server', async () => {
  const { merchant } = await owner.call('GET /me');
  const base = { clock: systemClock, random: systemRandom, vault: world.platform.vault };
  const held = Promise.withResolvers<void>();
  const taken = server.taken.length;
  let holding = 0;
  server.meanwhile = async function hold() {
    holding += 1;
    // The bulk's four at once; whatever comes beside them is taken.
    if (holding < 4) server.meanwhile = hold;
    await held.promise;
  };
  const digest = { week: '2026-11-16', needs_relink: 1, repaired: 2, asked: 3, expiring: 4, url: world.url };
  await world.platform.database.transact(async (trx) => {
    const context = await openContext(base, trx, { merchant: merchant.id as MerchantId, livemode: false });
    for (let count = 0; count < 6; count += 1)
      await enqueueMail(context, { type: 'digest', data: digest, recipient: OWNER, created: new Date() }, true);
  });
  try {
    await until('the server is busy with them', async () => holding === 4);
    await authCall(world.url, 'link', { email: OWNER });
    await until('the link has come', async () => server.taken.length === taken + 1);
    assert.match(firstUrl(server.taken.at(-1)!.email.text ?? '')!, /auth\/open/);
  } finally {
    held.resolve();
  }
  await world.settle();
});

/** The mail of a session, once its first try is over. */
async function putOff(session: Session): Promise<MailObject> {
  await world.settle();
  return await mailOf(world, session, 'queued');
}

/** What the log says of a mail: its level and the facts, in the order in which they were written. */
async function loggedOf({ id, state }: MailObject): Promise<unknown[][]> {
  const lines = await until('the log tells what became of the mail', async () => {
    const about = written.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ mail }) => mail === id);
    return about.at(-1)?.state === state && about;
  });
  return lines.map(({ level, error, type, session, state: became, message_id, code }) =>
    [level, error, type, session, became, message_id, code].filter((told) => told !== undefined),
  );
}

test('the log names no address that was written to', () => {
  assert.equal(written.join('').includes(OWNER), false);
});
