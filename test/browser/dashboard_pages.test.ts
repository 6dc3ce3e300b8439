// What the Dashboard's detail pages are for, in Chromium: from a customer without an e-mail address to a repaired link; endpoints, events, keys.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Stripe from 'stripe';
import { complete, link, simulateOnAuthorization } from '../story.ts';
import { bankWindow } from './bank_window.ts';
import { type Desk, OWNER, openDesk } from './desk.ts';
import { PHONE } from './stage.ts';

let desk: Desk;
let account: { id: string; customer: string };

before(async () => {
  desk = await openDesk();
  account = await deadNumber();
});
after(() => desk?.close());

/** An account whose tokenized number is dead, of a customer without an e-mail address. A relink gets one for a year. */
async function deadNumber() {
  const { id: customer } = await desk.world.stripe.customers.create({ name: 'Jenny Rosen' });
  const accounts = ['Expired Tokenized Account Number'];
  const institution = 'Tokenized Account Numbers';
  const linked = await link(desk.world, { customer, institution, bank_user: 'jenny', accounts });
  await desk.world.settle();
  return { id: linked.accounts[0]!.id, customer };
}

describe('a link is repaired', () => {
  it('an account says why nobody can be written to, and leads to where that is changed', async () => {
    await desk.at(`accounts/${account.id}`);
    await desk.told(/The account number that you pay through has run out|The bank has withdrawn the account number/);
    assert.equal(await desk.button('Request relink').getAttribute('aria-disabled'), 'true');
    await desk.told('Nobody has asked for a relink of this account.');
    await desk.page.getByRole('link', { name: 'Add an e-mail address' }).click();
    await desk.page.getByRole('heading', { level: 1, name: 'Jenny Rosen' }).waitFor();
  });

  it('a customer gets an address; a wrong one is refused at its field, and leaving asks first', async () => {
    await desk.told('No e-mail address yet');
    await desk.field('E-mail address').fill('not an address');
    await desk.button('Save changes').click();
    await desk.page.locator('.field-error').waitFor();
    await desk.page.getByRole('link', { name: 'Events', exact: true }).click();
    await desk.dialog().getByText('Leave without saving?').waitFor();
    await desk.button('Stay here').click();
    await desk.field('E-mail address').fill(OWNER);
    await desk.button('Save changes').click();
    await desk.told(`Saved. Relink e-mails now go to ${OWNER}.`);
    await desk.page.getByText('No e-mail address yet').waitFor({ state: 'detached' });
  });

  it('the relink is requested, its steps appear without a reload, and a second one has to wait', async () => {
    await desk.page
      .getByRole('link', { name: /Tokenized Account Numbers/ })
      .first()
      .click();
    await desk.button('Request relink').click();
    await desk.dialog().getByRole('button', { name: 'Send 1 e-mail' }).click();
    await desk.page.getByRole('listitem').filter({ hasText: 'E-mail sent' }).waitFor();
    await desk.told('In the Dashboard.');
    await desk.told('The customer was written to less than 48 hours ago. The next e-mail is possible from');
  });

  it('the customer follows the mail on a phone and repairs it', async () => {
    const { data } = (await desk.world.stripe.rawRequest(
      'GET',
      `/v1/test_helpers/mailbox?to=${OWNER}&limit=1`,
    )) as unknown as {
      data: { text: string }[];
    };
    const phone = await desk.browser.newPage({ viewport: PHONE, locale: 'en-US', reducedMotion: 'reduce' });
    await phone.goto(/^http\S+\/relink\/\S+$/m.exec(data[0]?.text ?? '')![0]);
    await phone.getByRole('button').first().click();
    const bank = bankWindow(phone, desk.watched);
    await bank.signIn('jenny');
    await phone.locator('form#accounts, form#consent').waitFor();
    if (await phone.locator('form#accounts').isVisible()) await bank.press('Continue');
    await bank.press('Allow access');
    await phone.getByText('There is nothing else to do').waitFor();
    await phone.close();
  });

  it('the timeline is completed, the report says how the account was recognised, and the 48 hours are lifted', async () => {
    await desk.page.getByRole('listitem').filter({ hasText: 'Repaired' }).waitFor();
    for (const step of ['Relink requested', 'E-mail sent', 'Page opened', 'Customer sent on to the bank'])
      await desk.page.getByRole('listitem').filter({ hasText: step }).first().waitFor();
    await desk.told(/Recognised by the/);
    await desk.told('The link works. There is nothing to do.');
    await desk.told('It needs no relink. A request is possible when the link breaks');
    await desk.look('account that is repaired');
  });
});

describe('a link that a connected account holds', () => {
  it('leads to the account’s page, where the address is added; then the account can be asked', async () => {
    const { stripe } = desk.world;
    const { id } = await stripe.accounts.create({ business_profile: { name: 'Jenny Rides' } });
    const account_holder = { type: 'account' as const, account: id };
    const session = await stripe.financialConnections.sessions.create({ account_holder, permissions: ['balances'] });
    const done = await complete(desk.world, session.id, {
      institution: 'Bank (OAuth)',
      accounts: ['Everyday Checking'],
    });
    const [held] = done.accounts.data;
    await simulateOnAuthorization(desk.world, held!.authorization!, 'consent_revoked');
    await desk.at(`accounts/${held!.id}`);
    await desk.told('Connected account');
    await desk.page.getByRole('link', { name: 'Add an e-mail address' }).click();
    await desk.page.getByRole('heading', { level: 1, name: 'Jenny Rides' }).waitFor();
    await desk.field('E-mail address').fill(OWNER);
    await desk.button('Save changes').click();
    await desk.told(`Saved. Relink e-mails now go to ${OWNER}.`);
    await desk.button('Request relink').click();
    await desk.dialog().getByRole('button', { name: 'Send 1 e-mail' }).click();
    await desk.page
      .getByRole('cell')
      .filter({ hasText: /Sent|Requested/ })
      .waitFor();
    await desk.page.getByRole('link', { name: 'All accounts that it holds' }).click();
    await desk.page.getByRole('button', { name: `Connected account: ${id}` }).waitFor();
  });
});

describe('the developers’ pages', () => {
  let endpoint: { received: { body: string; signature: string }[]; secret: string; id: string };

  it('an endpoint’s secret is revealed and rolled, and both secrets verify while they overlap', async () => {
    endpoint = await desk.world.receive({ enabled_events: ['customer.created'] });
    await desk.at(`webhooks/${endpoint.id}`);
    await desk.told('It will not hear of broken links');
    await desk.button('Reveal secret').click();
    assert.equal(await desk.dialog().getByRole('textbox').inputValue(), endpoint.secret);
    await desk.look('secret of an endpoint');
    await desk.button('Done').click();
    await desk.button('Roll secret').click();
    await desk.dialog().getByRole('radio', { name: '3 more days' }).check();
    await desk.button('Make new secret').click();
    const fresh = await desk.dialog().getByRole('textbox').inputValue();
    await desk.button('Done').click();
    await desk.told(/The former secret also signs until/);
    await desk.world.stripe.customers.create({ name: 'Webhook' });
    await desk.world.settle();
    const { body, signature } = endpoint.received.at(-1)!;
    for (const secret of [endpoint.secret, fresh]) new Stripe('sk').webhooks.constructEvent(body, signature, secret);
  });

  it('an event shows every try, and is sent again', async () => {
    await desk.at('events?type=customer.created');
    await desk.page.getByRole('link', { name: 'customer.created' }).first().click();
    await desk.told('Accepted');
    await desk.button(/^Show all \d+ lines/).click();
    await desk.page.locator('pre').filter({ hasText: '"type": "customer.created"' }).waitFor();
    const before = endpoint.received.length;
    await desk.button(/^Send again: /).click();
    await desk.told(/^Sent again to/);
    await desk.world.settle();
    assert.equal(endpoint.received.length, before + 1);
    assert.equal(endpoint.received.at(-1)!.body, endpoint.received.at(-2)!.body);
    await desk.page.getByRole('cell', { name: '2', exact: true }).waitFor();
    await desk.look('event');
  });

  it('an endpoint is added with the events that relinking needs, disabled and deleted', async () => {
    await desk.at('webhooks');
    await desk.button('Add endpoint').click();
    await desk.field('Address').fill('example.com/hooks');
    await desk.dialog().getByRole('button', { name: 'Add endpoint' }).click();
    await desk.told('Write a full address');
    await desk.field('Address').fill('https://example.com/hooks');
    await desk.dialog().getByRole('button', { name: 'Add endpoint' }).click();
    await desk.told('Verify every event with it.');
    await desk.button('Done').click();
    await desk.page.getByRole('link', { name: 'https://example.com/hooks' }).click();
    await desk.told('financial_connections.account.deactivated');
    await desk.button('More actions').click();
    await desk.page.getByRole('menuitem', { name: 'Disable' }).click();
    await desk.told('It is disabled');
    await desk.button('More actions').click();
    await desk.page.getByRole('menuitem', { name: 'Delete' }).click();
    await desk.dialog().getByRole('button', { name: 'Delete' }).click();
    await desk.page.getByRole('heading', { level: 1, name: 'Webhook endpoints' }).waitFor();
    await desk.page.getByRole('link', { name: 'https://example.com/hooks' }).waitFor({ state: 'detached' });
  });

  it('a restricted key may do what it was given and nothing else, and is revoked by a typed word', async () => {
    await desk.at('api-keys');
    await desk.button('Create key').click();
    await desk.dialog().getByRole('button', { name: 'Create key' }).click();
    await desk.told('Allow at least one thing.');
    await desk.field('Name').fill('Reports');
    await desk
      .dialog()
      .getByRole('group', { name: 'Customers' })
      .getByRole('radio', { name: 'Read', exact: true })
      .check();
    await desk.dialog().getByRole('button', { name: 'Create key' }).click();
    const key = await desk.dialog().getByRole('textbox', { name: 'Your new key' }).inputValue();
    await desk.button('Done').click();
    const reports = desk.world.client({ key });
    await reports.customers.list();
    await assert.rejects(reports.financialConnections.accounts.list(), { statusCode: 403 });
    await desk.told('May: Customers (read)');
    await desk.button('Actions for Reports').click();
    await desk.page.getByRole('menuitem', { name: 'Revoke' }).click();
    assert.equal(await desk.button('Revoke key').getAttribute('aria-disabled'), 'true');
    await desk.field('Type revoke to confirm').fill('revoke');
    await desk.button('Revoke key').click();
    await desk.page.getByRole('cell', { name: 'Reports' }).waitFor({ state: 'detached' });
  });

  it('nothing complains, and no stranger is asked', () =>
    desk.watched.verdict([desk.world.url, desk.world.bank_url], /403|400/));
});
