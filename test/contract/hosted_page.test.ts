// The customer's own page (/relink/:token) without a browser: a GET shows, a POST acts, one browser at a time, exactly the same account.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Dashboard, signIn } from '../dashboard.ts';
import { consentsAtBank, everything, mark, told } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { decide } from './flow_client.ts';
import {
  type Asked,
  backFromBank,
  bankAddress,
  brokenAndAsked,
  type Decision,
  newBrowser,
  sessionOf,
  textOf,
} from './page_visitor.ts';

const MINUTE_MS = 60_000;
let ahead_ms = 0;
let world: World;
let owner: Dashboard;
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead_ms) } });
  owner = await signIn(world.url, world.platform.dashboard_url);
});
after(() => world.close());

const status = async (asked: Asked) => (await sessionOf(world, asked)).status;
const stepsOf = async ({ linked }: Asked) => {
  const { timeline } = await owner.call('GET /accounts/:id', { path: { id: linked.accounts[0]!.id } });
  return timeline.map(({ step }) => step);
};

describe('the first view', () => {
  test('says who asks, for which account and why, and what will not happen; looking changes nothing', async () => {
    const asked = await brokenAndAsked(world);
    const since = await mark(world);
    const before = await everything(world, asked.linked);
    for (const agent of ['Mozilla/5.0', 'ScannerBot/1.0']) {
      const page = await newBrowser({ 'user-agent': agent }).open(asked.url);
      assert.deepEqual([page.status, page.title], [200, 'Reconnect Bank (OAuth)']);
      const said = textOf(page.html);
      for (const words of ['Sandbox Merchant has lost its connection', 'withdrawn at the bank', 'Everyday Checking']) {
        assert.ok(said.includes(words), said);
      }
      assert.match(said, /····6789/);
      assert.match(said, /can’t move money without asking you and never sees your password/);
      assert.match(said, /Test mode/);
    }
    await newBrowser().open(`${asked.url}/decline`);
    assert.equal((await newBrowser().open(asked.url, { method: 'HEAD' })).status, 200);
    assert.deepEqual(await stepsOf(asked), ['requested']);
    assert.deepEqual(await told(world, since), []);
    assert.deepEqual(await everything(world, asked.linked), before);
    assert.equal((await sessionOf(world, asked)).url, asked.url);
  });

  test('tells nobody where it is, keeps nothing, and may not be framed', async () => {
    const { headers, html } = await newBrowser().open((await brokenAndAsked(world)).url);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(headers.get('x-robots-tag') ?? '', /noindex/);
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'self'"]) {
      assert.ok(policy.includes(rule), policy);
    }
    assert.doesNotMatch(policy, /unsafe|https?:/);
    assert.doesNotMatch(html, / style="| on[a-z]+="/);
    const addresses = [...html.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address!);
    assert.deepEqual(
      addresses.filter((address) => !address.startsWith('/')),
      [],
    );
    const cookies = headers.getSetCookie();
    assert.match(cookies.join(), /^relink_form=\w{32}; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/);
  });

  test('is small: what is loaded before the bank opens has at most 40 kB, also where our page asks for the bank', async () => {
    const asked = await brokenAndAsked(world, { institution: 'Bank (Non-OAuth)' });
    const browser = newBrowser({ 'accept-language': 'de' });
    const first = await browser.open(asked.url);
    const form = await browser.press(first);
    for (const [page, words] of [
      [first, ''],
      [form, 'de-'],
    ] as const) {
      const files = await loadedBy(page.html, words);
      assert.ok(files.length >= (words === '' ? 3 : 5), files.map(([name]) => name).join());
      const size = files.reduce((sum, [, body]) => sum + gzipSync(body).length, gzipSync(page.html).length);
      assert.ok(size <= 40_000, `${size} bytes: ${files.map(([name, body]) => `${name} ${gzipSync(body).length}`)}`);
    }
  });

  test('speaks the customer’s preferred language, else that of his browser', async () => {
    const { url, linked } = await brokenAndAsked(world);
    const titles: Record<string, string> = {
      de: 'Bank (OAuth) wieder verbinden',
      'fr-CH, fr;q=0.9, en;q=0.8': 'Reconnecter Bank (OAuth)',
      es: 'Volver a conectar Bank (OAuth)',
      it: 'Ricollegare Bank (OAuth)',
      'pt, nl;q=0.5': 'Bank (OAuth) opnieuw verbinden',
      pt: 'Reconnect Bank (OAuth)',
    };
    for (const [language, title] of Object.entries(titles)) {
      const page = await newBrowser({ 'accept-language': language }).open(url);
      assert.equal(page.title, title, language);
    }
    await world.stripe.customers.update(linked.customer!, { preferred_locales: ['it-IT'] });
    const page = await newBrowser({ 'accept-language': 'de' }).open(url);
    assert.equal(page.title, titles.it);
    assert.match(page.html, /<html lang="it">/);
  });
});

/** The files that a page loads: styles and scripts, with what these import, and the words of one language. */
async function loadedBy(html: string, words: string): Promise<[string, string][]> {
  const files = new Map<string, string>();
  const queue = [...html.matchAll(/(?:src|href)="(\/flow\/assets\/[^"]*)"/g)].map(([, path]) => path!);
  for (const path of queue) {
    if (files.has(path)) continue;
    const body = await (await fetch(`${world.url}${path}`)).text();
    files.set(path, body);
    const imported = [...body.matchAll(/(?:from|import)\s*\(?[`"']\.\/([\w-]+\.js)[`"']/g)].map(([, name]) => name!);
    const languages = /^(?:en|de|fr|es|it|nl)-/;
    for (const name of imported) {
      if (!languages.test(name) || (words !== '' && name.startsWith(words))) queue.push(`/flow/assets/${name}`);
    }
  }
  return [...files];
}

describe('the button', () => {
  test('goes straight to the bank, and the bank sends back to the page, which says what was repaired', async () => {
    const asked = await brokenAndAsked(world, { accounts: ['Everyday Checking', 'Joint Checking'] });
    const browser = newBrowser();
    const leaving = await browser.press(await browser.open(asked.url));
    assert.equal(new URL(bankAddress(leaving)).origin, new URL(world.bank_url).origin);
    assert.equal(leaving.status, 200);
    assert.ok(![...browser.cookies.keys()].some((name) => !/^relink_(form|page|visit)/.test(name)));
    const waiting = await browser.open(asked.url);
    assert.equal(waiting.title, 'Go on at Bank (OAuth)');
    const done = await backFromBank(world, browser, leaving, { user: asked.user });
    assert.deepEqual([done.title, done.url], ['Bank (OAuth) is reconnected', asked.url]);
    assert.match(textOf(done.html), /Everyday Checking.*Repaired.*This one works again, too.*Joint Checking/);
    assert.match(textOf(done.html), /You can close this page/);
    const session = await sessionOf(world, asked);
    assert.deepEqual([session.status, session.url], ['succeeded', null]);
    assert.equal(session.relink_result?.account, asked.linked.accounts[0]!.id);
    const steps = await stepsOf(asked);
    assert.deepEqual(steps, ['requested', 'opened', 'at_bank', 'succeeded']);
    const stranger = await newBrowser().open(asked.url);
    assert.deepEqual([stranger.status, stranger.title], [200, 'This link has done its work']);
    assert.doesNotMatch(textOf(stranger.html), /Checking|6789/);
  });

  test('acts for forms of our own pages only', async () => {
    const asked = await brokenAndAsked(world);
    const since = await mark(world);
    const browser = newBrowser();
    const page = await browser.open(asked.url);
    const form_token = /name="form_token" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const other = await newBrowser().open(asked.url);
    const strange = /name="form_token" value="([^"]*)"/.exec(other.html)?.[1] ?? '';
    const attempts: [string | null, string | null][] = [
      ['https://thief.example', form_token],
      ['null', strange],
      ['null', ''],
      [world.url, null],
      [null, 'x'],
    ];
    for (const step of ['', '/decline', '/renew', '/next']) {
      for (const [origin, token] of attempts) {
        const answer = await browser.open(`${asked.url}${step}`, {
          method: 'POST',
          body: new URLSearchParams(token === null ? {} : { form_token: token }),
          headers: origin === null ? {} : { origin },
        });
        assert.deepEqual([answer.status, answer.title], [403, 'Please press the button once more']);
      }
    }
    for (const origin of ['https://thief.example', 'null']) {
      const beacon = await browser.open(`${asked.url}/opened`, { method: 'POST', headers: { origin } });
      assert.equal(beacon.status, 403);
    }
    for (const [body, status] of [
      [new URLSearchParams({ form_token, more: 'x'.repeat(1_100_000) }), 413],
      [new Uint8Array([0xff]), 400],
    ] as const) {
      const answer = await browser.open(`${asked.url}/decline`, { method: 'POST', body });
      assert.deepEqual([answer.status, answer.title], [status, 'Please press the button once more']);
    }
    assert.deepEqual(await told(world, since), []);
    assert.deepEqual(await stepsOf(asked), ['requested']);
  });

  test('counts as opening, once, as does the page’s own script', async () => {
    const asked = await brokenAndAsked(world);
    const browser = newBrowser();
    const page = await browser.open(asked.url);
    for (const _ of [1, 2]) {
      const beacon = await browser.open(`${asked.url}/opened`, { method: 'POST', headers: { origin: world.url } });
      assert.equal(beacon.status, 204);
    }
    await browser.press(page);
    assert.deepEqual(await stepsOf(asked), ['requested', 'opened', 'at_bank']);
  });

  test('pressed again opens the bank anew; the step before it comes to nothing', async () => {
    const asked = await brokenAndAsked(world);
    const browser = newBrowser();
    const first = await browser.press(await browser.open(asked.url));
    const second = await browser.press(await browser.open(asked.url));
    assert.notEqual(bankAddress(first), bankAddress(second));
    const late = await backFromBank(world, browser, first, { user: asked.user });
    assert.deepEqual([late.title, await status(asked)], ['Go on at Bank (OAuth)', 'pending']);
    const done = await backFromBank(world, browser, second, { user: asked.user });
    assert.equal(done.title, 'Bank (OAuth) is reconnected');
    const consents = await consentsAtBank(world, 'bank-oauth', asked.user);
    assert.equal(consents.filter((consent) => consent === 'ACTIVE').length, 1);
  });

  test('a step to the bank that took too long is begun anew', async () => {
    const asked = await brokenAndAsked(world);
    const browser = newBrowser();
    const leaving = await browser.press(await browser.open(asked.url));
    ahead_ms += 11 * MINUTE_MS;
    const late = await backFromBank(world, browser, leaving, { user: asked.user });
    assert.equal(late.title, 'The sign-in has run out of time');
    const again = await backFromBank(world, browser, await browser.press(late), { user: asked.user });
    assert.equal(again.title, 'Bank (OAuth) is reconnected');
  });
});

describe('a visit that comes to nothing', () => {
  test('of another account, another person, a cancel: each says so and may be tried again', async () => {
    const asked = await brokenAndAsked(world);
    const before = await everything(world, asked.linked);
    const browser = newBrowser();
    const tries: [Decision, string][] = [
      [{ accounts: ['Rainy Day Savings'] }, 'That is a different account'],
      [{ user: 'somebody-else', accounts: ['Everyday Checking'] }, 'That is a different sign-in'],
      [{ outcome: 'cancel' }, 'You stopped at Bank (OAuth)'],
    ];
    let page = await browser.open(asked.url);
    for (const [decision, title] of tries) {
      const leaving = await browser.press(page);
      page = await backFromBank(world, browser, leaving, { user: asked.user, ...decision });
      assert.deepEqual([page.title, await status(asked)], [title, 'pending']);
      assert.match(textOf(page.html), /Nothing was changed/);
    }
    assert.deepEqual(await everything(world, asked.linked), before);
    const done = await backFromBank(world, browser, await browser.press(page), { user: asked.user });
    assert.equal(done.title, 'Bank (OAuth) is reconnected');
    const returned = (await stepsOf(asked)).filter((step) => step === 'returned');
    assert.equal(returned.length, 3);
  });

  test('at a bank that is down leaves the session open for later', async () => {
    const asked = await brokenAndAsked(world);
    const browser = newBrowser();
    const leaving = await browser.press(await browser.open(asked.url));
    const callback = await decide(world, 'bank-oauth', bankAddress(leaving), { user: asked.user });
    await world.control('PUT', 'bank-oauth/faults', { status: 500 });
    await browser.open(callback);
    await world.settle();
    await world.control('PUT', 'bank-oauth/faults', {});
    const page = await browser.open(asked.url);
    assert.equal(page.title, 'Bank (OAuth) can’t be reached right now');
    assert.equal(await status(asked), 'pending');
    const done = await backFromBank(world, browser, await browser.press(page), { user: asked.user });
    assert.equal(done.title, 'Bank (OAuth) is reconnected');
  });
});

test('the merchant’s logo is served by us, and nothing else under its address', async () => {
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const body = { media_type: 'image/png' as const, data: picture.toString('base64') };
  const { logo_url } = await owner.call('POST /settings/logo', { body });
  const page = await newBrowser().open((await brokenAndAsked(world)).url);
  assert.ok(page.html.includes(`<img class="mark" src="${logo_url}"`) || page.html.includes(`src="${logo_url}"`));
  const logo = await fetch(`${world.url}${logo_url}`);
  assert.deepEqual(Buffer.from(await logo.arrayBuffer()), picture);
  assert.equal(logo.headers.get('content-type'), 'image/png');
  assert.match(logo.headers.get('cache-control') ?? '', /immutable/);
  assert.match(logo.headers.get('content-security-policy') ?? '', /sandbox/);
  for (const path of ['/logos/', `/logos/${'0'.repeat(40)}`, '/logos/..%2f']) {
    assert.equal((await fetch(`${world.url}${path}`)).status, 404, path);
  }
});
