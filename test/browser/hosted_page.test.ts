// The customer's own page in Chromium: from the mail to the bank and back in one tab, with and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { hostedSession, newBrowser } from '../contract/page_visitor.ts';
import { OWNER_EMAIL } from '../links.ts';
import { link, simulateOnAuthorization, until } from '../story.ts';
import { type BankWindow, bankWindow } from './bank_window.ts';
import { chapter, openStage, PHONE, type Stage } from './stage.ts';
import { takePicture, type Watch, watch } from './watch.ts';

const ON_A_PHONE: BrowserContextOptions = { viewport: PHONE, hasTouch: true, isMobile: true };

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

interface Customer {
  page: Page;
  bank: BankWindow;
  watch: Watch;
  sees(heading: string): Promise<void>;
  press(button: string): Promise<void>;
  /** Signs in, shares exactly these accounts, and is sent back. */
  share(names: string[]): Promise<void>;
}

/** A browser of one tab; at the end, nobody but us and the bank was asked, and only we heard of the link. */
async function inOneTab(
  url: string,
  options: BrowserContextOptions,
  play: (one: Customer) => Promise<void>,
  complaints?: RegExp,
) {
  const { world, browser } = stage;
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
  const watched = watch(context);
  const page = await context.newPage();
  const bank = bankWindow(page, watched);
  const customer: Customer = {
    page,
    bank,
    watch: watched,
    async sees(heading) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      assert.match(await page.title(), new RegExp(heading.replace(/[()?]/g, '\\$&')));
      await watched.look(page.mainFrame(), `page: ${heading}`);
    },
    press: (name) => page.getByRole('button', { name }).click(),
    async share(names) {
      await bank.signIn();
      await bank.choose(names);
      await page.locator('form#consent').waitFor();
      await bank.press('Allow access');
    },
  };
  try {
    await page.goto(url);
    await play(customer);
    watched.verdict([world.url, world.bank_url], complaints);
    const token = new URL(url).pathname.split('/')[2]!;
    const told = watched.addresses.filter((address) => address.includes(token));
    assert.deepEqual(
      told.filter((address) => !address.startsWith(`${world.url}/relink/${token}`)),
      [],
      'somebody else heard of the link',
    );
  } catch (problem) {
    await takePicture(page, 'failed hosted page').catch(() => undefined);
    throw problem;
  } finally {
    await context.close();
  }
}

async function broken(params: Parameters<typeof link>[1] = {}) {
  const { world } = stage;
  const customer = await world.stripe.customers.create({ name: 'Jenny Rosen', email: OWNER_EMAIL });
  const linked = await link(world, {
    customer: customer.id,
    accounts: ['Everyday Checking', 'Joint Checking'],
    ...params,
  });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return linked;
}

async function mailedLink(): Promise<string> {
  const path = `/v1/test_helpers/mailbox?to=${encodeURIComponent(OWNER_EMAIL)}`;
  return await until('the mail is there', async () => {
    const { data } = (await stage.world.stripe.rawRequest('GET', path)) as never as {
      data: { type: string; text: string }[];
    };
    return /https?:\S+/.exec(data.find(({ type }) => type === 'relink_request')?.text ?? '')?.[0];
  });
}

test('from the mail on a phone: another account is told apart, the right one is repaired', async () => {
  const { world } = stage;
  const linked = await broken();
  const session = await hostedSession(world, linked, 'email');
  const url = await mailedLink();
  await inOneTab(url, ON_A_PHONE, async ({ page, bank, sees, press, share }) => {
    await sees('Reconnect Bank (OAuth)');
    const button = page.getByRole('button', { name: 'Agree and go to Bank (OAuth)' });
    const { y, height } = (await button.boundingBox())!;
    assert.ok(y + height <= PHONE.height && height >= 48, 'the one action is in sight and easy to hit');
    await button.click();
    await bank.signIn();
    await page.goBack({ waitUntil: 'commit' }).catch(() => undefined);
    await page.goto(url);
    await sees('Go on at Bank (OAuth)');
    await press('Open Bank (OAuth) again');
    await share(['Rainy Day Savings']);
    await sees('That is a different account');
    await page.getByText('Rainy Day Savings').waitFor();
    await press('Try again');
    await share(['Everyday Checking', 'Joint Checking']);
    await sees('Bank (OAuth) is reconnected');
    await page.getByText('This one works again, too').waitFor();
    assert.equal(page.url(), url);
  });
  const ended = await world.stripe.financialConnections.sessions.retrieve(session.id);
  assert.equal(ended.relink_result?.account, linked.accounts[0]!.id);
});

test('without script it goes the same way', async () => {
  const linked = await broken();
  const { url } = await hostedSession(stage.world, linked, 'url');
  await inOneTab(url!, { ...ON_A_PHONE, javaScriptEnabled: false }, async ({ page, press }) => {
    const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    await heading('Reconnect Bank (OAuth)');
    await press('Agree and go to Bank (OAuth)');
    await page.locator('form#sign_in').waitFor();
    await page.locator('#password').fill('x');
    await press('Sign in');
    await press('Continue');
    await press('Allow access');
    await heading('Bank (OAuth) is reconnected');
  });
});

test('a bank that asks on our page', async (t) => {
  const linked = await broken({ institution: 'Bank (Non-OAuth)' });
  const { url } = await hostedSession(stage.world, linked, 'url', { ...{ return_url: `${stage.shop.origin}/` } });
  const visit = async ({ page, sees, press }: Customer) => {
    const signIn = async (password: string) => {
      await page.getByLabel('Benutzername').fill(linked.customer!);
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
    };
    await chapter(t, 'when another browser goes on meanwhile, the customer is told and takes it back', async () => {
      await sees('Bank (Non-OAuth) wieder verbinden');
      await page.getByRole('button', { name: 'Zustimmen und weiter' }).focus();
      await page.keyboard.press('Enter');
      await sees('Bei Bank (Non-OAuth) anmelden');
      const other = newBrowser();
      await other.press(await other.open(url!));
      await signIn('secret');
      await sees('Das geht in einem anderen Browser weiter');
      await press('Stattdessen hier weitermachen');
      await sees('Bei Bank (Non-OAuth) anmelden');
    });
    await chapter(t, 'in German, by keyboard alone, he answers it', async () => {
      await signIn('mfa');
      await sees('Code von Bank (Non-OAuth) eingeben');
      await page.getByLabel('Einmalcode').fill('123456');
      await page.keyboard.press('Enter');
      await sees('Bank (Non-OAuth) ist wieder verbunden');
      const back = page.getByRole('link', { name: 'Zurück zu' });
      assert.equal(await back.getAttribute('href'), `${stage.shop.origin}/`);
    });
  };
  await inOneTab(url!, { ...ON_A_PHONE, locale: 'de-DE' }, visit, /status of 400/);
});
