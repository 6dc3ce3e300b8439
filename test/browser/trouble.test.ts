// Dead ends in Chromium: banks that are down, refuse or break, accounts that do not fit, no network. Each has a way on.
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { everything, relinkSession } from '../story.ts';
import type { BankWindow } from './bank_window.ts';
import { brokenLink, type Customer, chapter, newSession, openStage, PHONE, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** Chooses a bank and stands before its door. */
async function chooses({ flow, press, sees }: Customer, bank: string): Promise<void> {
  await flow.getByRole('searchbox').fill(bank);
  await press(bank);
  await sees(`Sign in at ${bank}`);
}

/** A customer on a phone who has chosen a bank for a first link and stands before its door. */
async function atTheDoor(jenny: Customer, bank: string, params: object = {}): Promise<void> {
  const { session } = await newSession(stage.world, params);
  await jenny.open(session);
  await jenny.press('Agree and continue');
  await chooses(jenny, bank);
}

/** What no window of the bank can mend. */
async function choosesInstead(jenny: Customer, bank: string): Promise<void> {
  await jenny.press('Choose another bank');
  await jenny.sees('Choose your bank');
  await chooses(jenny, bank);
}

test('banks that are down', (t: TestContext) =>
  stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await chapter(
      t,
      'a bank that is closed for maintenance says until when, and another bank can be chosen',
      async () => {
        await atTheDoor(jenny, 'Down (Scheduled)');
        const bank = await jenny.pressForBank('Continue to Down (Scheduled)');
        await jenny.sees('Down (Scheduled) is closed for maintenance');
        await bank.closed();
        await jenny.flow.getByText(/The bank expects to be back on .*\d:\d\d/).waitFor();
        await choosesInstead(jenny, 'Down (Error)');
      },
    );
    await chapter(t, 'a bank that answers nonsense is not the customer’s mistake', async () => {
      const bank = await jenny.pressForBank('Continue to Down (Error)');
      await jenny.sees('Something went wrong');
      await bank.closed();
      await jenny.flow.getByText('Nothing was changed.').waitFor();
      await choosesInstead(jenny, 'Down (Unscheduled)');
    });
    await chapter(t, 'a bank that is down without a word says so, and a second try finds it down again', async () => {
      const bank = await jenny.pressForBank('Continue to Down (Unscheduled)');
      await jenny.sees('Down (Unscheduled) can’t be reached right now');
      await bank.closed();
      const again = await jenny.pressForBank('Try again');
      await again.closed();
      await jenny.sees('Down (Unscheduled) can’t be reached right now');
      await jenny.press('Back to');
      const { session } = await jenny.outcome();
      assert.deepEqual(session?.accounts, []);
      assert.equal(session?.status, 'failed');
    });
  }));

test('accounts that do not fit', (t: TestContext) =>
  stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await chapter(t, 'an account without a number is not linked where the merchant needs one', async () => {
      await atTheDoor(jenny, 'Invalid Payment Accounts', { filters: { require_payment_method_support: 'all' } });
      const bank = await jenny.pressForBank('Continue to Invalid Payment Accounts');
      await bank.agree();
      await jenny.sees('Choose your accounts');
      await jenny.flow.getByRole('heading', { name: 'Can’t be chosen' }).waitFor();
      await jenny.flow.getByText('Can’t be used for payments.').waitFor();
      await jenny.press('Connect');
      await jenny.sees('No account fits');
      await jenny.flow.getByText('We found 2 accounts at Invalid Payment Accounts').waitFor();
      await jenny.flow.getByText('Payments need a checking or savings account with an account number.').waitFor();
      await jenny.press('Back to');
      const { session } = await jenny.outcome();
      assert.deepEqual(session?.accounts, []);
    });
    await chapter(
      t,
      'accounts of kinds that the merchant does not use are counted, and another bank is the first way on',
      async () => {
        await atTheDoor(jenny, 'Invalid Payment Accounts', { filters: { account_subcategories: ['checking'] } });
        const bank = await jenny.pressForBank('Continue to Invalid Payment Accounts');
        await bank.agree();
        await jenny.sees('No account fits');
        await jenny.flow.getByText('We found 3 accounts at Invalid Payment Accounts').waitFor();
        assert.equal(await jenny.flow.locator('.actions .button').first().textContent(), 'Choose another bank');
        await choosesInstead(jenny, 'Test (OAuth)');
      },
    );
  }));

const WRONG_PASSWORD = /the server responded with a status of 422/;

test('a sign-in that goes wrong', (t: TestContext) =>
  stage.customer({ profile: { viewport: PHONE }, complaints: WRONG_PASSWORD }, async (jenny) => {
    await chapter(t, 'three wrong passwords at the bank end its sign-in', async () => {
      await atTheDoor(jenny, 'Bank (OAuth)');
      const bank = await jenny.pressForBank('Continue to Bank (OAuth)');
      for (const left of ['2 more times', 'once more']) {
        await bank.signIn('jenny', 'incorrect');
        await bank.page.getByRole('alert').filter({ hasText: left }).waitFor();
        await jenny.watch.look(bank.page.mainFrame(), `bank: sign-in, ${left}`);
      }
      await Promise.all([bank.closed(), bank.signIn('jenny', 'incorrect')]);
      await jenny.sees('The sign-in did not work');
    });
    await chapter(t, 'a sign-in that the bank refuses can be tried again', async () => {
      const bank = await jenny.pressForBank('Try again');
      await jenny.sees('Waiting for Bank (OAuth)');
      await Promise.all([bank.closed(), bank.signIn('jenny', 'error')]);
      await jenny.sees('The sign-in did not work');
    });
    await chapter(t, 'a bank that breaks during the sign-in is told apart', async () => {
      const bank = await jenny.pressForBank('Try again');
      await Promise.all([bank.closed(), bank.signIn('jenny', 'unexpected_error')]);
      await jenny.sees('Something went wrong');
    });
    await chapter(t, 'and the try that works connects the account', async () => {
      const bank = await jenny.pressForBank('Try again');
      await bank.agree(['Everyday Checking']);
      await jenny.sees('Your account is connected');
    });
  }));

async function toConsent(bank: BankWindow): Promise<void> {
  await bank.signIn();
  await bank.page.locator('form#accounts').waitFor();
  await bank.press('Continue');
  await bank.page.locator('form#consent').waitFor();
}

test('a relink without a network, and at a bank that breaks down meanwhile', async (t) => {
  const { world } = stage;
  const linked = await brokenLink(world);
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  const before = await everything(world, linked);
  /** He comes back from a bank that has broken down since he signed in. */
  const comesBack = async (jenny: Customer, bank: BankWindow, fault: object, heading: string) => {
    await toConsent(bank);
    await world.control('PUT', 'bank-oauth/faults', fault);
    try {
      await bank.allow();
      await jenny.sees(heading);
      assert.deepEqual(await everything(world, linked), before);
    } finally {
      await world.control('PUT', 'bank-oauth/faults', { status: null, garbage: null });
    }
  };
  await stage.customer({ profile: { viewport: PHONE }, complaints: /ERR_INTERNET_DISCONNECTED/ }, async (jenny) => {
    await chapter(t, 'without a network the flow says so and goes on where it was', async () => {
      await jenny.open(session);
      await jenny.sees('Reconnect Bank (OAuth)');
      await jenny.page.context().setOffline(true);
      await jenny.press('Agree and reconnect');
      await jenny.sees('No connection');
      await jenny.press('Try again');
      await jenny.sees('No connection');
      await jenny.page.context().setOffline(false);
      await jenny.press('Try again');
      await jenny.sees('Sign in at Bank (OAuth)');
    });
    await chapter(t, 'a bank that breaks down after the sign-in changes nothing', async () => {
      const bank = await jenny.pressForBank('Continue to Bank (OAuth)');
      await comesBack(jenny, bank, { status: 500 }, 'Bank (OAuth) can’t be reached right now');
    });
    await chapter(t, 'a bank that talks nonsense after the sign-in changes nothing', async () => {
      const bank = await jenny.pressForBank('Try again');
      await comesBack(jenny, bank, { garbage: true }, 'Something went wrong');
    });
    await chapter(t, 'and the relink works once the bank is back', async () => {
      const mended = await jenny.pressForBank('Try again');
      await mended.agree();
      await jenny.sees('Bank (OAuth) is reconnected');
    });
  });
});
