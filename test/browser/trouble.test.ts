// Dead ends in Chromium: banks that are down, refuse or break, accounts that do not fit, no network. Each has a way on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { everything, relinkSession } from '../story.ts';
import type { BankWindow } from './bank_window.ts';
import { brokenLink, type Customer, newSession, openStage, PHONE, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** A customer on a phone who has chosen a bank for a first link and stands before its door. */
async function atTheDoor(
  bank: string,
  play: (customer: Customer) => Promise<void>,
  params: object = {},
  complaints?: RegExp,
) {
  const { session } = await newSession(stage.world, params);
  await stage.customer({ profile: { viewport: PHONE }, complaints }, async (jenny) => {
    await jenny.open(session);
    await jenny.press('Agree and continue');
    await jenny.flow.getByRole('searchbox').fill(bank);
    await jenny.press(bank);
    await jenny.sees(`Sign in at ${bank}`);
    await play(jenny);
  });
}

async function choosesTestBankInstead(jenny: Customer): Promise<void> {
  await jenny.press('Choose another bank');
  await jenny.sees('Choose your bank');
  await jenny.press('Test (OAuth)');
  await jenny.sees('Sign in at Test (OAuth)');
}

test('a bank that is closed for maintenance says until when, and another bank can be chosen', () =>
  atTheDoor('Down (Scheduled)', async (jenny) => {
    const bank = await jenny.pressForBank('Continue to Down (Scheduled)');
    await jenny.sees('Down (Scheduled) is closed for maintenance');
    await bank.closed();
    await jenny.flow.getByText(/The bank expects to be back on .*\d:\d\d/).waitFor();
    await choosesTestBankInstead(jenny);
  }));

test('a bank that is down without a word says so, and a second try finds it down again', () =>
  atTheDoor('Down (Unscheduled)', async (jenny) => {
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
  }));

test('a bank that answers nonsense is not the customer’s mistake', () =>
  atTheDoor('Down (Error)', async (jenny) => {
    const bank = await jenny.pressForBank('Continue to Down (Error)');
    await jenny.sees('Something went wrong');
    await bank.closed();
    await jenny.flow.getByText('Nothing was changed.').waitFor();
    await choosesTestBankInstead(jenny);
  }));

test('accounts of kinds the merchant does not use are counted, and another bank is the first way on', () =>
  atTheDoor(
    'Invalid Payment Accounts',
    async (jenny) => {
      const bank = await jenny.pressForBank('Continue to Invalid Payment Accounts');
      await bank.agree();
      await jenny.sees('No account fits');
      await jenny.flow.getByText('We found 3 accounts at Invalid Payment Accounts').waitFor();
      assert.equal(await jenny.flow.locator('.actions .button').first().textContent(), 'Choose another bank');
      await choosesTestBankInstead(jenny);
    },
    { filters: { account_subcategories: ['checking'] } },
  ));

test('an account without a number is not linked where the merchant needs one', () =>
  atTheDoor(
    'Invalid Payment Accounts',
    async (jenny) => {
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
    },
    { filters: { require_payment_method_support: 'all' } },
  ));

const REFUSALS: { password: string; heading: string; title: string }[] = [
  { password: 'error', heading: 'The sign-in did not work', title: 'a sign-in that the bank refuses' },
  { password: 'unexpected_error', heading: 'Something went wrong', title: 'a bank that breaks during the sign-in' },
];

for (const { password, heading, title } of REFUSALS) {
  test(`${title} has a way back to a second try that works`, () =>
    atTheDoor('Bank (OAuth)', async (jenny) => {
      const first = await jenny.pressForBank('Continue to Bank (OAuth)');
      await Promise.all([first.closed(), first.signIn('jenny', password)]);
      await jenny.sees(heading);
      const second = await jenny.pressForBank('Try again');
      await second.agree(['Everyday Checking']);
      await jenny.sees('Your account is connected');
    }));
}

test('three wrong passwords at the bank end its sign-in', () =>
  atTheDoor(
    'Bank (OAuth)',
    async (jenny) => {
      const bank = await jenny.pressForBank('Continue to Bank (OAuth)');
      for (const left of ['2 more times', 'once more']) {
        await bank.signIn('jenny', 'incorrect');
        await bank.page.getByRole('alert').filter({ hasText: left }).waitFor();
        await jenny.watch.look(bank.page.mainFrame(), `bank: sign-in, ${left}`);
      }
      await Promise.all([bank.closed(), bank.signIn('jenny', 'incorrect')]);
      await jenny.sees('The sign-in did not work');
    },
    {},
    /the server responded with a status of 422/,
  ));

/** A relink whose customer comes back from a bank that has broken down meanwhile; then it is mended, and he tries again. */
async function relinkAtBrokenBank(fault: object, play: (customer: Customer) => Promise<void>): Promise<void> {
  const { world } = stage;
  const linked = await brokenLink(world);
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  const before = await everything(world, linked);
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await jenny.open(session);
    const bank = await jenny.goToBank('Agree and reconnect', 'Bank (OAuth)');
    await toConsent(bank);
    await world.control('PUT', 'bank-oauth/faults', fault);
    try {
      await bank.allow();
      await play(jenny);
      assert.deepEqual(await everything(world, linked), before);
    } finally {
      await world.control('PUT', 'bank-oauth/faults', { status: null });
    }
    const mended = await jenny.pressForBank('Try again');
    await mended.agree();
    await jenny.sees('Bank (OAuth) is reconnected');
  });
}

async function toConsent(bank: BankWindow): Promise<void> {
  await bank.signIn();
  await bank.page.locator('form#accounts').waitFor();
  await bank.press('Continue');
  await bank.page.locator('form#consent').waitFor();
}

test('a bank that breaks down after the sign-in changes nothing, and the relink works once it is back', () =>
  relinkAtBrokenBank({ status: 500 }, (jenny) => jenny.sees('Bank (OAuth) can’t be reached right now')));

test('a bank that talks nonsense after the sign-in changes nothing, and the relink works once it is back', () =>
  relinkAtBrokenBank({ garbage: true }, (jenny) => jenny.sees('Something went wrong')));

test('without a network the flow says so and goes on where it was', async () => {
  const linked = await brokenLink(stage.world);
  const session = await relinkSession(stage.world, linked, { account: linked.accounts[0]!.id });
  await stage.customer({ complaints: /ERR_INTERNET_DISCONNECTED/ }, async (jenny) => {
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
});
