// stripe.paymentMethods.create: from linked accounts in every state and from numbers; what is shown and what never is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { type LinkedAccount, NUMBER, TYPED, withBanks, writeAccount } from './bank_accounts.ts';
import { testIdempotency } from './idempotency.ts';
import { assertRefused, exclusive, missing, noSuch, notOneOf, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

const create = (params: object = TYPED, options?: Stripe.RequestOptions) =>
  api.stripe.paymentMethods.create(params as Stripe.PaymentMethodCreateParams, options);
const fromAccount = (id: string) => create({ ...TYPED, us_bank_account: { financial_connections_account: id } });
const linked = async (account: LinkedAccount = {}) => fromAccount(await writeAccount(api, account));
const ACCOUNT_PARAM = 'us_bank_account[financial_connections_account]';

describe('paymentMethods.create', () => {
  test('makes one from a linked account, with its number and its bank', async () => {
    const account = await writeAccount(api, { subcategory: 'savings' });
    const method = await fromAccount(account);
    assertWhole(method);
    const { id, created, ...rest } = { ...method };
    assert.match(id, /^pm_[0-9A-Za-z]{24}$/);
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    const nowhere = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
    assert.deepEqual(rest, {
      object: 'payment_method',
      allow_redisplay: 'unspecified',
      billing_details: { address: nowhere, email: null, name: 'Jenny Rosen', phone: null, tax_id: null },
      customer: null,
      customer_account: null,
      livemode: false,
      metadata: {},
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: 'individual',
        account_type: 'savings',
        bank_name: 'Bank (OAuth)',
        financial_connections_account: account,
        fingerprint: method.us_bank_account?.fingerprint,
        last4: '4321',
        networks: { preferred: 'ach', supported: ['ach'] },
        routing_number: '110000000',
        status_details: {},
      },
    });
    assert.match(String(method.us_bank_account?.fingerprint), /^[0-9A-Za-z]{16}$/);
    assert.deepEqual({ ...(await api.stripe.paymentMethods.retrieve(id)) }, { ...method });
  });

  test('makes one from a number, and says everything that it was told', async () => {
    const billing_details = {
      name: 'R & S',
      email: 'rs@example.com',
      phone: '+1 555',
      tax_id: '12',
      address: { city: 'Ulm' },
    };
    const us_bank_account = { ...NUMBER, account_holder_type: 'company', account_type: 'savings' };
    const method = await create({
      ...{ type: 'us_bank_account', us_bank_account, billing_details },
      ...{ allow_redisplay: 'always', metadata: { order: '7' } },
    });
    assertWhole(method);
    const { account_number: _, ...shown } = us_bank_account;
    const { bank_name, last4, financial_connections_account, ...bank } = method.us_bank_account!;
    assert.deepEqual([bank_name, last4, financial_connections_account], ['STRIPE TEST BANK', '6789', null]);
    for (const [name, value] of Object.entries(shown)) assert.equal(bank[name as keyof typeof bank], value);
    assert.equal(method.billing_details.address?.city, 'Ulm');
    assert.deepEqual([method.allow_redisplay, method.metadata], ['always', { order: '7' }]);
  });

  test('has one fingerprint per account of a merchant, and no digits anywhere', async () => {
    const [one, same, other] = [await create(), await create(), await linked()];
    assert.equal(one.us_bank_account?.fingerprint, same.us_bank_account?.fingerprint);
    assert.notEqual(one.us_bank_account?.fingerprint, other.us_bank_account?.fingerprint);
    const foreign = await (await api.otherMerchant()).paymentMethods.create(TYPED as never);
    assert.notEqual(one.us_bank_account?.fingerprint, foreign.us_bank_account?.fingerprint);
    const own = api.database.kysely.selectFrom('payment_methods').selectAll().where('merchant', '=', api.merchant.id);
    const kept = await own.execute();
    assert.ok(kept.length >= 3);
    const text = JSON.stringify([kept, api.log, (await api.stripe.events.list({ limit: 100 })).data]);
    for (const digits of [NUMBER.account_number, '000987654321']) assert.equal(text.includes(digits), false);
  });

  const refused: [string, LinkedAccount, RegExp, string?][] = [
    ['inactive', { status: 'inactive' }, /is inactive/, 'financial_connections_account_inactive'],
    ['disconnected', { status: 'disconnected' }, /is disconnected/, 'financial_connections_account_inactive'],
    ['without the permission', { permissions: ['balances'] }, /permission 'payment_method'/],
    ['that no payment can use', { subcategory: 'credit_card' }, /cannot be debited/],
    [
      'whose number is still being made',
      { number_status: 'pending' },
      /still making/,
      'financial_connections_account_pending_account_numbers',
    ],
    [
      'whose number is dead',
      { number_status: 'expired' },
      /no number that works/,
      'financial_connections_account_unavailable_account_numbers',
    ],
    ['without a number', { number: null }, /no number/, 'financial_connections_account_unavailable_account_numbers'],
  ];
  for (const [title, account, message, code] of refused) {
    test(`refuses an account ${title}`, async () => {
      const told = await refusal(linked(account));
      assert.match(told.message, message);
      assert.deepEqual([told.status, told.param, told.code], [400, ACCOUNT_PARAM, code]);
    });
  }

  test('refuses an account that is not there, or is somebody else’s', async () => {
    const there = await writeAccount(api);
    await assertRefused(fromAccount('fca_none'), noSuch('account', 'fca_none', ACCOUNT_PARAM));
    const other = (await api.otherMerchant()).paymentMethods.create({
      type: 'us_bank_account',
      us_bank_account: { financial_connections_account: there },
    });
    await assertRefused(other, noSuch('account', there, ACCOUNT_PARAM));
  });

  const bank = (us_bank_account: object) => create({ type: 'us_bank_account', us_bank_account });
  test('refuses numbers that are none, and says which', async () => {
    for (const routing_number of ['110000001', '11000000', '11000000a', '1100000000']) {
      const { code, param } = await refusal(bank({ ...NUMBER, routing_number }));
      assert.deepEqual([code, param], ['routing_number_invalid', 'us_bank_account[routing_number]'], routing_number);
    }
    for (const account_number of ['123', '123456789012345678', '12 34567']) {
      const { code, param } = await refusal(bank({ ...NUMBER, account_number }));
      assert.deepEqual([code, param], ['account_number_invalid', 'us_bank_account[account_number]'], account_number);
    }
  });

  test('refuses what is missing, what does not go together and what it does not know', async () => {
    await assertRefused(create({}), missing('type'));
    await assertRefused(create({ type: 'card' }), notOneOf('type', 'us_bank_account'));
    await assertRefused(create({ type: 'us_bank_account' }), missing('us_bank_account'));
    await assertRefused(bank({ routing_number: '110000000' }), missing('us_bank_account[account_number]'));
    await assertRefused(bank({ account_number: '000123456789' }), missing('us_bank_account[routing_number]'));
    await assertRefused(
      bank({ ...NUMBER, financial_connections_account: 'fca_1' }),
      exclusive(ACCOUNT_PARAM, 'us_bank_account[account_number]'),
    );
    await assertRefused(create({ ...TYPED, card: { token: 'tok' } }), unknown('card'));
    await assertRefused(create({ ...TYPED, billing_details: { nick: 'J' } }), unknown('billing_details[nick]'));
  });

  testIdempotency({
    post: (options) => create(TYPED, options),
    other: (options) => create({ ...TYPED, allow_redisplay: 'limited' }, options),
    refused: (options) => create({ ...TYPED, us_bank_account: { financial_connections_account: 'fca_none' } }, options),
    malformed: (options) => create({ type: 'us_bank_account', us_bank_account: { x: '1' } }, options),
    count: async () =>
      (
        await api.database.kysely
          .selectFrom('payment_methods')
          .select('id')
          .where('merchant', '=', api.merchant.id)
          .execute()
      ).length,
  });
});
