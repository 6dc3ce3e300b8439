// The bank's window under bad conditions: cut off, closed by hand, deaf, opened from two tabs. Blocked ones are among the attacks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { everything, idsOf, relinkSession } from '../story.ts';
import { brokenLink, type Customer, chapter, openStage, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function brokenWithSession() {
  const linked = await brokenLink(stage.world);
  return { linked, session: await relinkSession(stage.world, linked, { account: linked.accounts[0]!.id }) };
}

const HINT = 'relink:bank-returned';
/** Notes whether the hint of our callback page came by the channel. */
const listen = (page: Page) =>
  page.addInitScript(
    `new BroadcastChannel('relink').onmessage = ({ data }) => { window.heard = data.type === '${HINT}' }`,
  );
/** As in a browser that keeps the pages of a frame apart from windows: no hint arrives, only the server knows. */
const deafen = (page: Page) =>
  page.addInitScript(`
    window.BroadcastChannel = class extends EventTarget { close() {} };
    for (const type of ['message', 'focus', 'visibilitychange'])
      addEventListener(type, (event) => {
        if (type !== 'message' || event.data?.type === '${HINT}') event.stopImmediatePropagation();
      }, true);
  `);

async function reconnected(customer: Customer, account: string): Promise<void> {
  await customer.sees('Bank (OAuth) is reconnected');
  await customer.press('Back to');
  const { session } = await customer.outcome();
  assert.equal(session?.relink_result?.account, account);
}

test('a bank that cuts the window off from the page is noticed all the same', async () => {
  const { session, linked } = await brokenWithSession();
  await stage.world.control('PUT', 'bank-oauth/faults', { cut_opener: true });
  try {
    await stage.customer({ prepare: listen }, async (jenny) => {
      await jenny.open(session);
      const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      await bank.signIn();
      await bank.page.locator('form#accounts').waitFor();
      assert.equal(await bank.page.evaluate('window.opener'), null, 'the bank has cut the window off');
      await jenny.sees('Waiting for Bank (OAuth)');
      await bank.press('Continue');
      await bank.page.locator('form#consent').waitFor();
      // A window without an opener may not close itself: the customer reads that he can, and the page has moved on.
      await bank.press('Allow access');
      await jenny.sees('Bank (OAuth) is reconnected');
      assert.equal(await jenny.flow.locator('html').evaluate('window.heard'), true, 'told by the channel');
      await reconnected(jenny, linked.accounts[0]!.id);
    });
  } finally {
    await stage.world.control('PUT', 'bank-oauth/faults', { cut_opener: null });
  }
});

test('a page that is told nothing by windows', async (t) => {
  const { session, linked } = await brokenWithSession();
  const prepare = async (page: Page) => {
    await page.clock.install();
    await deafen(page);
  };
  await stage.customer({ prepare }, async (jenny) => {
    await jenny.open(session);
    await chapter(t, 'a window that the customer closes by hand can be opened again', async () => {
      const first = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      await first.page.locator('form#sign_in').waitFor();
      await first.page.close();
      await jenny.sees('Waiting for Bank (OAuth)');
      await jenny.page.clock.fastForward(9_000);
    });
    const bank = await jenny.pressForBank('Open Bank (OAuth) again');
    await bank.signIn();
    await bank.page.locator('form#accounts').waitFor();
    await chapter(t, 'loaded again in the middle of the visit it takes up where it was', async () => {
      await jenny.page.reload();
      await jenny.page.getByRole('button', { name: 'Go to my bank' }).click();
      await jenny.sees('Waiting for Bank (OAuth)');
    });
    await chapter(t, 'and notices by itself that the customer is back', async () => {
      await bank.press('Continue');
      await bank.allow();
      await reconnected(jenny, linked.accounts[0]!.id);
    });
  });
});

test('two tabs of one session follow the visit that was started last, and both end repaired', async () => {
  const { session, linked } = await brokenWithSession();
  await stage.customer({ complaints: /status of 400/ }, async (jenny) => {
    await jenny.open(session);
    const first = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
    await first.signIn();
    await first.page.locator('form#accounts').waitFor();
    const other = await jenny.secondPage();
    await other.open(session);
    await other.sees('Waiting for Bank (OAuth)');
    const second = await other.pressForBank('Open Bank (OAuth) again');
    await second.signIn();
    await second.page.locator('form#accounts').waitFor();
    // The first window belongs to a visit that is over: what it brings back counts no more.
    await first.press('Continue');
    await first.page.locator('form#consent').waitFor();
    await first.press('Allow access');
    await first.sees('This step is no longer open');
    await second.press('Continue');
    await second.allow();
    await reconnected(other, linked.accounts[0]!.id);
    await reconnected(jenny, linked.accounts[0]!.id);
  });
  const { list } = await everything(stage.world, linked);
  assert.deepEqual(idsOf(list || []), idsOf(linked.accounts));
});
