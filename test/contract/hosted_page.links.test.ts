// Links of the customer's own page that lead no further, lead on, or are open in two browsers: each has a page that says so.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { tidyUp } from '../../server/src/housekeeping.ts';
import type { FlowView } from '../../server/src/wire/flow.ts';
import { OWNER_EMAIL } from '../links.ts';
import {
  advanceTo,
  complete,
  everything,
  link,
  mark,
  newClock,
  simulateOnAccount,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { decide } from './flow_client.ts';
import {
  type Asked,
  askedToRelink,
  backFromBank,
  bankAddress,
  brokenAndAsked,
  hostedSession,
  newBrowser,
  sessionOf,
  textOf,
  throughBank,
} from './page_visitor.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const look = async (url: string) => {
  const { status, title } = await newBrowser().open(url);
  return [status, title];
};

/** Every relink mail to the owner's address, newest first: the link in it. */
async function mailedLinks(): Promise<string[]> {
  const path = `/v1/test_helpers/mailbox?to=${encodeURIComponent(OWNER_EMAIL)}`;
  const { data } = (await world.stripe.rawRequest('GET', path)) as never as { data: { type: string; text: string }[] };
  return data.filter(({ type }) => type === 'relink_request').map(({ text }) => /https?:\S+/.exec(text)![0]);
}

async function brokenOnClock(): Promise<Omit<Asked, 'session' | 'url'> & { clock: string }> {
  const clock = await newClock(world);
  const customer = await world.stripe.customers.create({ name: 'Jenny', email: OWNER_EMAIL, test_clock: clock });
  const linked = await link(world, { customer: customer.id, accounts: ['Everyday Checking'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return { linked, user: customer.id, clock };
}

describe('a link', () => {
  test('that nobody made is not known, whatever stands below it', async () => {
    for (const path of ['A'.repeat(32), 'short', '%00', `${'A'.repeat(32)}/decline`, `${'A'.repeat(32)}/other`, '']) {
      const page = await newBrowser({ 'accept-language': 'de' }).open(`${world.url}/relink/${path}`);
      assert.deepEqual([page.status, page.title], [404, 'Diesen Link kennen wir nicht'], path);
    }
    const { url } = await brokenAndAsked(world);
    assert.deepEqual(await look(`${url}/other`), [404, 'We don’t know this link']);
  });

  test('whose account works again by another way says so', async () => {
    const asked = await brokenAndAsked(world);
    const other = await askedToRelink(world, asked.linked);
    await complete(world, other.session.id);
    assert.deepEqual(await look(asked.url), [200, 'This connection works again']);
    assert.equal((await sessionOf(world, asked)).status, 'pending');
  });

  test('whose account is disconnected or closed says that there is nothing to reconnect', async () => {
    const gone = await brokenAndAsked(world);
    await world.stripe.financialConnections.accounts.disconnect(gone.linked.accounts[0]!.id);
    const closed = await brokenAndAsked(world);
    const again = await complete(world, (await askedToRelink(world, closed.linked)).session.id);
    await simulateOnAccount(world, again.accounts.data[0]!.id, 'closed');
    for (const { url } of [gone, closed]) assert.deepEqual(await look(url), [200, 'There is nothing to reconnect']);
    assert.match(textOf((await newBrowser().open(closed.url)).html), /can’t be reached any more/);
  });

  test('that ran out gives a new one for the same session at once; the old one leads to it, too', async () => {
    const { linked, user, clock } = await brokenOnClock();
    const asked = await askedToRelink(world, linked);
    await advanceTo(world, clock, 29);
    assert.equal((await look(asked.url))[1], 'Reconnect Bank (OAuth)');
    await advanceTo(world, clock, 30);
    const browser = newBrowser();
    const expired = await browser.open(asked.url);
    assert.deepEqual([expired.status, expired.title], [200, 'This link has run out']);
    const fresh = await browser.press(expired, '/renew');
    assert.deepEqual([fresh.title, fresh.url !== asked.url], ['Reconnect Bank (OAuth)', true]);
    const session = await sessionOf(world, asked);
    assert.deepEqual([session.id, session.status, session.url], [asked.session.id, 'pending', fresh.url]);
    assert.equal(
      (
        await newBrowser()
          .press(await newBrowser().open(asked.url), '/renew')
          .catch(() => null)
      )?.status,
      403,
    );
    const second = await browser.press(await browser.open(asked.url), '/renew');
    assert.equal(second.url, fresh.url);
    const done = await throughBank(world, browser, { url: fresh.url, user });
    assert.equal(done.title, 'Bank (OAuth) is reconnected');
    assert.equal((await newBrowser().open(asked.url)).title, 'This link has done its work');
  });

  test('by e-mail that ran out is sent anew, once an hour, to the known address', async () => {
    const { linked, clock } = await brokenOnClock();
    await hostedSession(world, linked, 'email');
    await world.settle();
    const [url] = await mailedLinks();
    await advanceTo(world, clock, 31);
    const browser = newBrowser();
    const expired = await browser.open(url!);
    assert.match(textOf(expired.html), /o•••@example\.com/);
    assert.doesNotMatch(expired.html, /owner@/);
    const before = (await mailedLinks()).length;
    assert.match(textOf((await browser.press(expired, '/renew')).html), /on its way to o•••@example\.com/);
    await world.settle();
    const links = await mailedLinks();
    assert.equal(links.length, before + 1);
    assert.notEqual(links[0], url);
    assert.match(textOf((await browser.press(expired, '/renew')).html), /within the last hour/);
    await world.settle();
    assert.equal((await mailedLinks()).length, before + 1);
    assert.equal((await look(links[0]!))[1], 'Reconnect Bank (OAuth)');
    await world.stripe.customers.update(linked.customer!, { email: 'jenny@example.org' });
    assert.deepEqual(await look(url!), [200, 'We can’t send you a new link']);
  });

  test('by e-mail whose place a newer one took points to that', async () => {
    const { linked, clock } = await brokenOnClock();
    await hostedSession(world, linked, 'email');
    await world.settle();
    const [url] = await mailedLinks();
    await advanceTo(world, clock, 2);
    await hostedSession(world, linked, 'email');
    assert.deepEqual(await look(url!), [200, 'There is a newer e-mail']);
  });

  test('is declined only when asked twice; then the session is over', async () => {
    const asked = await brokenAndAsked(world);
    const before = await everything(world, asked.linked);
    const since = await mark(world);
    const browser = newBrowser();
    const question = await browser.open(`${asked.url}/decline`);
    assert.equal(question.title, 'Leave it as it is?');
    assert.equal((await sessionOf(world, asked)).status, 'pending');
    const declined = await browser.press(question, '/decline');
    assert.deepEqual([declined.title, declined.url], ['It stays as it is', asked.url]);
    const session = await sessionOf(world, asked);
    assert.deepEqual([session.status, session.relink_result?.failure_reason], ['cancelled', 'no_authorization']);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.deepEqual(await everything(world, asked.linked), before);
    assert.deepEqual(await look(asked.url), [200, 'This link is no longer in use']);
  });
});

describe('two browsers', () => {
  test('the second one begins anew, the first is told, and can take it back', async () => {
    const asked = await brokenAndAsked(world);
    const [first, second] = [newBrowser(), newBrowser()];
    const leaving = await first.press(await first.open(asked.url));
    const view = await second.open(asked.url);
    assert.match(textOf(view.html), /begun in another browser/);
    const stolen = await second.flow(view, 'view');
    assert.deepEqual([stolen.status, 'pane' in (stolen.body as object)], [400, false]);
    const other = await second.press(view);
    const late = await backFromBank(world, first, leaving, { user: asked.user });
    assert.equal(late.title, 'This goes on in another browser');
    assert.equal((await first.flow(late, 'view')).status, 400);
    const back = await first.press(late);
    assert.ok(bankAddress(back));
    const lost = await backFromBank(world, second, other, { user: asked.user });
    assert.equal(lost.title, 'This goes on in another browser');
    const done = await backFromBank(world, first, back, { user: asked.user });
    assert.equal(done.title, 'Bank (OAuth) is reconnected');
    assert.equal((await second.open(asked.url)).title, 'This link has done its work');
  });

  test('a callback of another browser learns nothing of the page', async () => {
    const asked = await brokenAndAsked(world);
    const browser = newBrowser();
    const leaving = await browser.press(await browser.open(asked.url));
    const callback = await decide(world, 'bank-oauth', bankAddress(leaving), { user: asked.user });
    const stranger = await newBrowser().open(callback);
    const guesser = newBrowser();
    for (const name of browser.cookies.keys()) guesser.cookies.set(name, 'x'.repeat(32));
    assert.equal((await guesser.open(callback)).url, callback);
    assert.deepEqual([stranger.status, stranger.title], [400, 'Please continue in your first window']);
    assert.equal(stranger.html.includes(new URL(asked.url).pathname), false);
    await browser.open(callback);
    await world.settle();
    const again = await browser.open(callback);
    assert.deepEqual([again.title, again.url], ['Bank (OAuth) is reconnected', asked.url]);
  });
});

test('a bank without pages of its own is asked on the page, through its own calls only', async () => {
  const asked = await brokenAndAsked(world, { institution: 'Bank (Non-OAuth)' });
  const browser = newBrowser();
  const first = await browser.open(asked.url);
  assert.match(textOf(first.html), /no account to choose .* you enter your user name and password here/);
  assert.doesNotMatch(textOf(first.html), /choose exactly this account|never asks for your password/);
  const page = await browser.press(first);
  assert.equal(page.url, asked.url);
  assert.match(page.html, /<noscript><meta http-equiv="refresh" content="3"><\/noscript>/);
  assert.match(textOf(page.html), /needs JavaScript/);
  const { pane } = (await browser.flow(page, 'view')).body as FlowView;
  assert.equal(pane.type, 'form');
  assert.equal((await browser.flow(page, 'view', {}, 'https://thief.example')).status, 403);
  for (const name of ['finish', 'agree', 'visit', 'institution', 'accounts']) {
    assert.equal((await browser.flow(page, name)).status, 401, name);
  }
  const values = { username: asked.user, password: 'incorrect' };
  const wrong = ((await browser.flow(page, 'answer', { values })).body as FlowView).pane;
  assert.deepEqual([wrong.type, wrong.type === 'form' && wrong.error], ['form', 'incorrect']);
  await browser.flow(page, 'answer', { values: { ...values, password: 'right' } });
  await world.settle();
  assert.equal((await browser.open(asked.url)).title, 'Bank (Non-OAuth) is reconnected');
});

test('what else of this customer needs a repair is offered next, in the browser that succeeded', async () => {
  const first = await brokenAndAsked(world);
  const { linked } = first;
  const savings = await link(world, {
    customer: linked.customer,
    institution: 'Test (OAuth)',
    accounts: ['Savings'],
  });
  await simulateOnAuthorization(world, savings.authorization, 'consent_revoked');
  const session = await hostedSession(world, linked, 'url', { ...{ return_url: 'https://shop.example/done' } });
  const browser = newBrowser();
  const done = await throughBank(world, browser, { url: session.url!, user: first.user });
  assert.match(textOf(done.html), /One more account needs you.*Reconnect Savings ····\d{4}/);
  assert.match(done.html, /href="https:\/\/shop\.example\/done"/);
  const account = savings.accounts[0]!.id;
  const stranger = await newBrowser().open(session.url!);
  assert.doesNotMatch(textOf(stranger.html), /Savings/);
  const foreign = (await brokenAndAsked(world)).linked.accounts[0]!.id;
  const form = done.html.replace(account, foreign);
  assert.equal((await browser.press({ ...done, html: form }, '/next')).title, 'Bank (OAuth) is reconnected');
  const leaving = await browser.press(done, '/next');
  const repaired = await backFromBank(world, browser, leaving, { user: first.user }, 'test-oauth');
  assert.equal(repaired.title, 'Test (OAuth) is reconnected');
  assert.doesNotMatch(textOf(repaired.html), /needs you/);
  assert.match(repaired.html, /href="https:\/\/shop\.example\/done"/);
  assert.equal((await world.stripe.financialConnections.accounts.retrieve(account)).status, 'active');
});

test('a number that is as short of life as when it was new is not offered again, a broken connection is', async () => {
  const institution = 'Tokenized Account Numbers';
  const tokenized = { institution, accounts: ['Eventually Expiring Tokenized Account Number'] };
  const first = await brokenAndAsked(world, tokenized);
  const other = await brokenAndAsked(world, { customer: first.linked.customer });
  const browser = newBrowser();
  const done = await throughBank(world, browser, first, {}, 'tokenized-account-numbers');
  const leaving = await browser.press(done, '/next');
  const repaired = await backFromBank(world, browser, leaving, { user: other.user });
  assert.equal(repaired.title, 'Bank (OAuth) is reconnected');
  assert.doesNotMatch(textOf(repaired.html), /needs you/);
  await simulateOnAuthorization(world, first.linked.authorization, 'consent_revoked');
  assert.match(textOf((await browser.open(repaired.url)).html), /One more account needs you/);
});

test('what somebody began at a bank and left there is forgotten a day later; his link goes on', async () => {
  const asked = await brokenAndAsked(world);
  const browser = newBrowser();
  await browser.press(await browser.open(asked.url));
  const { database } = world.platform;
  const visits = () =>
    database.kysely
      .selectFrom('bank_visits')
      .select('state')
      .where('session', '=', asked.session.id as never)
      .execute();
  const at = (hours: number) => ({ database, clock: { now: () => new Date(Date.now() + hours * 3_600_000) } });
  await tidyUp(at(24) as never);
  assert.deepEqual(await visits(), [{ state: 'redirect' }]);
  await tidyUp(at(25) as never);
  assert.deepEqual(await visits(), []);
  const again = await browser.open(asked.url);
  assert.equal(again.title, 'Reconnect Bank (OAuth)');
  const done = await throughBank(world, browser, asked);
  assert.equal(done.title, 'Bank (OAuth) is reconnected');
});
