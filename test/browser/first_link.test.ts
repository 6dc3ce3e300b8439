// First links in Chromium: at a bank with pages of its own, from a phone, in German, and with our account picker.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chapter, newSession, openStage, PHONE, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

test('a customer on a phone links two accounts through the bank’s own window', async () => {
  const { session, customer } = await newSession(stage.world);
  await stage.customer({ profile: { viewport: PHONE, hasTouch: true, isMobile: true } }, async (jenny) => {
    await jenny.open(session);
    await jenny.sees('Connect your bank account');
    await jenny.press('Agree and continue');
    await jenny.sees('Choose your bank');
    await jenny.flow.getByRole('searchbox').fill('bank (oauth)');
    await jenny.press('Bank (OAuth)');
    await jenny.sees('Sign in at Bank (OAuth)');
    const bank = await jenny.pressForBank('Continue to Bank (OAuth)');
    await jenny.sees('Waiting for Bank (OAuth)');
    await bank.signIn('jenny');
    await bank.sees('Choose accounts to share');
    assert.deepEqual(await bank.ticked(), [], 'nothing is chosen for a stranger');
    await bank.choose(['Everyday Checking', 'Rainy Day Savings']);
    await bank.allow();
    await jenny.sees('Your accounts are connected');
    await jenny.press('Back to');
    const { session: result, error } = await jenny.outcome();
    assert.equal(error, undefined);
    assert.ok(result !== undefined);
    assert.deepEqual(
      result.accounts.map((account) => [account.display_name, account.last4, account.status]),
      [
        ['Everyday Checking', '6789', 'active'],
        ['Rainy Day Savings', '4321', 'active'],
      ],
    );
    assert.equal(result.status, 'succeeded');
    assert.ok(!Object.hasOwn(result, 'client_secret'));
    assert.ok(!Object.hasOwn(result, 'relink_result'));
    const list = await stage.world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
    assert.deepEqual(list.data.map(({ id }) => id).sort(), result.accounts.map(({ id }) => id).sort());
  });
});

test('a customer who changes his mind', async (t) => {
  const { session } = await newSession(stage.world, { limits: { accounts: 2 } });
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await chapter(t, 'about the bank, before and after he went there', async () => {
      await jenny.open(session);
      await jenny.press('Agree and continue');
      await jenny.press('Bank (OAuth)');
      await jenny.sees('Sign in at Bank (OAuth)');
      await jenny.press('Choose another bank');
      await jenny.press('Bank (OAuth)');
      const first = await jenny.pressForBank('Continue to Bank (OAuth)');
      await first.signIn();
      await Promise.all([first.closed(), first.press('Cancel')]);
      await jenny.sees('You stopped at Bank (OAuth)');
      await jenny.press('Choose another bank');
      await jenny.sees('Choose your bank');
      await jenny.press('Test (OAuth)');
    });
    await chapter(t, 'and where the bank shares everything, chooses in our own picker', async () => {
      const second = await jenny.pressForBank('Continue to Test (OAuth)');
      await second.agree();
      await jenny.sees('Choose your accounts');
      const ticked = jenny.flow.locator('.choice:has(input:checked) .name');
      assert.equal(await ticked.count(), 2, 'not more than the merchant allows');
      for (const box of await jenny.flow.locator('.choice input').all()) await box.uncheck();
      await jenny.press('Connect');
      await jenny.flow.getByRole('alert').filter({ hasText: 'Choose at least one account' }).waitFor();
      await jenny.flow.getByRole('checkbox', { name: 'Savings' }).check();
      await jenny.press('Connect');
      await jenny.sees('Your account is connected');
      await jenny.press('Back to');
      const { session: result } = await jenny.outcome();
      assert.deepEqual(
        result?.accounts.map((account) => [account.display_name, account.subcategory]),
        [['Savings', 'savings']],
      );
    });
  });
});

test('a customer who reads German is spoken to in German everywhere, at the bank too', async () => {
  const { session } = await newSession(stage.world);
  await stage.customer({ profile: { viewport: PHONE, locale: 'de-AT' } }, async (jenny) => {
    await jenny.page.context().addInitScript('window.close = () => {}');
    await jenny.open(session);
    await jenny.sees('Bankkonto verbinden');
    assert.equal(await jenny.flow.locator('html').getAttribute('lang'), 'de');
    await jenny.press('Zustimmen und weiter');
    await jenny.sees('Bank auswählen');
    await jenny.press('Bank (OAuth)');
    await jenny.sees('Bei Bank (OAuth) anmelden');
    const bank = await jenny.pressForBank('Weiter zu Bank (OAuth)');
    await bank.sees('Bei Bank (OAuth) anmelden');
    await bank.page.locator('#user').fill('heidi');
    await bank.press('Anmelden');
    await bank.sees('Konten auswählen');
    await bank.page.getByRole('checkbox', { name: 'Joint Checking' }).check();
    await bank.press('Weiter');
    await bank.sees('Darf Relink Ihre Daten sehen?');
    await bank.press('Zugriff erlauben');
    await bank.sees('Sie können dieses Fenster schließen');
    await jenny.sees('Ihr Konto ist verbunden');
  });
});

test('the page’s locale wins over the browser’s, at the bank too', async () => {
  const { session } = await newSession(stage.world);
  await stage.customer({ profile: { viewport: PHONE, locale: 'en-US' } }, async (jenny) => {
    await jenny.open(session, { locale: 'de' });
    await jenny.press('Zustimmen und weiter');
    await jenny.press('Bank (OAuth)');
    const bank = await jenny.pressForBank('Weiter zu Bank (OAuth)');
    await bank.sees('Bei Bank (OAuth) anmelden');
  });
});
