// The page for micro-deposits (hosted_verification_url): what counts as an answer, what ends it, and what it does not tell.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import {
  type HostedApi,
  newSetupIntent,
  openHostedApi,
  type PageVisitor,
  type Shown,
  typeAndConfirm,
} from './hosted_api.ts';

let api: HostedApi;
before(async () => {
  api = await openHostedApi();
});
after(() => api.close());

interface Open {
  intent: Stripe.SetupIntent;
  url: string;
  browser: PageVisitor;
  page: Shown;
}

async function openVerification(): Promise<Open> {
  const intent = await typeAndConfirm(api, await newSetupIntent(api));
  const url = intent.next_action?.verify_with_microdeposits?.hosted_verification_url ?? '';
  const browser = api.visit();
  return { intent, url, browser, page: await browser.open(url) };
}

const stateOf = async ({ intent }: Open) => {
  const { status, last_setup_error: error } = await api.stripe.setupIntents.retrieve(intent.id);
  return [status, error?.code ?? null];
};

test('the code of the deposit confirms the account, whatever its case and blanks', async () => {
  const open = await openVerification();
  assert.equal(open.page.title, 'Confirm your bank account');
  assert.match(open.page.html, /ending in 6789/);
  const done = await open.browser.send(open.page, { code: ' sm11 aa' });
  assert.equal(done.title, 'Your account is confirmed');
  assert.deepEqual(await stateOf(open), ['succeeded', null]);
  assert.equal((await api.visit().open(open.url)).title, 'Your account is confirmed');
});

test('the page says when the deposit arrives: after two business days', async () => {
  const friday = Date.UTC(2030, 0, 4, 12) / 1000;
  const { id: test_clock } = await api.stripe.testHelpers.testClocks.create({ frozen_time: friday });
  const { id: customer } = await api.stripe.customers.create({ test_clock });
  const intent = await typeAndConfirm(api, await newSetupIntent(api, { customer }));
  const wait = intent.next_action?.verify_with_microdeposits;
  assert.equal(wait?.arrival_date, Date.UTC(2030, 0, 8, 12) / 1000);
  const page = await api.visit().open(wait?.hosted_verification_url ?? '');
  assert.match(page.html, /January 8, 2030/);
});

test('so do both amounts, in whatever way and order they are written', async () => {
  const open = await openVerification();
  const done = await open.browser.send(open.page, { amount_1: '$0.45', amount_2: '32' });
  assert.equal(done.title, 'Your account is confirmed');
});

test('a wrong answer counts once, and loading the page again does not count', async () => {
  const open = await openVerification();
  const wrong = await open.browser.send(open.page, { amount_1: '12', amount_2: '13' });
  assert.match(wrong.path, /\?wrong=amounts$/);
  assert.match(wrong.html, /You can try 2 more times\./);
  const again = await open.browser.send(wrong, { amount_1: '12', amount_2: '13' });
  assert.match(again.html, /You can try one more time\./);
  assert.deepEqual(await stateOf(open), ['requires_action', null]);
  assert.equal((await open.browser.send(again, { amount_1: '32', amount_2: '45' })).title, 'Your account is confirmed');
});

test('what cannot be an answer does not count', async () => {
  const open = await openVerification();
  const strange: Record<string, string>[] = [
    { code: 'hello' },
    { code: '' },
    { amount_1: '32', amount_2: '' },
    { amount_1: '320', amount_2: '1' },
  ];
  for (const fields of strange) {
    const page = await open.browser.send(open.page, fields);
    assert.match(page.path, /-unreadable$/);
  }
  const wrong = await open.browser.send(open.page, { code: 'SM99ZZ' });
  assert.match(wrong.html, /You can try 9 more times\./);
});

test('too many answers, and one that comes too late, end it; the page says which', async () => {
  for (const [code, lead, error] of [
    ['SM33CC', 'too many wrong answers', 'payment_method_microdeposit_verification_attempts_exceeded'],
    ['SM44DD', 'time to answer has run out', 'payment_method_microdeposit_verification_timeout'],
  ] as const) {
    const open = await openVerification();
    const over = await open.browser.send(open.page, { code });
    assert.equal(over.title, 'This account can’t be confirmed');
    assert.ok(over.html.includes(lead));
    assert.deepEqual(await stateOf(open), ['requires_payment_method', error]);
    assert.equal((await open.browser.send(open.page, { code: 'SM11AA' })).title, 'This account can’t be confirmed');
  }
});

test('an intent that was canceled waits for nothing', async () => {
  const open = await openVerification();
  await api.stripe.setupIntents.cancel(open.intent.id);
  const over = await open.browser.send(open.page, { code: 'SM11AA' });
  assert.ok(over.html.includes('no longer waits for this account'));
  assert.deepEqual(await stateOf(open), ['canceled', null]);
});

test('a form that is not of a page of ours answers nothing', async () => {
  const open = await openVerification();
  const forged = await api.visit().send(open.page, { code: 'SM11AA' });
  assert.equal(forged.status, 403);
  assert.deepEqual(await stateOf(open), ['requires_action', null]);
  const tokenless = await open.browser.send(open.page, { code: 'SM11AA', form_token: '' });
  assert.equal(tokenless.status, 403);
});

test('an unknown link is not found, and nothing is told of it', async () => {
  for (const token of ['x'.repeat(32), 'short', '%00']) {
    const page = await api.visit().open(`/verify/${token}`);
    assert.equal(page.status, 404);
    assert.ok(!page.html.includes('Sandbox Merchant'));
  }
});
