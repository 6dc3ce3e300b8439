// Saving a bank account for payments in Chromium: at the bank or by typing it in, the mandate, the small deposits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type Stripe from 'stripe';
import type { SetupIntentCreateParams } from '../../server/src/wire/beyond_sdk.ts';
import { until } from '../story.ts';
import { type Customer, type Outcome, openStage, PHONE, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function setupIntent(params: Partial<SetupIntentCreateParams> = {}): Promise<Stripe.SetupIntent> {
  const { stripe } = stage.world;
  const { id: customer } = await stripe.customers.create({ name: 'Jenny Rosen' });
  const asked: SetupIntentCreateParams = { customer, payment_method_types: ['us_bank_account'], ...params };
  return await stripe.setupIntents.create(asked);
}

type Shown = { setupIntent?: Stripe.SetupIntent; error?: { code?: string } };

/** What the merchant's page was told last, once the intent has this status. */
async function told({ page }: Customer, status: Stripe.SetupIntent.Status): Promise<Stripe.SetupIntent> {
  const result = page.locator('#result').filter({ hasText: `"status":"${status}"` });
  await result.waitFor();
  const { setupIntent: intent, error } = JSON.parse((await result.textContent()) ?? '{}') as Shown;
  assert.equal(error, undefined);
  assert.ok(intent !== undefined);
  return intent;
}

const agree = ({ page }: Customer) => page.getByRole('button', { name: 'Agree', exact: true }).click();

test('a customer chooses an account at his bank, agrees to the mandate, and it is ready to be debited', async () => {
  const { stripe } = stage.world;
  const intent = await setupIntent();
  await stage.customer({ profile: { viewport: PHONE, userAgent: 'Jennys-Phone/1.0' } }, async (jenny) => {
    await jenny.open(intent);
    await jenny.press('Agree and continue');
    await jenny.press('Bank (OAuth)');
    const bank = await jenny.pressForBank('Continue to Bank (OAuth)');
    await bank.agree(['Everyday Checking']);
    await jenny.sees('Your account is connected');
    await jenny.flow.getByText('Nothing is paid yet').waitFor();
    await jenny.press('Back to');
    const collected = await told(jenny, 'requires_confirmation');
    const method = collected.payment_method as Stripe.PaymentMethod;
    assert.equal(method.us_bank_account?.last4, '6789');
    assert.equal(method.billing_details.name, 'Jenny Rosen');
    await agree(jenny);
    const confirmed = await told(jenny, 'succeeded');
    assert.equal(confirmed.metadata, undefined, 'a page sees a part of the intent only');
  });
  const whole = await stripe.setupIntents.retrieve(intent.id, { expand: ['payment_method', 'mandate'] });
  const method = whole.payment_method as Stripe.PaymentMethod;
  assert.equal(method.customer, intent.customer);
  assert.ok(method.us_bank_account?.financial_connections_account);
  const { customer_acceptance: acceptance, status } = whole.mandate as Stripe.Mandate;
  assert.equal(status, 'active');
  assert.equal(acceptance.type, 'online');
  assert.equal(acceptance.online?.user_agent, 'Jennys-Phone/1.0');
  assert.match(acceptance.online?.ip_address ?? '', /^(127\.0\.0\.1|::1)$/);
  assert.ok(Math.abs((acceptance.accepted_at ?? 0) - Date.now() / 1000) < 600);
});

test('a customer types in his account, and shows by the code of a small deposit that it is his', async () => {
  const { stripe } = stage.world;
  const intent = await setupIntent();
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await jenny.open(intent);
    await jenny.press('Agree and continue');
    await jenny.press('Enter account details instead');
    await jenny.sees('Enter your account details');
    const field = (name: string) => jenny.flow.getByRole('textbox', { name, exact: true });
    await field('Routing number').fill('110000001');
    await field('Account number').fill('000123456789');
    await field('Account number once more').fill('000123456780');
    await jenny.press('Add account');
    await jenny.flow.getByText('This is not a routing number.').waitFor();
    await jenny.flow.getByText('The two account numbers are not the same.').waitFor();
    await jenny.press('Use test account');
    await jenny.press('Add account');
    await jenny.sees('Your account is added');
    await jenny.press('Back to');
    const collected = await told(jenny, 'requires_confirmation');
    assert.equal((collected.payment_method as Stripe.PaymentMethod).us_bank_account?.last4, '6789');
    await agree(jenny);
    const waiting = await told(jenny, 'requires_action');
    const url = waiting.next_action?.verify_with_microdeposits?.hosted_verification_url ?? '';
    assert.ok(url.startsWith(`${stage.world.url}/verify/`));
    const { page } = jenny;
    await page.goto(url);
    await page.getByRole('heading', { name: 'Confirm your bank account' }).waitFor();
    await jenny.watch.look(page.mainFrame(), 'verify');
    const answer = async (code: string) => {
      await page.getByRole('textbox', { name: 'The code, six characters' }).fill(code);
      await page.getByRole('button', { name: 'Confirm' }).first().click();
    };
    await answer('SM99ZZ');
    await page.getByRole('alert').filter({ hasText: 'That is not the code that we sent.' }).waitFor();
    await page.reload();
    await page.getByText('You can try 9 more times.').waitFor();
    await answer('sm 11aa');
    await page.getByRole('heading', { name: 'Your account is confirmed' }).waitFor();
  });
  const whole = await stripe.setupIntents.retrieve(intent.id, { expand: ['payment_method'] });
  assert.equal(whole.status, 'succeeded');
  assert.equal((whole.payment_method as Stripe.PaymentMethod).customer, intent.customer);
});

test('a customer pays an invoice from an account that he typed in, once its small deposits are told on the merchant’s page', async () => {
  const { stripe } = stage.world;
  const intent = await stripe.paymentIntents.create({
    amount: 4200,
    currency: 'usd',
    allowed_payment_method_types: ['us_bank_account'],
  });
  await stage.customer({ profile: { viewport: PHONE }, complaints: /status of 400/ }, async (jenny) => {
    await jenny.open(intent);
    await jenny.press('Agree and continue');
    await jenny.press('Enter account details instead');
    await jenny.press('Use test account');
    await jenny.press('Add account');
    await jenny.press('Back to');
    await jenny.page.locator('#result').filter({ hasText: '"status":"requires_confirmation"' }).waitFor();
    await agree(jenny);
    await jenny.page.locator('#result').filter({ hasText: '"status":"requires_action"' }).waitFor();
    const wrong = await jenny.page.evaluate('stripe.verifyMicrodepositsForPayment(clientSecret, { amounts: [1, 2] })');
    assert.equal(
      (wrong as { error?: { code?: string } }).error?.code,
      'payment_method_microdeposit_verification_amounts_mismatch',
    );
    const right = await jenny.page.evaluate(
      'stripe.verifyMicrodepositsForPayment(clientSecret, { amounts: [32, 45] })',
    );
    assert.equal((right as { paymentIntent?: { status: string } }).paymentIntent?.status, 'processing');
  });
  await until('the payment arrives', async () => {
    return (await stripe.paymentIntents.retrieve(intent.id)).status === 'succeeded';
  });
});

test('numbers typed in for payouts come as a token, and without an account there is none', async () => {
  const { stripe } = stage.world;
  const create = () =>
    stripe.financialConnections.sessions.create({
      permissions: ['payment_method'],
      manual_entry: { mode: 'automatic' },
    });
  await stage.customer({ profile: { viewport: PHONE } }, async (jenny) => {
    await jenny.open(await create(), { token: true });
    await jenny.press('Close');
    await jenny.press('Yes, stop');
    const left = await jenny.outcome();
    assert.deepEqual([left.session?.status, 'token' in left], ['cancelled', false]);
    await jenny.open(await create(), { token: true });
    await jenny.press('Agree and continue');
    await jenny.press('Enter account details instead');
    await jenny.press('Use test account');
    await jenny.press('Add account');
    await jenny.press('Back to');
    const { session, token } = (await jenny.outcome()) as Outcome & { token?: Stripe.Token };
    assert.deepEqual([session?.status, session?.accounts], ['succeeded', []]);
    assert.deepEqual([token?.object, token?.bank_account?.last4], ['token', '6789']);
  });
});

test('a customer who leaves changes nothing, and an intent for micro-deposits alone asks for the numbers at once', async () => {
  const intent = await setupIntent({
    payment_method_options: { us_bank_account: { verification_method: 'microdeposits' } },
  });
  await stage.customer({ profile: { locale: 'de-DE' } }, async (jenny) => {
    await jenny.open(intent);
    await jenny.press('Zustimmen und weiter');
    await jenny.sees('Kontodaten eingeben');
    await jenny.press('Schließen');
    await jenny.press('Ja, abbrechen');
    assert.equal((await told(jenny, 'requires_payment_method')).id, intent.id);
  });
});

test('a customer who stops while the flow is still being prepared changes nothing either', async () => {
  const intent = await setupIntent();
  const prepare = (page: Page) => page.route('**/link_account_sessions', () => {});
  await stage.customer({ prepare }, async (jenny) => {
    await jenny.open(intent);
    await jenny.page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await told(jenny, 'requires_payment_method')).id, intent.id);
    assert.equal(await jenny.page.locator('dialog').count(), 0);
  });
});
