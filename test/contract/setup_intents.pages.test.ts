// Setup intents from a merchant's page: publishable key and client secret, what a browser may see, other origins; and micro-deposits.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { rememberPeer } from '../../server/src/inbound/http/sender.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { linkedData, MANDATE, SUCCESS, TYPED, toldOf, withBanks } from './bank_accounts.ts';
import { assertRefused, exclusive, missing, refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
let page: Stripe;
before(async () => {
  api = await withBanks(await openTestApi());
  page = api.sdk({}, api.keys.publishable);
});
after(() => api.close());

type Intent = Stripe.SetupIntent;
const create = (params: object = {}) => api.stripe.setupIntents.create(params as Stripe.SetupIntentCreateParams);
const opened = ({ client_secret }: Intent, more: object = {}) => ({ client_secret, ...more }) as never;
const told = (object: string) => toldOf(api, object);

describe('a page with a publishable key', () => {
  const SEEN = [
    ...[
      'id',
      'object',
      'allowed_payment_method_types',
      'automatic_payment_methods',
      'cancellation_reason',
      'client_secret',
    ],
    ...['created', 'description', 'last_setup_error', 'livemode', 'next_action', 'payment_method'],
    ...['payment_method_configuration_details', 'payment_method_types', 'status', 'usage'],
  ];

  test('reads an intent by its client secret, and of it what a browser may see', async () => {
    const customer = (await api.stripe.customers.create({})).id;
    const intent = await create({ customer, metadata: { internal: 'note' }, payment_method: SUCCESS });
    const seen = await page.setupIntents.retrieve(intent.id, opened(intent, { expand: ['payment_method'] }));
    assert.deepEqual(Object.keys(seen).toSorted(), SEEN.toSorted());
    const method = seen.payment_method as Stripe.PaymentMethod;
    assert.deepEqual([method.us_bank_account?.last4, 'metadata' in method], ['6789', false]);
  });

  test('confirms it: the browser’s own address and name are taken down', async () => {
    const intent = await create({ payment_method_data: await linkedData(api) });
    const url = `http://127.0.0.1:4242/v1/setup_intents/${intent.id}/confirm`;
    const [of, forwarded] = ['mandate_data[customer_acceptance]', '10.0.0.1, 198.51.100.4'];
    const told = { [`${of}[type]`]: 'online', [`${of}[online][ip_address]`]: '192.0.2.1' };
    const body = new URLSearchParams({ client_secret: intent.client_secret!, ...told });
    const authorization = `Bearer ${api.keys.publishable}`;
    const headers = { authorization, 'user-agent': 'Chrome/1', 'x-forwarded-for': forwarded };
    const request = rememberPeer(new Request(url, { method: 'POST', body, headers }), '127.0.0.1', () => true);
    const answer = (await (await api.app(request)).json()) as object;
    assert.deepEqual(Object.keys(answer).toSorted(), SEEN.toSorted());
    const { mandate } = await api.stripe.setupIntents.retrieve(intent.id);
    const { type, online } = (await api.stripe.mandates.retrieve(String(mandate))).customer_acceptance;
    assert.deepEqual([type, online], ['online', { ip_address: '198.51.100.4', user_agent: 'Chrome/1' }]);
  });

  test('confirms with a typed-in account, which has to be verified', async () => {
    const intent = await create();
    const confirmed = await page.setupIntents.confirm(intent.id, opened(intent, { payment_method_data: TYPED }));
    assert.equal(confirmed.status, 'requires_action');
    const answer = opened(intent, { descriptor_code: 'SM11AA' });
    assert.equal((await page.setupIntents.verifyMicrodeposits(intent.id, answer)).status, 'succeeded');
  });

  test('opens nothing without the secret, with another one, or another merchant’s intent', async () => {
    const [intent, other] = [await create(), await create()];
    await assertRefused(page.setupIntents.retrieve(intent.id), missing('client_secret'));
    const foreign = await (await api.otherMerchant()).setupIntents.create({});
    const wrong = [
      () => page.setupIntents.retrieve(intent.id, opened(other)),
      () => page.setupIntents.retrieve('seti_none', opened(other)),
      () => page.setupIntents.retrieve(foreign.id, opened(foreign)),
      () => page.setupIntents.confirm(intent.id, opened(other, { payment_method: SUCCESS })),
      () => page.setupIntents.verifyMicrodeposits(intent.id, opened(other, { descriptor_code: 'SM11AA' })),
      () => api.stripe.setupIntents.retrieve(intent.id, opened(other)),
    ];
    for (const call of wrong) {
      const { status, code, param } = await refusal(call());
      assert.deepEqual([status, code, param], [404, 'resource_missing', 'client_secret']);
    }
    assert.equal((await api.stripe.setupIntents.retrieve(intent.id)).status, 'requires_payment_method');
  });

  test('sets up no linked account that belongs to somebody else', async () => {
    const customer = (await api.stripe.customers.create({})).id;
    const payment_method_data = await linkedData(api, { customer });
    const stranger = await create();
    const told_ = await refusal(page.setupIntents.confirm(stranger.id, opened(stranger, { payment_method_data })));
    assert.deepEqual([told_.status, told_.param], [400, 'payment_method_data']);
    const own = await create({ customer });
    assert.equal((await page.setupIntents.confirm(own.id, opened(own, { payment_method_data }))).status, 'succeeded');
  });

  test('may do nothing else', async () => {
    const intent = await create({ payment_method: SUCCESS });
    const closed = [
      () => page.setupIntents.create(),
      () => page.setupIntents.update(intent.id, opened(intent)),
      () => page.setupIntents.cancel(intent.id, opened(intent)),
      () => page.setupIntents.list(),
      () => page.paymentMethods.retrieve(String(intent.payment_method)),
      () => page.setupAttempts.list({ setup_intent: intent.id }),
    ];
    for (const call of closed) {
      const { status, code } = await refusal(call());
      assert.deepEqual([status, code], [401, 'secret_key_required']);
    }
    const expand = await refusal(page.setupIntents.retrieve(intent.id, opened(intent, { expand: ['customer'] })));
    assert.equal(expand.param, 'expand');
  });

  test('is not replayed what a secret key was answered', async () => {
    const intent = await create({ payment_method: SUCCESS });
    const params = opened(intent);
    const key = { idempotencyKey: `shared ${intent.id}` };
    const whole = await api.stripe.setupIntents.confirm(intent.id, opened(intent, { mandate_data: MANDATE }), key);
    assert.equal(whole.status, 'succeeded');
    const { code } = await refusal(page.setupIntents.confirm(intent.id, params, key));
    assert.equal(code, 'setup_intent_unexpected_state');
  });

  test('may stand on any origin', async () => {
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
    const asked = new Request('http://127.0.0.1:4242/v1/setup_intents/seti_1/confirm', { method: 'OPTIONS', headers });
    const preflight = await api.app(asked);
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*']);
    assert.match(String(preflight.headers.get('access-control-allow-headers')), /Authorization/);
    const elsewhere = new Request('http://127.0.0.1:4242/dashboard/api', { method: 'OPTIONS', headers });
    assert.equal((await api.app(elsewhere)).status, 404);
    const answer = await api.call('GET', '/v1/setup_intents/seti_1', { headers: { origin: 'https://shop.example' } });
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [404, '*']);
  });
});

describe('micro-deposits', () => {
  const begin = async (params: object = {}) => {
    const intent = await create({ payment_method_data: TYPED, confirm: true, mandate_data: MANDATE, ...params });
    return { intent, id: intent.id, method: String(intent.payment_method) };
  };
  const verify = (id: string, answer: Stripe.SetupIntentVerifyMicrodepositsParams) =>
    api.stripe.setupIntents.verifyMicrodeposits(id, answer);
  const methodOf = (id: string) => api.stripe.paymentMethods.retrieve(id);
  const MISMATCH = 'payment_method_microdeposit_verification_descriptor_code_mismatch';
  const EXCEEDED = 'payment_method_microdeposit_verification_attempts_exceeded';

  test('are what a typed-in account waits for, on a page of ours', async () => {
    const { intent, id, method } = await begin();
    assertWhole(intent);
    assert.equal(intent.status, 'requires_action');
    const { type, verify_with_microdeposits: wait } = intent.next_action!;
    assert.equal(type, 'verify_with_microdeposits');
    assert.match(String(wait?.hosted_verification_url), /^http:\/\/127\.0\.0\.1:4242\/verify\/[0-9A-Za-z]{32}$/);
    assert.equal(wait?.microdeposit_type, 'descriptor_code');
    assert.ok(Number(wait?.arrival_date) > intent.created);
    assert.equal((await api.stripe.mandates.retrieve(String(intent.mandate))).status, 'pending');
    assert.deepEqual(await told(id), ['setup_intent.created', 'setup_intent.requires_action']);
    assert.equal((await methodOf(method)).customer, null);
  });

  test('verify the account by the code or by both amounts, and attach it', async () => {
    for (const answer of [{ descriptor_code: 'sm11aa' }, { amounts: [45, 32] }]) {
      const customer = (await api.stripe.customers.create({})).id;
      const { id, method, intent } = await begin({ customer });
      const verified = await verify(id, answer);
      assert.deepEqual([verified.status, verified.next_action], ['succeeded', null]);
      assert.equal((await methodOf(method)).customer, customer);
      assert.deepEqual(await told(String(intent.mandate)), ['mandate.updated']);
      const { data } = await api.stripe.setupAttempts.list({ setup_intent: id });
      assert.deepEqual(
        data.map(({ status }) => status),
        ['succeeded'],
      );
      assert.equal((await refusal(verify(id, answer))).code, 'intent_invalid_state');
    }
  });

  test('leave an account that is verified so', async () => {
    const { id, method } = await begin();
    await verify(id, { descriptor_code: 'SM11AA' });
    const again = await create({ payment_method: method, confirm: true, mandate_data: MANDATE });
    assert.equal(again.status, 'succeeded');
  });

  test('may be answered wrongly ten times by code, and each counts', async () => {
    const { id, method, intent } = await begin();
    for (let wrong = 1; wrong < 10; wrong += 1) {
      const { status, code, param } = await refusal(verify(id, { descriptor_code: 'SM99ZZ' }));
      assert.deepEqual([status, code, param], [400, MISMATCH, 'descriptor_code']);
    }
    assert.equal((await refusal(verify(id, { descriptor_code: 'SM99ZZ' }))).code, EXCEEDED);
    const failed = await api.stripe.setupIntents.retrieve(id);
    assertWhole(failed);
    assert.deepEqual([failed.status, failed.payment_method], ['requires_payment_method', null]);
    const { code, doc_url, payment_method } = failed.last_setup_error!;
    assert.deepEqual([code, payment_method?.id], [EXCEEDED, method]);
    assert.equal(doc_url, `https://stripe.com/docs/error-codes/${EXCEEDED.replaceAll('_', '-')}`);
    assert.equal((await told(id)).at(-1), 'setup_intent.setup_failed');
    assert.equal((await api.stripe.mandates.retrieve(String(intent.mandate))).status, 'inactive');
    const { blocked } = (await methodOf(method)).us_bank_account!.status_details!;
    assert.deepEqual(blocked, { network_code: null, reason: 'bank_account_unusable' });
    const again = await refusal(create({ payment_method: method, confirm: true, mandate_data: MANDATE }));
    assert.equal(again.code, 'payment_method_bank_account_blocked');
    const { data } = await api.stripe.setupAttempts.list({ setup_intent: id });
    assert.deepEqual([data[0]?.status, data[0]?.setup_error?.code], ['failed', EXCEEDED]);
  });

  test('count a wrong answer once, however often it is sent under its key', async () => {
    const { id } = await begin();
    const once = () =>
      api.stripe.setupIntents.verifyMicrodeposits(id, { amounts: [1, 2] }, { idempotencyKey: `wrong ${id}` });
    for (let sent = 0; sent < 3; sent += 1) assert.match((await refusal(once())).message, /do not match/);
    assert.match((await refusal(verify(id, { amounts: [1, 2] }))).message, /do not match/);
    assert.equal((await refusal(verify(id, { amounts: [1, 2] }))).code, EXCEEDED);
  });

  test('may be answered wrongly three times by amounts', async () => {
    const { id } = await begin();
    const codes: (string | undefined)[] = [];
    for (let wrong = 0; wrong < 3; wrong += 1) codes.push((await refusal(verify(id, { amounts: [1, 2] }))).code);
    const mismatch = 'payment_method_microdeposit_verification_amounts_mismatch';
    assert.deepEqual(codes, [mismatch, mismatch, EXCEEDED]);
  });

  test('end at once with the answers that stand for it', async () => {
    const timeout = 'payment_method_microdeposit_verification_timeout';
    const answers: [Stripe.SetupIntentVerifyMicrodepositsParams, string][] = [
      [{ amounts: [10, 11] }, EXCEEDED],
      [{ descriptor_code: 'SM33CC' }, EXCEEDED],
      [{ amounts: [40, 41] }, timeout],
      [{ descriptor_code: 'SM44DD' }, timeout],
    ];
    for (const [answer, code] of answers) {
      const { id } = await begin();
      assert.equal((await refusal(verify(id, answer))).code, code);
      assert.equal((await api.stripe.setupIntents.retrieve(id)).last_setup_error?.code, code);
    }
  });

  test('refuse answers that are none, and count nothing', async () => {
    const { id } = await begin();
    await assertRefused(verify(id, {}), missing('descriptor_code'));
    await assertRefused(
      verify(id, { amounts: [32, 45], descriptor_code: 'SM11AA' }),
      exclusive('amounts', 'descriptor_code'),
    );
    const one = await refusal(verify(id, { amounts: [32] }));
    assert.deepEqual([one.param, one.code], ['amounts', 'payment_method_microdeposit_verification_amounts_invalid']);
    assert.equal((await verify(id, { amounts: [32, 45] })).status, 'succeeded');
  });

  test('are over when the intent is canceled or gets another account', async () => {
    const { id, intent } = await begin();
    const url = intent.next_action?.verify_with_microdeposits?.hosted_verification_url;
    const again = await api.stripe.setupIntents.confirm(id, { payment_method_data: TYPED, mandate_data: MANDATE });
    assert.notEqual(again.next_action?.verify_with_microdeposits?.hosted_verification_url, url);
    const { data } = await api.stripe.setupAttempts.list({ setup_intent: id });
    assert.deepEqual(
      data.map(({ status }) => status),
      ['requires_action', 'abandoned'],
    );
    assert.equal(
      (await api.stripe.setupIntents.update(id, { payment_method: SUCCESS })).status,
      'requires_confirmation',
    );
    assert.equal((await refusal(verify(id, { descriptor_code: 'SM11AA' }))).code, 'intent_invalid_state');
    const other = await begin();
    assert.equal((await api.stripe.setupIntents.cancel(other.id)).next_action, null);
    assert.equal((await refusal(verify(other.id, { descriptor_code: 'SM11AA' }))).code, 'intent_invalid_state');
  });

  test('to one account are waited for by one intent at a time', async () => {
    const { method, id } = await begin();
    const other = await create({ payment_method: method });
    const again = () => api.stripe.setupIntents.confirm(other.id, { mandate_data: MANDATE });
    assert.equal((await refusal(again())).code, 'payment_method_unexpected_state');
    await api.stripe.setupIntents.cancel(id);
    assert.equal((await again()).status, 'requires_action');
  });

  test('are not sent where only linked accounts are wanted, nor in live mode', async () => {
    const options = { us_bank_account: { verification_method: 'instant' } };
    const { param } = await refusal(begin({ payment_method_options: options }));
    assert.equal(param, 'payment_method_options[us_bank_account][verification_method]');
    const live = (await api.liveMode()).setupIntents.create({
      payment_method_data: TYPED,
      confirm: true,
      mandate_data: MANDATE,
    });
    assert.equal((await refusal(live)).code, 'payment_method_microdeposit_failed');
  });
});
