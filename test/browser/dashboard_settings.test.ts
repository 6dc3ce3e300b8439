// The Dashboard's settings in Chromium: look and language of the e-mail, policies, team, the sandbox's tools, passkeys; and its figures.
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { link } from '../story.ts';
import { type Desk, OWNER, openDesk } from './desk.ts';
import { DESK } from './stage.ts';

/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

let desk: Desk;
let account: string;

before(async () => {
  desk = await openDesk();
  const { id: customer } = await desk.world.stripe.customers.create({ name: 'Jenny Rosen', email: OWNER });
  const linked = await link(desk.world, { customer, bank_user: 'jenny', accounts: ['Everyday Checking'] });
  account = linked.accounts[0]!.id;
});
after(() => desk?.close());

describe('the settings', () => {
  const mail = () => desk.page.frameLocator('iframe');

  it('show the e-mail in every language as one types, before anything is saved', async () => {
    await desk.at('settings/general');
    await desk.field('Name').fill('Rosen & Daughters');
    await mail().getByText('Rosen & Daughters').first().waitFor();
    await desk.field('Language of the preview').click();
    await desk.page.getByRole('option', { name: 'Dutch' }).click();
    await mail().locator('html[lang=nl]').waitFor();
    await desk.look('general settings');
    await desk.button('Save changes').click();
    await desk.told('Saved.');
    await desk.page.locator('.merchant').getByText('Rosen & Daughters').waitFor();
  });

  it('show how a colour is corrected, and keep a logo', async () => {
    await desk.page.getByRole('link', { name: 'Look' }).click();
    await desk.field('Colour').fill('#f2b705');
    await desk.told(/Hard to read as it is/);
    await desk.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'logo.gif', mimeType: 'image/gif', buffer: PIXEL });
    await desk.told('This is not a PNG, JPEG or WebP picture.');
    await desk.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PIXEL });
    await desk.page.getByAltText('Your logo').waitFor();
    await mail().locator('img').first().waitFor({ state: 'attached' });
    await desk.button('Discard').click();
  });

  it('try a policy before it is on, and say what turning it on does', async () => {
    await desk.page.getByRole('link', { name: 'Relink policies' }).click();
    await desk.told('Nobody would be written to today');
    await desk.field('E-mails a day at most').fill('none');
    await desk.told('Write a whole number from 1 to 100,000.');
    await desk.field('E-mails a day at most').fill('20');
    // The same hour twice: no quiet hours, whenever this runs.
    for (const name of ['From', 'Until']) {
      await desk.field(name).click();
      await desk.page.getByRole('option').first().click();
      await desk.page.getByRole('listbox').waitFor({ state: 'detached' });
    }
    await desk.page.getByRole('radio', { name: /^On/ }).check();
    await desk.button('Save changes').click();
    await desk.told('At most 20 e-mails go out per day.');
    await desk.button('Turn on').click();
    await desk.told('Saved. The policy is on.');
  });

  it('invite somebody, whose address then gets e-mail', async () => {
    await desk.page.getByRole('link', { name: 'Team' }).click();
    await desk.button('Invite member').click();
    await desk.field('E-mail address').fill('helper@example.com');
    await desk.button('Send invitation').click();
    await desk.told('The invitation to helper@example.com is on its way.');
    await desk.page.getByRole('row').filter({ hasText: 'helper@example.com' }).getByText('Invited').waitFor();
    await desk.page.getByRole('link', { name: 'You', exact: true }).click();
    await desk.told('This browser');
    await desk.look('own settings');
  });

  it('break a link at the bank, and move a clock', async () => {
    await desk.at(`settings/sandbox?account=${account}`);
    await desk.page.getByRole('radio', { name: /The permission runs out/ }).check();
    await desk.button('Make it happen').click();
    await desk.told('Done. The bank has done it, and Relink has seen it.');
    await desk.told(/Access ran out/);
    await desk.button('Create test clock').first().click();
    await desk.field('Name').fill('Next year');
    await desk.dialog().getByRole('button', { name: 'Create test clock' }).click();
    const clock = desk.page.getByRole('row').filter({ hasText: 'Next year' });
    await clock.getByRole('button', { name: /Advance/ }).click();
    await desk.button('30 days').click();
    await desk.button('Move forward').click();
    await desk.page.getByRole('dialog', { name: 'Move “Next year” forward' }).waitFor({ state: 'detached' });
    await clock.getByText('Ready').waitFor();
  });

  it('and the figures say what broke, how far customers got, and where the rest is', async () => {
    await desk.at('health');
    await desk.page.getByRole('table', { name: 'Why did links break?' }).getByText('Access ran out').waitFor();
    await desk.page.getByRole('table', { name: 'How far do customers get?' }).getByText('Repaired').waitFor();
    await desk.at('customers');
    await desk.page.getByRole('cell', { name: OWNER }).waitFor();
    await desk.at('events');
    await desk.page.getByRole('table').waitFor();
  });

  it('complain about nothing and ask no stranger', () =>
    desk.watched.verdict([desk.world.url, desk.world.bank_url], /403|400/));

  // Last, because it ends the sign-in that the first page uses, too.
  it('add a passkey that signs in, where the browser knows us by name', async () => {
    const local = `http://localhost:${desk.world.port}`;
    const named = await desk.browser.newContext({ viewport: DESK, locale: 'en-US', reducedMotion: 'reduce' });
    await named.addCookies((await desk.context.cookies()).map(({ name, value }) => ({ name, value, url: local })));
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
