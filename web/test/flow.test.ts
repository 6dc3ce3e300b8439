// Goes through the flow the way a customer does: in Chromium, through the SDK, from a merchant's page on another site.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../../test/browser/chromium.ts';
import { type Gallery, openGallery } from '../gallery/server.ts';
import { type Visit, visit } from './visit.ts';

let gallery: Gallery;
let browser: Browser;
before(async () => {
  gallery = await openGallery(0);
  browser = await openChromium();
});
after(async () => {
  await browser.close();
  await gallery.close();
});

function customer(
  story: string,
  run: (visit: Visit) => Promise<void>,
  prepare?: (page: Page) => Promise<unknown>,
): Promise<void> {
  return visit({ gallery, browser, story, prepare }, run);
}

type Session = { accounts: { id: string }[]; relink_result: Record<string, unknown> };

test('a relink through the bank’s window resolves with its relink_result and gives focus and scrolling back', async () => {
  await customer('story_relink', async ({ page, heading, press, result }) => {
    await heading('Reconnect Riverbank');
    assert.equal(await page.evaluate(() => document.documentElement.style.overflow), 'hidden');
    await press('Agree and reconnect');
    await heading('Sign in at Riverbank');
    const [popup] = await Promise.all([page.waitForEvent('popup'), press('Continue to Riverbank')]);
    await heading('Waiting for Riverbank');
    await Promise.all([popup.waitForEvent('close'), popup.click('#approve')]);
    await heading('Riverbank is reconnected');
    await press('Back to Example Shop');
    const { financialConnectionsSession, error } = await result();
    assert.equal(error, undefined);
    const session = financialConnectionsSession as Session;
    assert.equal(session.accounts.length, 1);
    assert.equal(session.relink_result.failure_reason, null);
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'open');
    assert.equal(await page.evaluate(() => document.documentElement.style.overflow), '');
    assert.equal(await page.locator('dialog').count(), 0);
  });
});

test('a blocked window becomes a link, and the page goes on by itself', async () => {
  const block = (page: Page) =>
    page.addInitScript(() => {
      window.open = () => null;
    });
  await customer(
    'story_relink',
    async ({ page, flow, heading, press }) => {
      await press('Agree and reconnect');
      await press('Continue to Riverbank');
      await heading('Open Riverbank to go on');
      const [tab] = await Promise.all([
        page.context().waitForEvent('page'),
        flow.getByRole('link', { name: 'Open Riverbank' }).click(),
      ]);
      await tab.click('#approve');
      await heading('Riverbank is reconnected');
    },
    block,
  );
});

test('a bank that cuts every tie to the page is noticed all the same', async () => {
  await customer('story_relink', async ({ page, heading, press }) => {
    await press('Agree and reconnect');
    const [popup] = await Promise.all([page.waitForEvent('popup'), press('Continue to Riverbank')]);
    await popup.waitForURL(/launch/);
    const launch = popup.url();
    await popup.close();
    // Another browser altogether: no opener, no channel, only the server knows.
    const elsewhere = await browser.newPage();
    await elsewhere.goto(launch);
    await elsewhere.click('#approve');
    await elsewhere.context().close();
    await heading('Riverbank is reconnected');
  });
});

test('cancelling at the bank comes back with a reason and a second try', async () => {
  await customer('story_relink', async ({ page, heading, press }) => {
    await press('Agree and reconnect');
    const [popup] = await Promise.all([page.waitForEvent('popup'), press('Continue to Riverbank')]);
    await popup.click('#cancel');
    await heading('You stopped at Riverbank');
    const [second] = await Promise.all([page.waitForEvent('popup'), press('Try again')]);
    await heading('Waiting for Riverbank');
    await second.click('#approve');
    await heading('Riverbank is reconnected');
  });
});

test('a wait of eight seconds says so and offers a way back', async () => {
  await customer(
    'story_relink',
    async ({ page, flow, heading, press }) => {
      await press('Agree and reconnect');
      await Promise.all([page.waitForEvent('popup'), press('Continue to Riverbank')]);
      await heading('Waiting for Riverbank');
      assert.equal(await flow.getByRole('button', { name: 'Stop and go back' }).count(), 0);
      await page.clock.fastForward(8100);
      await press('Stop and go back');
      await heading('Sign in at Riverbank');
    },
    (page) => page.clock.install(),
  );
});

test('a new account is linked with the keyboard alone', async () => {
  await customer('story_link', async ({ page, flow, heading, result }) => {
    const keys = async (...names: string[]) => {
      for (const name of names) await page.keyboard.press(name);
    };
    await heading('Connect your bank account');
    await keys('Tab', 'Enter');
    await heading('Choose your bank');
    await keys('Tab');
    await page.keyboard.type('prairie');
    await flow.getByText('1 bank found.').waitFor({ state: 'attached' });
    await keys('ArrowDown', 'Enter');
    await heading('Sign in at Prairie Credit Union');
    await keys('Tab', 'Enter');
    await heading('Sign in to Prairie Credit Union');
    await keys('Tab');
    await page.keyboard.type('me');
    await keys('Tab');
    await page.keyboard.type('incorrect');
    await keys('Enter');
    await flow.getByRole('alert').filter({ hasText: 'Attempt 2 of 3' }).waitFor();
    await page.keyboard.type('me');
    await keys('Tab');
    await page.keyboard.type('mfa');
    await keys('Enter');
    await heading('Enter the code from Prairie Credit Union');
    await keys('Tab');
    await page.keyboard.type('123456');
    await keys('Enter');
    await heading('Choose your accounts');
    await keys('Tab', 'Space', 'Enter');
    await heading('Your account is connected');
    await keys('Tab', 'Enter');
    assert.equal(((await result()).financialConnectionsSession as Session).accounts.length, 1);
  });
});

test('account numbers are typed in with the keyboard alone', async () => {
  await customer('story_hand', async ({ page, flow, heading, result }) => {
    const keys = async (...names: string[]) => {
      for (const name of names) await page.keyboard.press(name);
    };
    await heading('Connect your bank account');
    await keys('Tab', 'Enter');
    await heading('Choose your bank');
    await flow.getByRole('button', { name: 'Enter account details instead' }).focus();
    await keys('Enter');
    await heading('Enter your account details');
    await keys('Tab');
    await page.keyboard.type('110 000 000');
    await keys('Tab');
    await page.keyboard.type('000123456789');
    await keys('Tab');
    await page.keyboard.type('000123456780');
    await keys('Enter');
    await flow.getByText('The two account numbers are not the same.').waitFor();
    assert.equal(await flow.locator(':focus').getAttribute('name'), 'confirmation');
    await keys('ControlOrMeta+a');
    await page.keyboard.type('000123456789');
    await keys('Enter');
    await heading('Your account is added');
    await keys('Tab', 'Enter');
    assert.equal(((await result()).financialConnectionsSession as { status: string }).status, 'succeeded');
  });
});

test('every pane gives its heading the focus', async () => {
  await customer('story_link', async ({ page, flow, heading, press }) => {
    const focused = () => flow.locator('h1:focus').textContent();
    await heading('Connect your bank account');
    assert.equal(await focused(), 'Connect your bank account');
    await press('Agree and continue');
    await heading('Choose your bank');
    assert.equal(await focused(), 'Choose your bank');
    await page.keyboard.press('Escape');
    await heading('Stop connecting?');
    assert.equal(await focused(), 'Stop connecting?');
  });
});

test('opened by itself the page says that there is nothing to do', async () => {
  const page = await browser.newPage();
  try {
    await page.goto(`${gallery.apiOrigin}/flow?origin=${encodeURIComponent(gallery.shopOrigin)}`);
    await page.getByRole('heading', { name: 'Nothing to do here' }).waitFor();
  } finally {
    await page.context().close();
  }
});

test('the flow’s script and words stay under 40 kB compressed in each language, and nothing in its page is inline', () => {
  const folder = new URL('../dist/hosted/', import.meta.url);
  const scripts = readdirSync(new URL('assets/', folder)).filter((name) => name.endsWith('.js'));
  const sizeOf = (name: string) => gzipSync(readFileSync(new URL(`assets/${name}`, folder))).length;
  const isWords = (name: string) => /^[a-z]{2}-/.test(name);
  const script = scripts.filter((name) => !isWords(name)).reduce((sum, name) => sum + sizeOf(name), 0);
  const words = scripts.filter(isWords);
  assert.equal(words.length, 6);
  for (const name of words) assert.ok(script + sizeOf(name) < 40_000, `${name}: ${script} + ${sizeOf(name)} bytes`);
  const html = readFileSync(new URL('index.html', folder), 'utf8');
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src=)| on\w+=/);
});
