// The mailbox and the mails in it, looked at: nothing for axe, no sideways scrolling, nothing asked of anybody else, links that open beside.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { renderMail } from '../../server/src/emails/render.ts';
import { LANGUAGES } from '../../server/src/emails/types.ts';
import { signIn } from '../dashboard.ts';
import { ask, breakLink, mailbox, mailOf } from '../mail/asking.ts';
import { openTestWorld, type World } from '../world.ts';
import { openChromium } from './chromium.ts';
import { DESK, PHONE } from './stage.ts';
import { watch } from './watch.ts';

let world: World;
let browser: Browser;
before(async () => {
  [world, browser] = await Promise.all([openTestWorld(), openChromium()]);
});
after(async () => {
  await browser?.close();
  await world?.close();
});

async function signedIn(): Promise<BrowserContext> {
  const { cookie } = await signIn(world.url, world.platform.dashboard_url);
  const [name = '', value = ''] = cookie.split('=');
  const context = await browser.newContext({ viewport: PHONE, locale: 'de-DE' });
  await context.addCookies([{ name, value, url: world.url }]);
  return context;
}

test('a member reads a mail in the mailbox, and its button opens the customer’s page beside it', async () => {
  const context = await signedIn();
  const watched = watch(context);
  const page = await context.newPage();
  await page.goto(`${world.url}/mailbox`);
  await page.getByRole('heading', { name: 'Noch keine E-Mail' }).waitFor();
  await watched.look(page.mainFrame(), 'mailbox: empty');

  await mailOf(world, await ask(world, await breakLink(world)), 'sent');
  const [mail] = await mailbox(world);
  await page.reload();
  await watched.look(page.mainFrame(), 'mailbox: one mail');
  await page.getByRole('link', { name: mail!.subject }).click();
  await page.getByRole('heading', { level: 1, name: mail!.subject }).waitFor();
  await watched.look(page.mainFrame(), 'mailbox: the mail');
  const button = page.frameLocator('iframe').getByRole('link', { name: 'Reconnect Bank (OAuth)' });
  const [beside] = await Promise.all([page.waitForEvent('popup'), button.click()]);
  await beside.waitForLoadState();
  assert.match(new URL(beside.url()).pathname, /^\/relink\/[0-9A-Za-z]{32}$/);
  assert.equal(await beside.evaluate('window.opener'), null);
  watched.verdict([world.url]);
  await context.close();
});

test('mails of every language pass on a phone and at a desk, light and dark', async () => {
  const context = await browser.newContext();
  const watched = watch(context);
  const page = await context.newPage();
  const brand = { merchant: 'Sparkasse-Vermögensverwaltungsgesellschaft mbH', logo_url: null, sandbox: true };
  const support = { accent: '#ffd400', support_email: 'customer-support@subsidiary.shop.example', support_url: null };
  for (const language of LANGUAGES) {
    const { html } = renderMail(
      'relink_request',
      {
        customer: 'Jenny Rosen',
        bank: 'Raiffeisen-Volksbank Donauwörth eG',
        sign_in: 'oauth',
        account: { name: 'Everyday Checking', last4: '6789', subcategory: 'checking', tokenized: true, payments: true },
        cause: 'number_expiring',
        ends_at: 1_796_000_000,
        link_expires_at: 1_797_000_000,
        link: 'https://relink.example.com/relink/0123456789abcdefghijklmnopqrstuv',
      },
      language,
      { ...brand, ...support },
    );
    // As mail programs show it: as the main part of a page of their own.
    await page.setContent(html.replace('<div role="article"', '<main>$&').replace('</body>', '</main></body>'));
    // Beyond 600 points nothing changes any more, so one look at a desk is enough.
    for (const viewport of language === 'de' ? [PHONE, DESK] : [PHONE]) {
      await page.setViewportSize(viewport);
      await watched.look(page.mainFrame(), `mail: ${language} ${viewport.width}`);
    }
  }
  watched.verdict([]);
  await context.close();
});
