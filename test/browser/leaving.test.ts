// Leaving the flow and coming back to it: cancelling at the bank, closing early, Esc, and the keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { consentsAtBank, everything, idsOf, mark, relinkSession, simulateOnAuthorization, told } from '../story.ts';
import { brokenLink, type Customer, chapter, newSession, type Outcome, openStage, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const LEFT = { account: null, authorization: null, failure_reason: 'no_authorization' };

function assertLeft({ session, error }: Outcome): void {
  assert.equal(error, undefined);
  assert.deepEqual(session?.accounts, []);
  assert.deepEqual(session?.relink_result, LEFT);
  assert.equal(session?.status, 'cancelled');
}

/** A broken link, sessions to relink it, and a check that leaving them changed nothing. */
async function broken() {
  const linked = await brokenLink(stage.world);
  const before = await everything(stage.world, linked);
  const since = await mark(stage.world);
  return {
    linked,
    session: () => relinkSession(stage.world, linked, { account: linked.accounts[0]!.id }),
    async unchanged() {
      assert.deepEqual(await everything(stage.world, linked), before);
      const heard = (await told(stage.world, since)).map(([type]) => type);
      assert.deepEqual(
        heard.filter((type) => /^(account|authorization)\./.test(type)),
        [],
      );
    },
  };
}

test('who leaves before the bank', async (t) => {
  const { session: newOne, unchanged } = await broken();
  await stage.customer({}, async (jenny) => {
    const session = await newOne();
    await chapter(t, 'closing asks first, and so does Esc', async () => {
      await jenny.open(session);
      await jenny.sees('Reconnect Bank (OAuth)');
      await jenny.press('Close');
      await jenny.sees('Stop reconnecting?');
      await jenny.press('Keep going');
      await jenny.sees('Reconnect Bank (OAuth)');
      await jenny.page.keyboard.press('Escape');
      await jenny.sees('Stop reconnecting?');
      await jenny.page.keyboard.press('Escape');
      await jenny.sees('Reconnect Bank (OAuth)');
      await jenny.page.keyboard.press('Escape');
      await jenny.press('Yes, stop');
    });
    const first = await jenny.outcome();
    await chapter(t, 'then he gets an empty, complete result, and focus is back on the button', async () => {
      assertLeft(first);
      assert.equal(await jenny.page.locator('dialog').count(), 0);
      assert.equal(await focused(jenny), 'open');
      await unchanged();
    });
    await chapter(t, 'the session stays left: opened again it resolves at once with the same result', async () => {
      await jenny.open(session);
      assert.deepEqual(await jenny.outcome(), first);
      await unchanged();
    });
  });
});

test('who leaves at the bank', async (t) => {
  const { session, unchanged, linked } = await broken();
  await stage.customer({}, async (jenny) => {
    await chapter(t, 'who cancels there and then leaves gets an empty, complete result', async () => {
      await jenny.open(await session());
      const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      await bank.page.locator('form#sign_in').waitFor();
      await Promise.all([bank.closed(), bank.press('Cancel')]);
      await jenny.sees('You stopped at Bank (OAuth)');
      await jenny.press('Back to');
      assertLeft(await jenny.outcome());
      await unchanged();
    });
    await chapter(
      t,
      'who closes the flow meanwhile closes that window, too, and its answer counts no more',
      async () => {
        const left = await session();
        await jenny.open(left);
        const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
        await bank.signIn();
        await bank.page.locator('form#accounts').waitFor();
        await jenny.press('Close');
        await Promise.all([bank.closed(), jenny.press('Yes, stop')]);
        assertLeft(await jenny.outcome());
        assert.notEqual((await session()).id, left.id);
        await unchanged();
      },
    );
    await chapter(t, 'who cancels there hears what that means, tries again and is reconnected', async () => {
      await jenny.open(await session());
      const first = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
      await first.signIn();
      await first.page.locator('form#accounts').waitFor();
      await Promise.all([first.closed(), first.press('Cancel')]);
      await jenny.sees('You stopped at Bank (OAuth)');
      await jenny.flow.getByText('Nothing was changed.').waitFor();
      await unchanged();
      const second = await jenny.pressForBank('Try again');
      await second.agree();
      await jenny.sees('Bank (OAuth) is reconnected');
      await jenny.press('Back to');
      const { session: result } = await jenny.outcome();
      assert.equal(result?.relink_result?.account, linked.accounts[0]!.id);
    });
    await chapter(t, 'everything from opening to success works with the keyboard alone, at the bank too', async () => {
      await simulateOnAuthorization(stage.world, linked.authorization, 'consent_revoked');
      const { client_secret } = await session();
      await goesByKeyboard(jenny, client_secret, idsOf(linked.accounts));
    });
  });
});

/** From the merchant's button to the result, without a mouse. */
async function goesByKeyboard(jenny: Customer, client_secret: string | null, accounts: string[]): Promise<void> {
  await jenny.page.goto(stage.shop.offer({ client_secret, publishable_key: stage.world.keys.publishable }));
  await keys(jenny, 'Tab', 'Enter');
  await jenny.sees('Reconnect Bank (OAuth)');
  await keys(jenny, 'Tab', 'Enter');
  await jenny.sees('Sign in at Bank (OAuth)');
  const [bank] = await Promise.all([jenny.page.waitForEvent('popup'), keys(jenny, 'Tab', 'Enter')]);
  await bank.locator('form#sign_in').waitFor();
  // The name is filled in, so the password has the focus.
  await bank.keyboard.type('whatever');
  await bank.keyboard.press('Enter');
  await bank.locator('form#accounts').waitFor();
  await bank.keyboard.press('Tab');
  await bank.keyboard.press('Tab');
  await bank.keyboard.press('Space');
  await bank.keyboard.press('Enter');
  await bank.locator('form#consent').waitFor();
  await bank.keyboard.press('Tab');
  await bank.keyboard.press('Tab');
  assert.equal(await bank.evaluate('document.activeElement.textContent'), 'Allow access');
  await Promise.all([bank.waitForEvent('close'), bank.keyboard.press('Enter')]);
  await jenny.sees('Bank (OAuth) is reconnected');
  await keys(jenny, 'Tab', 'Enter');
  const { session: result } = await jenny.outcome();
  assert.deepEqual(idsOf(result?.accounts ?? []), accounts);
  assert.equal(await focused(jenny), 'open');
  assert.equal(await jenny.page.locator('dialog').count(), 0);
}

test('who leaves a first link', async (t) => {
  await stage.customer({}, async (jenny) => {
    await chapter(t, 'gets no accounts and no relink_result', async () => {
      await jenny.open((await newSession(stage.world)).session);
      await jenny.sees('Connect your bank account');
      await jenny.press('Close');
      await jenny.press('Yes, stop');
      const { session: result, error } = await jenny.outcome();
      assert.equal(error, undefined);
      assert.deepEqual(result?.accounts, []);
      assert.equal(result?.relink_result, undefined);
    });
    await chapter(t, 'at the account picker he shares nothing: what the bank granted is given back', async () => {
      await jenny.open((await newSession(stage.world)).session);
      await jenny.press('Agree and continue');
      await jenny.press('Test (OAuth)');
      const bank = await jenny.pressForBank('Continue to Test (OAuth)');
      await bank.signIn('leaves-at-the-picker');
      await bank.allow();
      await jenny.sees('Choose your accounts');
      await jenny.press('Close');
      await jenny.press('Yes, stop');
      const { session: result } = await jenny.outcome();
      assert.deepEqual(result?.accounts, []);
      assert.deepEqual(await consentsAtBank(stage.world, 'test-oauth', 'leaves-at-the-picker'), ['REVOKED']);
    });
  });
});

async function keys({ page }: Customer, ...names: string[]): Promise<void> {
  for (const name of names) await page.keyboard.press(name);
}

async function focused({ page }: Customer): Promise<unknown> {
  return await page.evaluate('document.activeElement?.id');
}
