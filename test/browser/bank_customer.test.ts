// A customer at his bank itself: he sees which app reads what, takes an account out, ends it all; on a phone and at a desk.
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openRecipient, type Recipient } from '../../bank/src/testing/recipient.ts';
import { openChromium } from './chromium.ts';
import { DESK, PHONE } from './stage.ts';
import { type Watch, watch } from './watch.ts';

let browser: Browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser?.close());

const SLUG = 'bank-oauth';
const USER = 'jane with a rather long name of her own';

interface Seat {
  recipient: Recipient;
  page: Page;
  watched: Watch;
}

/** A person with a connection that is in use and one that is not, at the bank's sign-in page. */
async function seat(t: TestContext, options: BrowserContextOptions): Promise<Seat> {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG, { user: USER, accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  await recipient.get(SLUG, 'accounts', tokens.access_token);
  await recipient.link(SLUG, { user: USER, accounts: ['Platinum Card'] });
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  t.after(() => context.close());
  const watched = watch(context);
  const page = await context.newPage();
  await page.goto(`${recipient.url}/${SLUG}/`);
  return { recipient, page, watched };
}

test('at a desk he takes one account out of a connection, and then ends it', async (t) => {
  const { recipient, page, watched } = await seat(t, { viewport: DESK, locale: 'en-US' });
  const look = (state: string) => watched.look(page.mainFrame(), `bank: ${state}`);
  await look('sign-in');
  await page.getByLabel('User name').fill(USER);
  await page.getByLabel('Password').fill('incorrect');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('don’t match').waitFor();
  await page.getByLabel('Password').fill('whatever');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Connected apps' }).waitFor();
  await look('overview');

  await page.getByRole('link', { name: /2 accounts/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Example Shop' }).waitFor();
  assert.match(await page.getByText('Last access').innerText(), /Last access: .+ UTC/);
  await look('connection');
  await page.getByLabel('Everyday Checking').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('no longer sees the accounts').waitFor();
  assert.equal(await page.getByRole('link', { name: /One account/ }).count(), 2);

  await page.getByRole('link', { name: /Last access/ }).click();
  await page.getByLabel('Rainy Day Savings').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('Nothing was changed').waitFor();
  await look('none left');
  await page.getByRole('link', { name: 'Stop sharing' }).click();
  await page.getByRole('heading', { name: 'Stop sharing with Example Shop?' }).waitFor();
  await look('stop');
  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await page.getByRole('status').getByText('Access has ended').waitFor();
  await page.getByText('You ended access on').waitFor();
  await look('stopped');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${recipient.url}/${SLUG}/`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  watched.verdict([recipient.url], /status of 422/);
});

test('on a phone, in German, he sees his accounts in every state and what is over', async (t) => {
  const { recipient, page, watched } = await seat(t, { viewport: PHONE, locale: 'de-DE' });
  const person = `${SLUG}/people/${encodeURIComponent(USER)}`;
  const { accounts, consents } = (await recipient.control('GET', person)).body;
  for (const [index, event] of ['restricted', 'closed', 'closing', 'opening'].entries()) {
    await recipient.control('POST', `${person}/accounts/${accounts[index].account_id}/simulate`, { event });
  }
  await recipient.control('POST', `${SLUG}/consents/${consents[0].consent_id}/simulate`, { event: 'revoked_by_bank' });
  const { consent_id } = consents[1];
  await recipient.control('POST', `${SLUG}/consents/${consent_id}/simulate`, { event: 'reauthentication_required' });

  await page.getByLabel('Benutzername').fill(USER);
  await watched.look(page.mainFrame(), 'bank: sign-in on a phone');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await page.getByRole('heading', { name: 'Verbundene Apps' }).waitFor();
  for (const state of ['Eingeschränkt', 'Geschlossen', 'Wird geschlossen', 'Wird eröffnet']) {
    assert.equal(await page.getByText(state, { exact: true }).count(), 1, state);
  }
  await page.getByText('wartet darauf, dass Sie sich neu anmelden').waitFor();
  await page.getByText('Die Bank hat den Zugriff').waitFor();
  await watched.look(page.mainFrame(), 'bank: overview on a phone');
  await page.getByRole('link', { name: /Example Shop/ }).click();
  await watched.look(page.mainFrame(), 'bank: connection on a phone');
  await page.getByRole('link', { name: 'Zugriff beenden' }).click();
  await watched.look(page.mainFrame(), 'bank: stop on a phone');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Stop sharing with Example Shop?' }).waitFor();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'All connections' }).click();
  await page.getByRole('heading', { name: 'Connected apps' }).waitFor();
  watched.verdict([recipient.url]);
});
