// An operator's day in Chromium: signs in by the printed link, sees what broke, asks customers to relink, reads the result.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { joinTeam, mailedLink, signIn } from '../dashboard.ts';
import { link, simulateOnAuthorization } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { openChromium } from './chromium.ts';
import { DESK, PHONE } from './stage.ts';
import { type Watch, watch } from './watch.ts';

/** The one address that the sandbox writes to. */
const OWNER = 'owner@example.com';

let world: World;
let browser: Browser;
let context: BrowserContext;
let watched: Watch;
let page: Page;

before(async () => {
  [world, browser] = await Promise.all([openTestWorld(), openChromium()]);
  context = await browser.newContext({ viewport: DESK, locale: 'en-US', reducedMotion: 'reduce' });
  watched = watch(context);
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
});
after(async () => {
  await browser?.close();
  await world?.close();
});

const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const row = (name: string) => page.getByRole('row').filter({ hasText: name });
const count = (name: RegExp) => page.getByRole('navigation', { name: 'Accounts by state' }).getByRole('link', { name });
const look = (state: string) => watched.look(page.mainFrame(), `dashboard: ${state}`);

/** A customer with a linked account whose consent was withdrawn, as an operator finds it in the morning. */
async function broken(name: string, email: string | undefined): Promise<string> {
  const { id: customer } = await world.stripe.customers.create({ name, email });
  const linked = await link(world, { customer, bank_user: name, accounts: ['Everyday Checking'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return linked.accounts[0]?.id ?? '';
}

describe('an operator', () => {
  it('signs in by the link that the start prints, and is taught how to get a first account', async () => {
    await page.goto(world.platform.dashboard_url);
    await heading('Link your first account').waitFor();
    assert.equal(page.url(), `${world.url}/dashboard/accounts`);
    await look('no accounts');
  });

  it('sees without a reload what broke meanwhile, and why', async () => {
    await broken('Ada Byron', OWNER);
    await broken('Ben Silent', undefined);
    await broken('Cleo Stranger', 'cleo@example.net');
    await world.settle();
    await count(/^3 need relink/).waitFor();
    const text = await row('Ada Byron').innerText();
    for (const words of ['Everyday Checking', 'Inactive', 'Bank refuses access – relink'])
      assert.match(text, new RegExp(words));
    await look('accounts');
  });

  it('narrows the list, and the address is the view', async () => {
    await count(/need relink/).click();
    await page.waitForURL(/needs_relink=true/);
    await button('Cause').click();
    await page.getByRole('menuitemradio', { name: 'Access ran out' }).click();
    await heading('No account matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await page.getByRole('searchbox', { name: 'Search in accounts' }).fill('Ben');
    await row('Ada Byron').waitFor({ state: 'detached' });
    await page.reload();
    await row('Ben Silent').waitFor();
    assert.equal(await page.getByRole('row').count(), 2);
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await row('Ada Byron').waitFor();
  });

  it('selects by keyboard and is told who is written to, who is not, and what the mail says', async () => {
    await page.getByRole('heading', { level: 1 }).click();
    for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('3 selected').waitFor();
    await page.keyboard.press('r');
    await heading('Write about 1 account?').waitFor();
    await page
      .getByText('2 are left out: 1 has no e-mail address and 1 has an address that the sandbox doesn’t write to.')
      .or(
        page.getByText(
          '2 are left out: 1 has an address that the sandbox doesn’t write to and 1 has no e-mail address.',
        ),
      )
      .waitFor();
    await page.getByText('1 has no e-mail address', { exact: true }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Ben Silent' }).waitFor();
    await page.frameLocator('iframe').getByText('Ada Byron').first().waitFor();
    await look('request of a relink');
  });

  it('sends, sees it done, and reads later who was left out and why', async () => {
    await button('Send 1 e-mail').click();
    await page.getByText('1 e-mail requested, 2 left out').waitFor();
    await row('Ada Byron')
      .getByText(/Requested|Sent/)
      .waitFor();
    await page.getByRole('link', { name: 'Show result' }).click();
    await page.getByRole('link', { name: '1 has no e-mail address' }).click();
    await page.waitForURL(/reason=no_email/);
    await row('Ada Byron').waitFor({ state: 'detached' });
    await row('Ben Silent').getByText('The customer has no e-mail address.').waitFor();
    assert.equal(await page.getByRole('row').count(), 2);
    await look('result of a request');
    await page
      .getByRole('navigation', { name: 'Main navigation' })
      .getByRole('link', { name: 'Relink requests' })
      .click();
    await row('Done').waitFor();
    await look('history of requests');
    const mails = (await world.stripe.rawRequest('GET', `/v1/test_helpers/mailbox?to=${OWNER}`)) as unknown as {
      data: { type: string }[];
    };
    assert.equal(mails.data.filter(({ type }) => type === 'relink_request').length, 1);
  });

  it('is not offered a second e-mail within 48 hours, and is told when the next is possible', async () => {
    await page.getByRole('link', { name: 'Accounts' }).first().click();
    await row('Ada Byron')
      .getByRole('button', { name: /More actions/ })
      .click();
    const request = page.getByRole('menuitem', { name: 'Request relink' });
    await request.getByText(/written to in the last 48 hours\. The next e-mail is possible in 2 days/).waitFor();
    assert.equal(await request.getAttribute('aria-disabled'), 'true');
    await look('menu of a row');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
  });

  it('finds anything from anywhere by `/`', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('Cleo');
    await page
      .getByRole('option', { name: /Cleo Stranger/ })
      .first()
      .waitFor();
    await look('search');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/dashboard\/(accounts\/fca|customers\/cus)_/);
  });

  it('reads it in German on a phone', async () => {
    const phone = await browser.newContext({
      ...(await signedIn()),
      viewport: PHONE,
      locale: 'de-DE',
      reducedMotion: 'reduce',
    });
    const small = await phone.newPage();
    await small.goto(`${world.url}/dashboard/accounts`);
    await small.getByRole('link', { name: '3 brauchen Neuverknüpfung' }).waitFor();
    await watched.look(small.mainFrame(), 'dashboard: accounts on a phone');
    await small.getByRole('checkbox', { name: 'Alle auf dieser Seite auswählen' }).check();
    await small.getByRole('button', { name: 'Neuverknüpfung anfordern' }).click();
    await small.getByRole('dialog').getByRole('button', { name: 'Schließen' }).first().click();
    await small.getByRole('button', { name: 'Navigation öffnen' }).click();
    await small.getByRole('dialog').getByRole('link', { name: 'Neuverknüpfungen' }).click();
    await small.getByRole('heading', { name: 'Neuverknüpfungen' }).waitFor();
    await watched.look(small.mainFrame(), 'dashboard: requests on a phone');
    await phone.close();
  });

  it('does nothing that the pages complain about, and asks no stranger', () => {
    watched.verdict([world.url]);
  });
});

describe('a restart', () => {
  it('is told of, and the page goes on by itself when the server is back', async () => {
    await page.goto(`${world.url}/dashboard/accounts`);
    await row('Ada Byron').waitFor();
    await world.stop();
    const lost = page.getByText('The server can’t be reached. What you see may be old.');
    await lost.waitFor();
    await row('Ada Byron').waitFor();
    await world.restart();
    await lost.waitFor({ state: 'detached' });
  });
});

describe('a member', () => {
  it('signs in by a mailed link, lands where they wanted to go, and signs out', async () => {
    const own = await browser.newContext({ viewport: DESK, locale: 'en-US', reducedMotion: 'reduce' });
    const theirs = await own.newPage();
    await theirs.goto(`${world.url}/dashboard/customers`);
    await theirs.getByRole('heading', { name: 'Sign in to Relink' }).waitFor();
    const address = theirs.url();
    assert.equal(address, `${world.url}/dashboard/sign-in?next=%2Fcustomers`);
    await watched.look(theirs.mainFrame(), 'dashboard: sign-in');
    await theirs.getByRole('textbox', { name: 'E-mail address' }).fill(OWNER);
    await theirs.getByRole('button', { name: 'Send me a link' }).click();
    await theirs.getByRole('heading', { name: 'Look into your inbox' }).waitFor();
    await theirs.goto((await mailedLink(world, OWNER)) ?? '');
    await theirs.getByRole('button', { name: 'Sign in' }).click();
    await theirs.waitForURL(`${world.url}/dashboard/customers`);
    await theirs.goto(`${world.url}/dashboard`);
    await theirs.waitForURL(`${world.url}/dashboard/accounts`);
    await theirs.goto(address);
    await theirs.waitForURL(`${world.url}/dashboard/customers`);
    await theirs.getByRole('button', { name: `${OWNER} Owner, account menu` }).click();
    await theirs.getByRole('menuitem', { name: 'Sign out' }).click();
    await theirs.getByRole('heading', { name: 'Sign in to Relink' }).waitFor();
    await theirs.goto(`${world.url}/dashboard/accounts`);
    await theirs.getByRole('heading', { name: 'Sign in to Relink' }).waitFor();
    await own.close();
  });
});

describe('a viewer', () => {
  it('sees everything, is offered no request, and is told why', async () => {
    // The link of the first start was used above; the restart has printed another one.
    const owner = await signIn(world.url, world.platform.dashboard_url);
    const viewer = await joinTeam(world, owner, 'viewer@example.com', 'viewer');
    const [name, value] = viewer.cookie.split('=', 2) as [string, string];
    const other = await browser.newContext({ viewport: DESK, locale: 'en-US' });
    await other.addCookies([{ name, value, url: world.url }]);
    const theirs = await other.newPage();
    await theirs.goto(`${world.url}/dashboard/accounts?needs_relink=true`);
    await theirs.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await theirs.getByText('Requesting a relink takes the role operator or owner; yours is viewer.').waitFor();
    assert.equal(await theirs.getByRole('button', { name: 'Request relink' }).count(), 0);
    await other.close();
  });
});

/** The cookies of the browser that is signed in already. */
async function signedIn() {
  return { storageState: await context.storageState() };
}
