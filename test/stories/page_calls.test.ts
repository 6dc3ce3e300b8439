// The browser SDK's calls about intents, which need no page: read, confirm, and verify micro-deposits with a publishable key and a client secret.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import { joinTestWorld, type World } from '../world.ts';

interface Result {
  setupIntent?: Stripe.SetupIntent;
  paymentIntent?: Stripe.PaymentIntent;
  error?: { type: string; code?: string; message?: string };
}

type Call = (clientSecret: string, data?: object) => Promise<Result>;
type Page = Record<
  | 'retrieveSetupIntent'
  | 'retrievePaymentIntent'
  | 'confirmUsBankAccountSetup'
  | 'confirmUsBankAccountPayment'
  | 'verifyMicrodepositsForSetup'
  | 'verifyMicrodepositsForPayment',
  Call
>;

/** Named so that its types, which are a page's, stay out of the tests'. */
const SDK: string = '../../js/src/intents.ts';

let world: World;
let page: Page;
before(async () => {
  world = await joinTestWorld();
  const caller = { apiOrigin: world.url, publishableKey: world.keys.publishable, stripeAccount: null };
  const { createIntents } = await import(SDK);
  page = createIntents(caller, () => assert.fail('no flow is shown'));
});
after(() => world.close());

/** A bank account that its owner types in, and proves by what is paid to it. */
const TYPED = {
  us_bank_account: {
    account_holder_type: 'individual',
    account_number: '000123456789',
    routing_number: '110000000',
  },
  billing_details: { name: 'Jenny Rosen' },
} as const;

test('a page sets an account up: reads the intent, confirms it, and verifies the deposits', async () => {
  const { id, client_secret } = await world.stripe.setupIntents.create({
    allowed_payment_method_types: ['us_bank_account'],
  });
  const secret = String(client_secret);
  const read = await page.retrieveSetupIntent(secret);
  assert.deepEqual([read.setupIntent?.id, read.setupIntent?.status], [id, 'requires_payment_method']);
  const confirmed = await page.confirmUsBankAccountSetup(secret, { payment_method: TYPED });
  assert.equal(confirmed.setupIntent?.status, 'requires_action', JSON.stringify(confirmed.error));
  const wrong = await page.verifyMicrodepositsForSetup(secret, { amounts: [1, 2] });
  assert.equal(wrong.error?.code, 'payment_method_microdeposit_verification_amounts_mismatch');
  const verified = await page.verifyMicrodepositsForSetup(secret, { amounts: [32, 45] });
  assert.equal(verified.setupIntent?.status, 'succeeded');
  assert.equal((await world.stripe.setupIntents.retrieve(id)).status, 'succeeded');
});

test('a page pays: reads the intent, confirms it, and verifies the deposits by their code', async () => {
  const price = { amount: 1999, currency: 'usd' };
  const { id, client_secret } = await world.stripe.paymentIntents.create(price);
  const secret = String(client_secret);
  assert.equal((await page.retrievePaymentIntent(secret)).paymentIntent?.amount, 1999);
  const options = { us_bank_account: { verification_method: 'microdeposits' as const } };
  await world.stripe.paymentIntents.update(id, { payment_method_options: options });
  const confirmed = await page.confirmUsBankAccountPayment(secret, { payment_method: TYPED });
  assert.equal(confirmed.paymentIntent?.status, 'requires_action', JSON.stringify(confirmed.error));
  const deposits = confirmed.paymentIntent?.next_action?.verify_with_microdeposits;
  const by_code = deposits?.microdeposit_type === 'descriptor_code';
  const proof = by_code ? { descriptor_code: 'SM11AA' } : { amounts: [32, 45] };
  const verified = await page.verifyMicrodepositsForPayment(secret, proof);
  assert.equal(verified.paymentIntent?.status, 'processing', JSON.stringify(verified.error));
});

test('a page without the secret learns nothing', async () => {
  const { id } = await world.stripe.setupIntents.create({});
  const refused = await page.retrieveSetupIntent(`${id}_secret_guessed`);
  assert.equal(refused.setupIntent, undefined);
  assert.equal(refused.error?.type, 'invalid_request_error');
  const misplaced = await page.retrievePaymentIntent(`${id}_secret_guessed`);
  assert.match(String(misplaced.error?.message), /PaymentIntent|client secret/i);
});
