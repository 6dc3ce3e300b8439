// What the Dashboard's other pages are for, in Chromium: from a customer without an e-mail address to a repaired link, and all that is set up.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import Stripe from 'stripe';
import { link } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { bankWindow } from './bank_window.ts';
import { openChromium } from './chromium.ts';
import { DESK, PHONE } from './stage.ts';
import { type Watch, watch } from './watch.ts';

/** The one address that the sandbox writes to. */
const OWNER = 'owner@example.com';
/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

let world: World;
let browser: Browser;
let context: BrowserContext;
let watched: Watch;
let page: Page;
let account: { id: string; customer: string };

before(async () => {
  [world, browser] = await Promise.all([openTestWorld(), openChromium()]);
  context = await browser.newContext({ viewport: DESK, locale: 'en-US', reducedMotion: 'reduce' });
  watched = watch(context);
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  account = await deadNumber();
  await page.goto(world.platform.dashboard_url);
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

const at = (path: string) => page.goto(`${world.url}/dashboard/${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const field = (name: string | RegExp) => page.getByLabel(name, { exact: typeof name === 'string' });
const dialog = () => page.getByRole('dialog');
const told = (words: string | RegExp) => page.getByText(words).first().waitFor();
const look = (state: string) => watched.look(page.mainFrame(), `dashboard: ${state}`);

/** An account whose tokenized number is dead, of a customer without an e-mail address. A relink gets one for a year. */
async function deadNumber() {
  const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
  const accounts = ['Expired Tokenized Account Number'];
  const institution = 'Tokenized Account Numbers';
  const linked = await link(world, { customer, institution, bank_user: 'jenny', accounts });
  await world.settle();
  return { id: linked.accounts[0]!.id, customer };
}

describe('a link is repaired', () => {
  it('an account says why nobody can be written to, and leads to where that is changed', async () => {
    await at(`accounts/${account.id}`);
    await told(/The account number that you pay through has run out|The bank has withdrawn the account number/);
    assert.equal(await button('Request relink').getAttribute('aria-disabled'), 'true');
    await told('Nobody has asked for a relink of this account.');
    await page.getByRole('link', { name: 'Add an e-mail address' }).click();
    await page.getByRole('heading', { level: 1, name: 'Jenny Rosen' }).waitFor();
  });

  it('a customer gets an address; a wrong one is refused at its field, and leaving asks first', async () => {
    await told('No e-mail address yet');
    await field('E-mail address').fill('not an address');
    await button('Save changes').click();
    await page.locator('.field-error').waitFor();
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await dialog().getByText('Leave without saving?').waitFor();
    await button('Stay here').click();
    await field('E-mail address').fill(OWNER);
    await button('Save changes').click();
    await told(`Saved. Relink e-mails now go to ${OWNER}.`);
    await page.getByText('No e-mail address yet').waitFor({ state: 'detached' });
  });

  it('the relink is requested, its steps appear without a reload, and a second one has to wait', async () => {
    await page
      .getByRole('link', { name: /Tokenized Account Numbers/ })
      .first()
      .click();
    await button('Request relink').click();
    await dialog().getByRole('button', { name: 'Send 1 e-mail' }).click();
    await page.getByRole('listitem').filter({ hasText: 'E-mail sent' }).waitFor();
    await told('In the Dashboard.');
    await told('The customer was written to less than 48 hours ago. The next e-mail is possible from');
  });

  it('the customer follows the mail on a phone and repairs it', async () => {
    const { data } = (await world.stripe.rawRequest(
      'GET',
      `/v1/test_helpers/mailbox?to=${OWNER}&limit=1`,
    )) as unknown as {
      data: { text: string }[];
    };
    const phone = await browser.newPage({ viewport: PHONE, locale: 'en-US', reducedMotion: 'reduce' });
    await phone.goto(/^http\S+\/relink\/\S+$/m.exec(data[0]?.text ?? '')![0]);
    await phone.getByRole('button').first().click();
    const bank = bankWindow(phone, watched);
    await bank.signIn('jenny');
    await phone.locator('form#accounts, form#consent').waitFor();
    if (await phone.locator('form#accounts').isVisible()) await bank.press('Continue');
    await bank.press('Allow access');
    await phone.getByText('There is nothing else to do').waitFor();
    await phone.close();
  });

  it('the timeline is completed, the report says how the account was recognised, and the 48 hours are lifted', async () => {
    await page.getByRole('listitem').filter({ hasText: 'Repaired' }).waitFor();
    for (const step of ['Relink requested', 'E-mail sent', 'Page opened', 'Customer sent on to the bank'])
      await page.getByRole('listitem').filter({ hasText: step }).first().waitFor();
    await told(/Recognised by the/);
    await told('The link works. There is nothing to do.');
    await told('It needs none. A request is possible when the link breaks');
    await look('account that is repaired');
  });
});

describe('the developers’ pages', () => {
  let endpoint: { received: { body: string; signature: string }[]; secret: string; id: string };

  it('an endpoint’s secret is revealed and rolled, and both secrets verify while they overlap', async () => {
    endpoint = await world.receive({ enabled_events: ['customer.created'] });
    await at(`webhooks/${endpoint.id}`);
    await told('It will not hear of broken links');
    await button('Reveal secret').click();
    assert.equal(await dialog().getByRole('textbox').inputValue(), endpoint.secret);
    await look('secret of an endpoint');
    await button('Done').click();
    await button('Roll secret').click();
    await dialog().getByRole('radio', { name: '3 more days' }).check();
    await button('Make new secret').click();
    const fresh = await dialog().getByRole('textbox').inputValue();
    await button('Done').click();
    await told(/The former secret also signs until/);
    await world.stripe.customers.create({ name: 'Webhook' });
    await world.settle();
    const { body, signature } = endpoint.received.at(-1)!;
    for (const secret of [endpoint.secret, fresh]) new Stripe('sk').webhooks.constructEvent(body, signature, secret);
  });

  it('an event shows every try, and is sent again', async () => {
    await at('events?type=customer.created');
    await page.getByRole('link', { name: 'customer.created' }).first().click();
    await told('Accepted');
    await button(/^Show all \d+ lines/).click();
    await page.locator('pre').filter({ hasText: '"type": "customer.created"' }).waitFor();
    const before = endpoint.received.length;
    await button(/^Send again: /).click();
    await told(/^Sent again to/);
    await world.settle();
    assert.equal(endpoint.received.length, before + 1);
    assert.equal(endpoint.received.at(-1)!.body, endpoint.received.at(-2)!.body);
    await page.getByRole('cell', { name: '2', exact: true }).waitFor();
    await look('event');
  });

  it('an endpoint is added with the events that relinking needs, disabled and deleted', async () => {
    await at('webhooks');
    await button('Add endpoint').click();
    await field('Address').fill('example.com/hooks');
    await dialog().getByRole('button', { name: 'Add endpoint' }).click();
    await told('Write a full address');
    await field('Address').fill('https://example.com/hooks');
    await dialog().getByRole('button', { name: 'Add endpoint' }).click();
    await told('Verify every event with it.');
    await button('Done').click();
    await page.getByRole('link', { name: 'https://example.com/hooks' }).click();
    await told('financial_connections.account.deactivated');
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Disable' }).click();
    await told('It is disabled');
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Webhook endpoints' }).waitFor();
    await page.getByRole('link', { name: 'https://example.com/hooks' }).waitFor({ state: 'detached' });
  });

  it('a restricted key may do what it was given and nothing else, and is revoked by a typed word', async () => {
    await at('api-keys');
    await button('Create key').click();
    await dialog().getByRole('button', { name: 'Create key' }).click();
    await told('Allow at least one thing.');
    await field('Name').fill('Reports');
    await dialog().getByRole('group', { name: 'Customers' }).getByRole('radio', { name: 'Read', exact: true }).check();
    await dialog().getByRole('button', { name: 'Create key' }).click();
    const key = await dialog().getByRole('textbox', { name: 'Your new key' }).inputValue();
    await button('Done').click();
    const reports = world.client({ key });
    await reports.customers.list();
    await assert.rejects(reports.financialConnections.accounts.list(), { statusCode: 403 });
    await told('May: Customers (read)');
    await button('Actions for Reports').click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    assert.equal(await button('Revoke key').getAttribute('aria-disabled'), 'true');
    await field('Type revoke to confirm').fill('revoke');
    await button('Revoke key').click();
    await page.getByRole('cell', { name: 'Reports' }).waitFor({ state: 'detached' });
  });
});

describe('the settings', () => {
  const mail = () => page.frameLocator('iframe');

  it('show the e-mail in every language as one types, before anything is saved', async () => {
    await at('settings/general');
    await field('Name').fill('Rosen & Daughters');
    await mail().getByText('Rosen & Daughters').first().waitFor();
    await field('Language of the preview').click();
    await page.getByRole('option', { name: 'Dutch' }).click();
    await mail().locator('html[lang=nl]').waitFor();
    await look('general settings');
    await button('Save changes').click();
    await told('Saved.');
    await page.locator('.merchant').getByText('Rosen & Daughters').waitFor();
  });

  it('show how a colour is corrected, and keep a logo', async () => {
    await page.getByRole('link', { name: 'Look' }).click();
    await field('Colour').fill('#f2b705');
    await told(/Hard to read as it is/);
    await page.locator('input[type=file]').setInputFiles({ name: 'logo.gif', mimeType: 'image/gif', buffer: PIXEL });
    await told('This is not a PNG, JPEG or WebP picture.');
    await page.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PIXEL });
    await page.getByAltText('Your logo').waitFor();
    await mail().locator('img').first().waitFor({ state: 'attached' });
    await button('Discard').click();
  });

  it('try a policy before it is on, and say what turning it on does', async () => {
    await page.getByRole('link', { name: 'Relink policies' }).click();
    await told('Nobody would be written to today');
    await field('E-mails a day at most').fill('none');
    await told('Write a whole number from 1 to 100,000.');
    await field('E-mails a day at most').fill('20');
    await page.getByRole('radio', { name: /^On/ }).check();
    await button('Save changes').click();
    await told('At most 20 e-mails go out per day.');
    await button('Turn on').click();
    await told('Saved. The policy is on.');
  });

  it('invite somebody, whose address then gets e-mail', async () => {
    await page.getByRole('link', { name: 'Team' }).click();
    await button('Invite member').click();
    await field('E-mail address').fill('helper@example.com');
    await button('Send invitation').click();
    await told('The invitation to helper@example.com is on its way.');
    await page.getByRole('row').filter({ hasText: 'helper@example.com' }).getByText('Invited').waitFor();
    await page.getByRole('link', { name: 'You', exact: true }).click();
    await told('This browser');
    await look('own settings');
  });

  it('break a link at the bank, and move a clock', async () => {
    await at(`settings/sandbox?account=${account.id}`);
    await page.getByRole('radio', { name: /The permission runs out/ }).check();
    await button('Make it happen').click();
    await told('Done. The bank has done it, and Relink has seen it.');
    await told(/Permission ran out/);
    await button('Create test clock').first().click();
    await field('Name').fill('Next year');
    await dialog().getByRole('button', { name: 'Create test clock' }).click();
    const clock = page.getByRole('row').filter({ hasText: 'Next year' });
    await clock.getByRole('button', { name: /Advance/ }).click();
    await button('30 days').click();
    await button('Move forward').click();
    await page.getByRole('dialog', { name: 'Move “Next year” forward' }).waitFor({ state: 'detached' });
    await clock.getByText('Ready').waitFor();
  });

  it('and the figures say what broke, how far customers got, and where the rest is', async () => {
    await at('health');
    await page.getByRole('table', { name: 'Why did links break?' }).getByText('Permission ran out').waitFor();
    await page.getByRole('table', { name: 'How far do customers get?' }).getByText('Repaired').waitFor();
    await at('customers');
    await page.getByRole('cell', { name: OWNER }).waitFor();
    await at('events');
    await page.getByRole('table').waitFor();
  });

  it('add a passkey that signs in, where the browser knows us by name', async () => {
    const local = `http://localhost:${world.port}`;
    const named = await browser.newContext({ viewport: DESK, locale: 'en-US', reducedMotion: 'reduce' });
    await named.addCookies((await context.cookies()).map(({ name, value }) => ({ name, value, url: local })));
    const own = await named.newPage();
    await addAuthenticator(own);
    await own.goto(`${local}/dashboard/settings/sign-in`);
    await own.getByRole('button', { name: 'Add a passkey' }).click();
    await own.getByText('The passkey is added.').waitFor();
    await own.getByRole('button', { name: 'Sign out here' }).click();
    await own.getByRole('button', { name: 'Use a passkey' }).click();
    await own.getByRole('heading', { name: 'Accounts' }).waitFor();
    await own.goto(`${local}/dashboard/settings/sign-in`);
    await own.getByRole('button', { name: /^Remove the passkey/ }).click();
    await own.getByRole('dialog', { name: 'Remove this passkey?' }).getByRole('button', { name: 'Remove' }).click();
    await own.getByText('You have no passkey yet').waitFor();
    await named.close();
  });

  it('complain about nothing and ask no stranger', () => watched.verdict([world.url, world.bank_url], /403|400/));
});

/** A device that keeps passkeys and whose owner always confirms. */
async function addAuthenticator(page: Page): Promise<void> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('WebAuthn.enable');
  await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
