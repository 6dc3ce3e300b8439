// What must not work: replayed and forged callbacks, another browser, a launch link used twice, wrong keys and secrets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { APIResponse, Page } from 'playwright-core';
import { everything, mark, relinkSession, told } from '../story.ts';
import { type BankWindow, bankWindow } from './bank_window.ts';
import { brokenLink, type Customer, chapter, newSession, openStage, PHONE, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** Pages that refuse say so with a 4xx, which Chromium writes down; so it does when our page can't close a tab it was opened in. */
const REFUSED = /the server responded with a status of 4|Scripts may close only the windows/;

async function brokenWithSession() {
  const linked = await brokenLink(stage.world);
  const session = await relinkSession(stage.world, linked, { account: linked.accounts[0]!.id });
  const before = await everything(stage.world, linked);
  const since = await mark(stage.world);
  return {
    linked,
    session,
    async unchanged() {
      assert.deepEqual(await everything(stage.world, linked), before);
      assert.deepEqual(await told(stage.world, since), []);
    },
  };
}

/**
 * Lets the customer allow everything, but keeps the browser from coming back to us; returns the address it would have opened.
 * Redirects can't be held back in the browser, so the last page is sent off from outside, with the browser's cookies.
 */
async function callbackHeldBack(jenny: Customer, bank: BankWindow): Promise<string> {
  const context = jenny.page.context();
  await bank.signIn();
  await bank.page.locator('form#accounts').waitFor();
  await bank.press('Continue');
  await bank.page.locator('form#consent').waitFor();
  const options = { maxRedirects: 0 };
  const decided = await context.request.post(bank.page.url(), { form: { decision: 'go' }, ...options });
  const returned = await context.request.get(locationOf(decided), options);
  const url = locationOf(returned);
  assert.ok(url.startsWith(`${stage.world.url}/banks/bank-oauth/callback?`));
  return url;
}

function locationOf(answer: APIResponse): string {
  assert.equal(answer.status(), 303);
  return new URL(answer.headers().location ?? '', answer.url()).href;
}

async function reads(page: Page, url: string, heading: string): Promise<number> {
  const response = await page.goto(url);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  return response?.status() ?? 0;
}

test('callbacks that are not what the bank answered this browser', async (t) => {
  const { session, linked, unchanged } = await brokenWithSession();
  await stage.customer({ complaints: REFUSED }, async (jenny) => {
    const page = await jenny.page.context().newPage();
    await jenny.open(session);
    await chapter(t, 'with another code it is refused by the bank, and the link stays as it was', async () => {
      const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      const forged = new URL(await callbackHeldBack(jenny, bank));
      forged.searchParams.set('code', 'A'.repeat(43));
      assert.equal(await reads(page, forged.href, 'You can close this window'), 200);
      await jenny.sees('The sign-in has run out of time');
      await unchanged();
    });
    const callback = await callbackHeldBack(jenny, await jenny.pressForBank('Try again'));
    await chapter(t, 'opened in another browser it changes nothing', async () => {
      await stage.customer({ complaints: REFUSED }, async (thief) => {
        assert.equal(await reads(thief.page, callback, 'Please continue in your first window'), 400);
        await thief.watch.look(thief.page.mainFrame(), 'callback: other browser');
      });
      await unchanged();
    });
    await chapter(t, 'with a forged state, with none, or at another bank it changes nothing', async () => {
      const forged = new URL(callback);
      forged.searchParams.set('state', 'A'.repeat(43));
      const stateless = new URL(callback);
      stateless.searchParams.delete('state');
      const elsewhere = callback.replace('/banks/bank-oauth/', '/banks/test-oauth/');
      for (const url of [forged.href, stateless.href, elsewhere]) {
        assert.equal(await reads(page, url, 'This step is no longer open'), 400);
      }
      await unchanged();
    });
    await chapter(t, 'the customer’s own still counts', async () => {
      assert.equal(await reads(page, callback, 'You can close this window'), 200);
      await jenny.sees('Bank (OAuth) is reconnected');
    });
    await chapter(t, 'opened again it changes nothing', async () => {
      const after = await everything(stage.world, linked);
      const since = await mark(stage.world);
      assert.equal(await reads(page, callback, 'This step is no longer open'), 400);
      await jenny.watch.look(page.mainFrame(), 'callback: no longer open');
      assert.deepEqual(await told(stage.world, since), []);
      assert.deepEqual(await everything(stage.world, linked), after);
      await jenny.press('Back to');
      const { session: result } = await jenny.outcome();
      assert.equal(result?.relink_result?.account, linked.accounts[0]!.id);
    });
  });
});

test('where the browser blocks windows, a launch link leads to the bank', async (t) => {
  const { session, linked } = await brokenWithSession();
  const prepare = (page: Page) => page.addInitScript('window.open = () => null');
  await stage.customer({ profile: { viewport: PHONE }, complaints: REFUSED, prepare }, async (jenny) => {
    await jenny.open(session);
    await jenny.press('Agree and reconnect');
    await jenny.press('Continue to Bank (OAuth)');
    await jenny.sees('Open Bank (OAuth) to go on');
    const link = jenny.flow.getByRole('link', { name: 'Open Bank (OAuth)' });
    const url = (await link.getAttribute('href')) ?? '';
    assert.ok(url.startsWith(`${stage.world.url}/banks/launch/`));
    await chapter(t, 'one that was sent to somebody else asks him first, and opening it uses nothing up', async () => {
      await stage.customer({}, async (victim) => {
        await reads(victim.page, url, 'Sign in at Bank (OAuth)?');
        await victim.watch.look(victim.page.mainFrame(), 'launch: who asks');
        await victim.page.getByText('You started this on the page of Sandbox Merchant').waitFor();
      });
      const scanner = await fetch(url, { headers: { 'user-agent': 'a mail scanner' } });
      assert.equal(scanner.status, 200);
      assert.equal(scanner.headers.get('set-cookie'), null);
      const forged = await fetch(url, { method: 'POST', headers: { origin: 'https://evil.example' } });
      assert.equal(forged.status, 400);
    });
    const [tab] = await Promise.all([jenny.page.context().waitForEvent('page'), link.click()]);
    await chapter(t, 'it works once; the second time says what to do', async () => {
      await tab.locator('form#sign_in').waitFor();
      const again = await jenny.page.context().newPage();
      assert.equal(await reads(again, url, 'This step was already opened'), 410);
      await jenny.watch.look(again.mainFrame(), 'launch: already opened');
      assert.equal(await reads(again, `${url.slice(0, -4)}AAAA`, 'This step is no longer open'), 400);
    });
    await chapter(t, 'and the flow goes on by itself', async () => {
      await bankWindow(tab, jenny.watch).agree();
      await jenny.sees('Bank (OAuth) is reconnected');
      await jenny.press('Back to');
      const { session: result } = await jenny.outcome();
      assert.equal(result?.relink_result?.account, linked.accounts[0]!.id);
    });
  });
});

test('wrong secrets and keys', async (t) => {
  const { session } = await newSession(stage.world);
  await stage.customer({ complaints: REFUSED }, async (jenny) => {
    await chapter(t, 'Relink() refuses a secret key before anything is sent', async () => {
      await jenny.open(session, { key: 'sk_test_should_never_be_here' });
      const { thrown, error } = await jenny.outcome();
      assert.equal(error, undefined);
      assert.match(thrown ?? '', /^IntegrationError: .*secret key/);
      assert.ok(!thrown?.includes('should_never_be_here'));
      assert.ok(!jenny.watch.addresses.some((address) => address.includes('/flow')));
    });
    await chapter(t, 'a client secret that belongs to nothing resolves with an error', async () => {
      await jenny.open({ client_secret: `fcsess_client_secret_${'a'.repeat(24)}` });
      const { session: result, error, thrown } = await jenny.outcome();
      assert.equal(thrown, undefined);
      assert.equal(result, undefined);
      assert.equal(error?.type, 'invalid_request_error');
      assert.equal(error?.param, 'client_secret');
      assert.ok(!error?.message?.includes('aaaa'), 'the secret is not repeated');
      assert.equal(await jenny.page.locator('dialog').count(), 0);
      assert.equal(await jenny.page.evaluate('document.activeElement?.id'), 'open');
    });
    await chapter(t, 'a session’s id in place of its client secret resolves with an error that says so', async () => {
      await jenny.open({ client_secret: session.id });
      const { error } = await jenny.outcome();
      assert.equal(error?.type, 'invalid_request_error');
      assert.match(error?.message ?? '', /not its id/);
    });
    await chapter(t, 'a publishable key that nobody has resolves with an error', async () => {
      await jenny.open(session, { key: 'pk_test_nobody' });
      const { error, session: result } = await jenny.outcome();
      assert.equal(result, undefined);
      assert.equal(error?.type, 'invalid_request_error');
    });
  });
});
