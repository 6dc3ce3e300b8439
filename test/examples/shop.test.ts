// The example shop in Chromium: a link, a break, the webhook, the repair, and both ways on after another account.
// The shop has one customer, whose story these tests tell in their order.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openShop } from '../../examples/merchant/server.ts';
import { type Customer, chapter, openStage, PHONE, type Stage } from '../browser/stage.ts';
import { freePort } from '../ports.ts';

let stage: Stage;
let shop: Awaited<ReturnType<typeof openShop>>;
before(async () => {
  stage = await openStage();
  const { secret, publishable } = stage.world.keys;
  const port = await freePort();
  shop = await openShop({ api_base: stage.world.url, secret_key: secret, publishable_key: publishable, port });
});
after(async () => {
  await shop.close();
  await stage.close();
});

async function visitor(play: (jenny: Customer) => Promise<void>): Promise<void> {
  await stage.customer({ profile: { viewport: PHONE }, origins: [shop.url] }, async (jenny) => {
    await jenny.page.goto(shop.url);
    await play(jenny);
  });
}

const click = ({ page }: Customer, button: string) => page.getByRole('button', { name: button, exact: true }).click();

async function hears({ page }: Customer, words: string | RegExp): Promise<void> {
  await page.locator('#message').filter({ hasText: words }).waitFor();
}

async function wasTold({ page }: Customer, words: string): Promise<void> {
  await page.locator('#notices li').filter({ hasText: words }).first().waitFor();
}

/** The rows of the shop's list, name and state: it follows what the page says, once the shop has asked anew. */
const lists = ({ page }: Customer, rows: string[]) => {
  const shown = "JSON.stringify([...document.querySelectorAll('li.account div')].map((row) => row.innerText))";
  return page.waitForFunction(`${shown} === ${JSON.stringify(JSON.stringify(rows))}`);
};

/** Links one account of a customer who has none yet, and breaks it. */
async function linkAndBreak(jenny: Customer): Promise<void> {
  await click(jenny, 'Link a bank account');
  await jenny.sees('Connect your bank account');
  await jenny.press('Agree and continue');
  await jenny.press('Bank (OAuth)');
  const bank = await jenny.pressForBank('Continue to Bank (OAuth)');
  await bank.agree(['Everyday Checking']);
  await jenny.sees('Your account is connected');
  await jenny.press('Back to');
  await hears(jenny, '1 account is linked.');
  await click(jenny, 'Break it (sandbox)');
  await jenny.page.getByText('Connection lost').waitFor();
}

test('the tour: link an account, break it, hear of it by webhook, reconnect it', () =>
  visitor(async (jenny) => {
    await linkAndBreak(jenny);
    await lists(jenny, ['Bank (OAuth) · Everyday Checking ····6789\nConnection lost']);
    await wasTold(jenny, 'Everyday Checking stopped working (access_denied): ask the customer to reconnect.');
    await click(jenny, 'Reconnect');
    const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
    await bank.agree();
    await jenny.sees('Bank (OAuth) is reconnected');
    await jenny.press('Back to');
    await hears(jenny, 'Everyday Checking works again.');
    await wasTold(jenny, 'account.reactivated: Everyday Checking works again.');
    await lists(jenny, ['Bank (OAuth) · Everyday Checking ····6789\nConnected']);
    await jenny.watch.look(jenny.page.mainFrame(), 'shop');
  }));

test('a customer who does not come back with his account', (t) =>
  visitor(async (jenny) => {
    await click(jenny, 'Break it (sandbox)');
    const reconnect = jenny.page
      .locator('li.account', { hasText: 'Everyday Checking' })
      .getByRole('button', { name: 'Reconnect' });
    const chooses = async (account: string) => {
      const wrong = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      await wrong.agree([account]);
      await jenny.sees('That is a different account');
      await jenny.press('Back to');
      await hears(jenny, 'You signed in, but with another account than this one.');
    };
    await chapter(t, 'who leaves the bank is offered a second try', async () => {
      await reconnect.click();
      await jenny.press('Close');
      await jenny.press('Yes, stop');
      await hears(jenny, 'You did not finish signing in at your bank.');
      await click(jenny, 'Try again');
      await jenny.sees('Reconnect Bank (OAuth)');
    });
    await chapter(t, 'after another account he may link a different one', async () => {
      await chooses('Joint Checking');
      await click(jenny, 'Link a different account');
      await jenny.sees('Connect your bank account');
      await jenny.press('Close');
      await jenny.press('Yes, stop');
      await hears(jenny, 'Nothing was linked.');
    });
    await chapter(t, 'or use any account at this bank, and the shop knows that it is new', async () => {
      await reconnect.click();
      await chooses('Rainy Day Savings');
      await click(jenny, 'Use any account at this bank');
      const any = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      await any.agree(['Rainy Day Savings']);
      await jenny.sees('Bank (OAuth) is reconnected');
      await jenny.press('Back to');
      await hears(jenny, 'A new account was linked: Rainy Day Savings.');
      await lists(jenny, [
        'Bank (OAuth) · Rainy Day Savings ····4321\nConnected',
        'Bank (OAuth) · Everyday Checking ····6789\nConnection lost',
      ]);
    });
  }));

test('the shop is paid: a mandate, a debit, a number that dies, and after the relink the same account pays again', () =>
  visitor(async (jenny) => {
    const { page } = jenny;
    const name = 'Eventually Expiring Tokenized Account Number';
    await click(jenny, 'Link a bank account');
    await jenny.press('Agree and continue');
    await jenny.flow.getByRole('searchbox').fill('tokenized');
    await jenny.press('Tokenized Account Numbers');
    const bank = await jenny.pressForBank('Continue to Tokenized Account Numbers');
    await bank.agree([name]);
    await jenny.press('Back to');
    const row = page.locator('li.account', { hasText: name });
    await row.getByRole('button', { name: 'Pay with it' }).click();
    await page.getByText('By agreeing you allow Example Shop').waitFor();
    await jenny.watch.look(page.mainFrame(), 'shop with a mandate');
    await click(jenny, 'Agree');
    await hears(jenny, 'Your account is ready to pay with.');
    const paid = page.locator('li.payment', { hasText: 'Paid' });
    await click(jenny, 'Pay an invoice of $42.00');
    await paid.waitFor();
    await row.getByRole('button', { name: 'End its number' }).click();
    await row.getByText('Its account number has run out').waitFor();
    await click(jenny, 'Pay an invoice of $42.00');
    await page.locator('li.payment', { hasText: 'Came back' }).waitFor();
    await page.getByText('is blocked (R04)').waitFor();
    await wasTold(jenny, 'A debit came back');
    await row.getByRole('button', { name: 'Reconnect' }).click();
    const again = await jenny.goToBank('Agree and renew', 'Tokenized Account Numbers');
    await again.agree();
    await jenny.sees('Your account number is renewed');
    await jenny.press('Back to');
    await wasTold(jenny, 'has the new number of its account and pays again');
    await click(jenny, 'Pay again');
    await paid.nth(1).waitFor();
    await jenny.watch.look(page.mainFrame(), 'shop that was paid');
  }));

test('a shop that is given a secret hears what it signs, and makes no endpoint', async () => {
  const { stripe, keys, url: api_base } = stage.world;
  const webhook_secret = 'whsec_of_the_cli';
  const ends = { api_base, secret_key: keys.secret, publishable_key: keys.publishable };
  const other = await openShop({ ...ends, webhook_secret, port: await freePort() });
  try {
    const payload = JSON.stringify({
      id: 'evt_forwarded',
      object: 'event',
      type: 'customer.created',
      data: { object: {} },
    });
    const signature = stripe.webhooks.generateTestHeaderString({ payload, secret: webhook_secret });
    const headers = { 'stripe-signature': signature };
    assert.equal((await fetch(`${other.url}/webhooks`, { method: 'POST', headers, body: payload })).status, 200);
    const endpoints = await stripe.webhookEndpoints.list();
    assert.deepEqual(
      endpoints.data.filter(({ url }) => url.startsWith(other.url)),
      [],
    );
  } finally {
    await other.close();
  }
});

test('the shop does not believe a webhook that it can’t verify', async () => {
  const heard = async () =>
    ((await (await fetch(`${shop.url}/state`)).json()) as { notices: unknown[] }).notices.length;
  const before = await heard();
  const answer = await fetch(`${shop.url}/webhooks`, {
    method: 'POST',
    headers: { 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` },
    body: JSON.stringify({ id: 'evt_forged', object: 'event', type: 'financial_connections.account.deactivated' }),
  });
  assert.equal(answer.status, 400);
  assert.equal(await heard(), before);
});
