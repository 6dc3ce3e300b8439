// What happens to a mail afterwards: the provider reports it, and people and programs read it in the sandbox's mailbox.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Dashboard, dashboardWith, signIn } from '../dashboard.ts';
import type { Session } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { ask, type Broken, breakLink, firstUrl, mailbox, mailOf, OWNER, stepsOf } from './asking.ts';

const TOKEN = 'mail-provider-token';

let world: World;
let owner: Dashboard;
before(async () => {
  world = await openTestWorld({ env: { RELINK_MAIL_TOKEN: TOKEN, MAIL_FROM: 'relink@shop.example' } });
  owner = await signIn(world.url, world.platform.dashboard_url);
});
after(() => world.close());

async function report(body: unknown, authorization: string | null = `Bearer ${TOKEN}`): Promise<Response> {
  return await fetch(`${world.url}/mails/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization !== null && { authorization }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function sentMail(): Promise<{ broken: Broken; session: Session; message_id: string }> {
  const broken = await breakLink(world);
  const session = await ask(world, broken);
  const { id } = await mailOf(world, session, 'sent');
  return { broken, session, message_id: `${id}@shop.example` };
}

const stateOf = async (session: Session) => (await mailbox(world)).find((mail) => mail.session === session.id)?.state;

describe('the mail provider', () => {
  test('tells that a mail arrived, once, however often it says so', async () => {
    const { broken, session, message_id } = await sentMail();
    const answer = await report([
      { message_id: `<${message_id}>`, event: 'delivered' },
      { message_id: 'of-somebody-else@example.com', event: 'delivered' },
    ]);
    assert.deepEqual([answer.status, await answer.json()], [200, { received: 2, known: 1 }]);
    assert.equal((await report([{ message_id, event: 'delivered', reason: null }])).status, 200);
    assert.equal(await stateOf(session), 'delivered');
    assert.deepEqual(await stepsOf(owner, broken, session), ['requested', 'sent', 'delivered']);
  });

  test('has the last word with a bounce, in whichever order its reports come', async () => {
    for (const events of [
      ['delivered', 'bounced'],
      ['bounced', 'delivered'],
    ]) {
      const { broken, session, message_id } = await sentMail();
      await report(
        events.map((event) => ({ message_id, event, ...(event === 'bounced' && { reason: 'mailbox full' }) })),
      );
      assert.equal(await stateOf(session), 'bounced');
      const steps = await stepsOf(owner, broken, session);
      assert.deepEqual(steps.slice(-1), ['bounced: mailbox full']);
      await assert.rejects(ask(world, broken), { param: 'hosted[delivery_method]' }, 'a bounce lifts no pause');
    }
  });

  test('is refused without the token, and changes nothing', async () => {
    const { session, message_id } = await sentMail();
    for (const authorization of [null, 'Bearer ', 'Bearer wrong', `Basic ${TOKEN}`, TOKEN]) {
      const answer = await report([{ message_id, event: 'bounced' }], authorization);
      assert.equal(answer.status, 401);
    }
    assert.equal(await stateOf(session), 'sent');
  });

  const bad: [string, unknown, number, string | undefined][] = [
    ['no JSON', '{', 400, undefined],
    ['no list', { message_id: 'x', event: 'delivered' }, 400, undefined],
    ['an unknown event', [{ message_id: 'x', event: 'opened' }], 400, '[0][event]'],
    ['no Message-ID', [{ event: 'bounced' }], 400, '[0][message_id]'],
    ['a Message-ID with a NUL', [{ message_id: 'a\0b', event: 'bounced' }], 400, '[0][message_id]'],
    ['what it does not know', [{ message_id: 'x', event: 'bounced', to: 'y' }], 400, '[0][to]'],
    ['too many reports', Array(1001).fill({ message_id: 'x', event: 'bounced' }), 400, undefined],
    ['more than a megabyte', ' '.repeat(1_100_000), 413, undefined],
  ];
  for (const [title, body, status, param] of bad) {
    test(`is told what is wrong with ${title}`, async () => {
      const answer = await report(body);
      const { error } = (await answer.json()) as { error: { type: string; param?: string; message: string } };
      assert.deepEqual([answer.status, error.type, error.param], [status, 'invalid_request_error', param]);
    });
  }
});

describe('the mailbox page', () => {
  const open = (path: string, language = 'en') => owner.fetch(path, { headers: { 'accept-language': language } });

  test('lists what was written and leads to each mail, as HTML and as text', async () => {
    const { session } = await sentMail();
    const mail = (await mailbox(world)).find((one) => one.session === session.id)!;
    const list = await open(`/mailbox?to=${encodeURIComponent(OWNER.toUpperCase())}`);
    const page = await list.text();
    assert.ok(page.includes(`href="/mailbox/${mail.id}"`) && page.includes(OWNER));
    const one = await (await open(`/mailbox/${mail.id}`)).text();
    assert.ok(one.includes(firstUrl(mail.text)!) && one.includes(`<iframe src="/mailbox/${mail.id}/html"`));
    assert.match(await (await open('/mailbox', 'de-CH')).text(), /<h1>Postfach<\/h1>/);

    const alone = await open(`/mailbox/${mail.id}/html`);
    assert.equal((await alone.text()).replace('<base target="_blank">', ''), mail.html);
    const policy = String(alone.headers.get('content-security-policy'));
    assert.match(policy, /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';/);
    for (const answer of [list, alone]) {
      assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
    assert.doesNotMatch(String(list.headers.get('content-security-policy')), /unsafe|\*/);
  });

  test('teaches where there is nothing yet, and says what it looked for', async () => {
    const page = await (await open('/mailbox?to=<nobody>@example.com')).text();
    assert.ok(page.includes('No e-mail to &lt;nobody&gt;@example.com'));
    assert.equal((await open('/mailbox?to=%00&after=%00')).status, 200);
  });

  test('shows nothing to whoever is not signed in, and nothing that is not there', async () => {
    const stranger = dashboardWith(world.url, 'relink_dashboard=made-up');
    const [mail] = await mailbox(world);
    for (const path of ['/mailbox', `/mailbox/${mail!.id}`, `/mailbox/${mail!.id}/html`]) {
      const answer = await stranger.fetch(path);
      assert.equal(answer.status, 401);
      assert.doesNotMatch(await answer.text(), /relink\/[0-9A-Za-z]{32}|owner@example/);
    }
    for (const path of ['/mailbox/mail_unknown', '/mailbox/%00', `/mailbox/mail_unknown/html`]) {
      assert.equal((await open(path)).status, 404);
    }
  });

  test('keeps sign-in links from members who are not the owner and not their reader', async () => {
    await owner.call('POST /members', { body: { email: 'viewer@example.com', role: 'viewer' } });
    await world.settle();
    const [invitation] = await mailbox(world, 'viewer@example.com');
    const viewer = await signIn(world.url, firstUrl(invitation!.text)!);
    await owner.call('POST /members', { body: { email: 'other@example.com', role: 'owner' } });
    await world.settle();
    const [foreign] = await mailbox(world, 'other@example.com');
    const page = await (await viewer.fetch('/mailbox')).text();
    assert.ok(page.includes('viewer@example.com') && page.includes(OWNER));
    assert.ok(!page.includes('other@example.com'));
    assert.equal((await viewer.fetch(`/mailbox/${foreign!.id}`)).status, 404);
    assert.equal((await owner.fetch(`/mailbox/${foreign!.id}`)).status, 200);
  });
});
