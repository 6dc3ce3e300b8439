// Tests what the SDK promises to the merchant's page: one dialog, a result for every ending, nothing leaked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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

test('Esc asks before it leaves, from inside the frame and from outside it', async () => {
  await customer('story_relink', async ({ page, flow, heading, press, result }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await heading('Reconnect Riverbank');
    await page.keyboard.press('Escape');
    await heading('Stop reconnecting?');
    await page.keyboard.press('Escape');
    await heading('Reconnect Riverbank');
    // Beside the card: the focus is now on the merchant's side of the dialog.
    await page.mouse.click(40, 400);
    await page.keyboard.press('Escape');
    await heading('Stop reconnecting?');
    await page.mouse.click(40, 400);
    await page.keyboard.press('Escape');
    await heading('Reconnect Riverbank');
    await page.keyboard.press('Escape');
    await heading('Stop reconnecting?');
    assert.equal(await page.locator('dialog[open]').count(), 1);
    assert.equal(await flow.getByText('stays disconnected').count(), 1);
    await press('Yes, stop');
    const session = (await result()).financialConnectionsSession as Session;
    assert.deepEqual(session.accounts, []);
    assert.deepEqual(session.relink_result, { account: null, authorization: null, failure_reason: 'no_authorization' });
  });
});

test('the page behind can’t be reached while the flow is open', async () => {
  await customer('story_relink', async ({ page, heading }) => {
    await heading('Reconnect Riverbank');
    for (let count = 0; count < 8; count += 1) {
      await page.keyboard.press('Tab');
      assert.notEqual(await page.evaluate(() => document.activeElement?.id), 'open');
    }
  });
});

test('a second call while the flow is open resolves with an error', async () => {
  await customer('story_relink', async ({ page, heading }) => {
    await heading('Reconnect Riverbank');
    const second = await page.evaluate(() => {
      const { Relink } = window as unknown as {
        Relink(key: string): { collectFinancialConnectionsAccounts(o: object): Promise<object> };
      };
      return Relink('pk_test_gallery').collectFinancialConnectionsAccounts({ clientSecret: 'fcsess_client_secret_x' });
    });
    assert.match(JSON.stringify(second), /already open/);
    assert.equal(await page.locator('dialog').count(), 1);
  });
});

test('a wrong client secret resolves with the server’s error', async () => {
  await customer('no_such_session', async ({ page, result }) => {
    const { error, financialConnectionsSession } = await result();
    assert.equal(financialConnectionsSession, undefined);
    assert.equal((error as { type: string }).type, 'invalid_request_error');
    assert.equal(await page.locator('dialog').count(), 0);
  });
});

test('a server that can’t be reached resolves with an error once the customer leaves', async () => {
  await customer('trouble_offline', async ({ press, heading, result }) => {
    await heading('No connection');
    await press('Try again');
    await heading('No connection');
    await press('Leave');
    const { error } = await result();
    assert.equal((error as { type: string }).type, 'api_connection_error');
  });
});

test('the secret is in no address, nobody else is asked for anything, and the CSP has nothing to object', async () => {
  await customer('story_relink', async ({ page, heading, press, requests, complaints, result }) => {
    await press('Agree and reconnect');
    const [popup] = await Promise.all([page.waitForEvent('popup'), press('Continue to Riverbank')]);
    await popup.click('#approve');
    await heading('Riverbank is reconnected');
    await press('Back to Example Shop');
    await result();
    assert.ok(requests.some((url) => url.includes('/flow/api/view')));
    for (const url of requests) {
      assert.ok(!url.includes('secret'), url);
      assert.ok([gallery.apiOrigin, gallery.shopOrigin].includes(new URL(url).origin), url);
    }
    assert.deepEqual(
      complaints.filter((line) => !line.includes('favicon') && !line.includes('404')),
      [],
    );
  });
});

test('a connected account that the page acts as is named in every call of the flow', async () => {
  const named: (string | undefined)[] = [];
  const prepare = async (page: Page) =>
    page.on('request', (request) => {
      if (request.url().includes('/flow/api/')) named.push(request.headers()['stripe-account']);
    });
  await visit({ gallery, browser, story: 'story_relink', query: '&account=acct_1', prepare }, async ({ press }) => {
    await press('Agree and reconnect');
    assert.ok(named.length > 1);
    assert.deepEqual([...new Set(named)], ['acct_1']);
  });
});

test('German is spoken to those who read it', async () => {
  await customer('story_relink', async ({ page, flow }) => {
    await page.keyboard.press('Tab');
    await flow.getByRole('heading', { name: 'Reconnect Riverbank' }).waitFor();
    await page.keyboard.press('Escape');
    await flow.getByRole('button', { name: 'Yes, stop' }).click();
    await page.goto(`${page.url()}_de&locale=de-AT`);
    await page.click('#open');
    await flow.getByRole('heading', { name: 'Riverbank wieder verbinden' }).waitFor();
    assert.equal(await flow.locator('html').getAttribute('lang'), 'de');
  });
});

test('a server that is not there resolves with an error and closes the dialog', async () => {
  await customer(
    'story_relink',
    async ({ page, result }) => {
      const { error } = await result();
      assert.equal((error as { type: string }).type, 'api_connection_error');
      assert.equal(await page.locator('dialog').count(), 0);
    },
    (page) => page.route('**/flow?*', (route) => route.abort('connectionrefused')),
  );
});

test('while the flow is slow to load the customer can leave', async () => {
  await customer(
    'story_relink',
    async ({ page, result }) => {
      await page.getByRole('button', { name: 'Cancel' }).click();
      const { error } = await result();
      assert.match((error as { message: string }).message, /closed before it had loaded/);
    },
    (page) => page.route('**/flow?*', () => {}),
  );
});
