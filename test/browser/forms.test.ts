// Sign-in forms in Chromium: Bank (Non-OAuth) with every magic word, at a first link and at a relink.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { idsOf, relinkSession } from '../story.ts';
import { brokenLink, type Customer, chapter, newSession, openStage, PHONE, type Stage } from './stage.ts';

const BANK = 'Bank (Non-OAuth)';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function signIn(jenny: Customer, password: string, user = 'jenny'): Promise<void> {
  await jenny.flow.getByRole('textbox', { name: 'User name' }).fill(user);
  await jenny.flow.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await jenny.press('Sign in');
}

async function answer(jenny: Customer, field: string, value: string): Promise<void> {
  await jenny.flow.getByRole('textbox', { name: field }).fill(value);
  await jenny.press('Confirm');
}

async function chooseToConfirm(jenny: Customer): Promise<void> {
  await jenny.sees('How do you want to confirm it is you?');
  await jenny.flow.getByRole('radio', { name: /Call/ }).check();
  await jenny.press('Confirm');
}

test('a first link at a bank that asks for everything', async (t) => {
  const { session, customer } = await newSession(stage.world);
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await jenny.open(session);
    await jenny.press('Agree and continue');
    await jenny.press(BANK);
    await jenny.press(`Continue to ${BANK}`);
    await jenny.sees(`Sign in to ${BANK}`);
    await chapter(t, 'empty fields are asked for before anything is sent', async () => {
      const before = jenny.watch.addresses.length;
      await jenny.press('Sign in');
      await jenny.flow.getByText('Enter your user name.').waitFor();
      await jenny.flow.getByText('Enter your password.').waitFor();
      assert.equal(jenny.watch.addresses.length, before);
    });
    await chapter(
      t,
      '`incorrect` as the password three times ends the sign-in, and the customer may start anew',
      async () => {
        for (const attempt of ['2', '3']) {
          await signIn(jenny, 'incorrect');
          await jenny.flow
            .getByRole('alert')
            .filter({ hasText: `Attempt ${attempt} of 3` })
            .waitFor();
        }
        await signIn(jenny, 'incorrect');
        await jenny.sees('The sign-in did not work');
        await jenny.press('Try again');
        await jenny.sees(`Sign in to ${BANK}`);
      },
    );
    await chapter(t, '`error` in any field ends the sign-in, and nothing is linked', async () => {
      await signIn(jenny, 'mfa');
      await answer(jenny, 'One-time code', 'error');
      await jenny.sees('The sign-in did not work');
      const { accounts } = stage.world.stripe.financialConnections;
      assert.deepEqual((await accounts.list({ account_holder: { customer } })).data, []);
      await jenny.press('Try again');
    });
    await chapter(
      t,
      '`security_question` asks for the answer, and `incorrect` lets the customer try again',
      async () => {
        await signIn(jenny, 'security_question');
        await jenny.sees('Answer your security question');
        await answer(jenny, 'Your answer', 'incorrect');
        await jenny.flow.getByRole('alert').filter({ hasText: 'Attempt 2 of 3' }).waitFor();
        await answer(jenny, 'Your answer', 'Rex');
      },
    );
    await chapter(t, 'whoever answers chooses his accounts, and they are linked', async () => {
      await jenny.sees('Choose your accounts');
      await jenny.press('Connect');
      await jenny.sees('Your accounts are connected');
      await jenny.press('Back to');
      const { session: result, error } = await jenny.outcome();
      assert.equal(error, undefined);
      assert.ok(result !== undefined && result.accounts.length > 1);
      assert.equal(result.accounts[0]?.institution_name, BANK);
    });
  });
});

test('at Test (Non-OAuth) every word is just a password', async () => {
  const { session } = await newSession(stage.world, { limits: { accounts: 1 } });
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await jenny.open(session);
    await jenny.press('Agree and continue');
    await jenny.press('Test (Non-OAuth)');
    await jenny.press('Continue to Test (Non-OAuth)');
    await signIn(jenny, 'error');
    await jenny.sees('Choose your account');
    await jenny.flow.getByRole('radio', { name: 'Savings' }).check();
    await jenny.press('Connect');
    await jenny.sees('Your account is connected');
    await jenny.press('Back to');
    const { session: result } = await jenny.outcome();
    assert.deepEqual(
      result?.accounts.map((account) => account.display_name),
      ['Savings'],
    );
  });
});

test('a link made with a form is repaired with the form', async (t) => {
  const linked = await brokenLink(stage.world, { institution: BANK, bank_user: 'fritz' });
  const session = await relinkSession(stage.world, linked, { account: linked.accounts[0]!.id });
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await chapter(
      t,
      '`options` lets the customer choose how to confirm; another person is not taken for him',
      async () => {
        await jenny.open(session);
        await jenny.sees(`Reconnect ${BANK}`);
        await jenny.press('Agree and reconnect');
        await jenny.sees(`Sign in at ${BANK}`);
        await jenny.press(`Continue to ${BANK}`);
        await signIn(jenny, 'options', 'somebody-else');
        await chooseToConfirm(jenny);
        await jenny.sees('That is a different sign-in');
      },
    );
    await chapter(t, '`mfa` asks for a code, and `confirm_mfa` for another one; then there is no picker', async () => {
      await jenny.press('Try again');
      await signIn(jenny, 'mfa', 'fritz');
      await jenny.sees(`Enter the code from ${BANK}`);
      await answer(jenny, 'One-time code', 'confirm_mfa');
      await jenny.sees('Enter the code once more');
      await answer(jenny, 'One-time code', '123456');
      await jenny.sees(`${BANK} is reconnected`);
      await jenny.press('Back to');
      const { session: result } = await jenny.outcome();
      assert.equal(result?.relink_result?.account, linked.accounts[0]!.id);
      assert.deepEqual(idsOf(result?.accounts ?? []), idsOf(linked.accounts));
    });
  });
});
