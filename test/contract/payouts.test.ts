// stripe.tokens, the external accounts of connected accounts, and stripe.payouts, as far as they need no bank.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { withBanks } from './bank_accounts.ts';
import { testIdempotency } from './idempotency.ts';
import { testList } from './lists.ts';
import { assertRefused, missing, noSuch, notFound, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

const BANK_ACCOUNT = {
  country: 'US',
  currency: 'usd',
  account_holder_name: 'Jenny Rosen',
  account_holder_type: 'individual',
  routing_number: '110000000',
  account_number: '000123456789',
} as const;

let numbers = 0;
/** Another number each time: an account has each bank account once. */
function another() {
  numbers += 1;
  return { ...BANK_ACCOUNT, account_number: String(700_000_000 + numbers) };
}

const newAccount = async () => (await api.stripe.accounts.create({ type: 'custom' })).id;
const newToken = async (bank_account: object = another()) =>
  (await api.stripe.tokens.create({ bank_account: bank_account as never })).id;
const add = async (acct: string, params: object = {}) => {
  const external_account = await newToken();
  const made = await api.stripe.accounts.createExternalAccount(acct, { external_account, ...params });
  return made as Stripe.BankAccount;
};
const list = async (acct: string) => (await api.stripe.accounts.listExternalAccounts(acct)).data.map(({ id }) => id);

describe('tokens', () => {
  test('stand for a bank account whose digits nobody sees again', async () => {
    const token = await api.stripe.tokens.create({ bank_account: BANK_ACCOUNT });
    assertWhole(token);
    assert.deepEqual([token.type, token.used, token.livemode], ['bank_account', false, false]);
    const { id, fingerprint, ...shown } = { ...token.bank_account! };
    assert.match(id, /^ba_/);
    assert.equal(typeof fingerprint, 'string');
    assert.deepEqual(shown, {
      object: 'bank_account',
      account_holder_name: 'Jenny Rosen',
      account_holder_type: 'individual',
      account_type: null,
      bank_name: 'STRIPE TEST BANK',
      country: 'US',
      currency: 'usd',
      last4: '6789',
      routing_number: '110000000',
      status: 'new',
    });
    assert.equal(JSON.stringify(token).includes('000123456789'), false);
    assert.deepEqual({ ...(await api.stripe.tokens.retrieve(token.id)) }, { ...token });
  });

  test('are made by pages, too', async () => {
    const page = api.sdk({}, api.keys.publishable);
    const { id } = await page.tokens.create({ bank_account: BANK_ACCOUNT });
    assert.equal((await add(await newAccount(), { external_account: id })).last4, '6789');
  });

  test('are refused for what is no bank account', async () => {
    const create = (changes: object) =>
      api.stripe.tokens.create({ bank_account: { ...BANK_ACCOUNT, ...changes } as never });
    const told = async (changes: object) => {
      const { status, param } = await refusal(create(changes));
      return [status, param];
    };
    assert.deepEqual(await told({ country: 'DE' }), [400, 'bank_account[country]']);
    assert.deepEqual(await told({ currency: 'eur' }), [400, 'bank_account[currency]']);
    assert.deepEqual(await told({ routing_number: '110000001' }), [400, 'bank_account[routing_number]']);
    assert.deepEqual(await told({ account_number: '12' }), [400, 'bank_account[account_number]']);
    assert.deepEqual(await told({ routing_number: undefined }), [400, 'bank_account[routing_number]']);
    await assertRefused(api.stripe.tokens.create({ card: 'card' } as never), unknown('card'));
    await assertRefused(api.stripe.tokens.create(), missing('bank_account'));
    await assertRefused(api.stripe.tokens.retrieve('btok_none'), notFound('token', 'btok_none'));
    const foreign = await (await api.otherMerchant()).tokens.create({ bank_account: BANK_ACCOUNT });
    await assertRefused(api.stripe.tokens.retrieve(foreign.id), notFound('token', foreign.id));
  });
});

describe('external accounts', () => {
  test('are made from a token, once, and shown on their account', async () => {
    const acct = await newAccount();
    const external_account = await newToken();
    const made = (await api.stripe.accounts.createExternalAccount(acct, {
      external_account,
      metadata: { a: '1' },
    })) as Stripe.BankAccount;
    assertWhole(made);
    const { account, status, default_for_currency, metadata, available_payout_methods } = made;
    assert.deepEqual(
      { account, status, default_for_currency, metadata, available_payout_methods },
      {
        account: acct,
        status: 'new',
        default_for_currency: true,
        metadata: { a: '1' },
        available_payout_methods: ['standard'],
      },
    );
    const token = await api.stripe.tokens.retrieve(external_account);
    assert.deepEqual([token.used, token.bank_account?.id], [true, made.id]);
    const again = api.stripe.accounts.createExternalAccount(acct, { external_account });
    assert.deepEqual((await refusal(again)).code, 'token_already_used');
    assert.deepEqual({ ...(await api.stripe.accounts.retrieveExternalAccount(acct, made.id)) }, { ...made });
    const shown = (await api.stripe.accounts.retrieve(acct)).external_accounts?.data.map(({ id }) => id);
    assert.deepEqual(shown, [made.id]);
    const { data } = await api.stripe.events.list({ limit: 1 }, { stripeAccount: acct });
    assert.deepEqual([data[0]?.type, data[0]?.account], ['account.external_account.created', acct]);
  });

  test('are made of digits by the server, each number once', async () => {
    const acct = await newAccount();
    const external_account = { object: 'bank_account', ...BANK_ACCOUNT };
    const create = () =>
      api.stripe.accounts.createExternalAccount(acct, { external_account: external_account as never });
    await create();
    assert.equal((await refusal(create())).code, 'bank_account_exists');
    const none = api.stripe.accounts.createExternalAccount(acct, { external_account: 'btok_none' });
    await assertRefused(none, noSuch('token', 'btok_none', 'external_account'));
  });

  test('have one default, which moves, and does not go while others are there', async () => {
    const acct = await newAccount();
    const [first, second] = [await add(acct), await add(acct)];
    assert.deepEqual([first.default_for_currency, second.default_for_currency], [true, false]);
    assert.match((await refusal(api.stripe.accounts.deleteExternalAccount(acct, first.id))).message, /default/);
    const updated = (await api.stripe.accounts.updateExternalAccount(acct, second.id, {
      default_for_currency: true,
      account_holder_name: 'Jenny Rides',
      metadata: { b: '2' },
    })) as Stripe.BankAccount;
    assertWhole(updated);
    const { default_for_currency, account_holder_name, metadata } = updated;
    assert.deepEqual([default_for_currency, account_holder_name, metadata], [true, 'Jenny Rides', { b: '2' }]);
    const before = (await api.stripe.accounts.retrieveExternalAccount(acct, first.id)) as Stripe.BankAccount;
    assert.equal(before.default_for_currency, false);
    const deleted = await api.stripe.accounts.deleteExternalAccount(acct, first.id);
    assert.deepEqual({ ...deleted }, { id: first.id, object: 'bank_account', currency: 'usd', deleted: true });
    assert.deepEqual(await list(acct), [second.id]);
    const gone = api.stripe.accounts.retrieveExternalAccount(acct, first.id);
    await assertRefused(gone, notFound('external account', first.id));
    assert.deepEqual((await api.stripe.accounts.listExternalAccounts(acct, { object: 'card' })).data, []);
  });

  test('are those of one’s own connected accounts only, also asked for as one of them', async () => {
    const acct = await newAccount();
    const { id } = await add(acct);
    const as = { stripeAccount: acct };
    assert.equal((await api.stripe.accounts.retrieveExternalAccount(acct, id, undefined, as)).id, id);
    const stranger = await newAccount();
    const crossed = api.stripe.accounts.retrieveExternalAccount(stranger, id);
    await assertRefused(crossed, notFound('external account', id));
    const other = await api.otherMerchant();
    assert.equal((await refusal(other.accounts.retrieveExternalAccount(acct, id))).code, 'account_invalid');
    const own = api.stripe.accounts.createExternalAccount(api.merchant.id, { external_account: await newToken() });
    assert.equal((await refusal(own)).status, 400);
  });

  describe('in a list', () => {
    let acct: string;
    before(async () => {
      acct = await newAccount();
    });
    testList({
      list: (params) => api.stripe.accounts.listExternalAccounts(acct, params),
      get url() {
        return `/v1/accounts/${acct}/external_accounts`;
      },
      noun: 'external account',
      async ids() {
        const ids: string[] = [];
        for (let index = 0; index < 5; index += 1) ids.unshift((await add(acct)).id);
        return ids;
      },
      foreign: async () => (await add(await newAccount())).id,
    });
  });
});

describe('payouts', () => {
  const pay = (acct: string, params: object = {}, options: Stripe.RequestOptions = {}) =>
    api.stripe.payouts.create({ amount: 1500, currency: 'usd', ...params }, { stripeAccount: acct, ...options });
  let acct: string;
  before(async () => {
    acct = await newAccount();
    await add(acct);
  });

  test('go to the default bank account unless another is named', async () => {
    const second = await add(acct);
    const said = {
      description: 'Week 20',
      statement_descriptor: 'JENNY',
      source_type: 'bank_account',
      metadata: { a: '1' },
    };
    const payout = await pay(acct, said);
    assertWhole(payout);
    const kept = Object.fromEntries(Object.keys(said).map((name) => [name, payout[name as keyof typeof payout]]));
    assert.deepEqual(kept, said);
    assert.match(payout.id, /^po_[0-9A-Za-z]{24}$/);
    const { status, amount, method, type, automatic, trace_id, arrival_date, created } = payout;
    assert.deepEqual(
      { status, amount, method, type, automatic, trace_id, at_once: arrival_date === created },
      {
        status: 'pending',
        amount: 1500,
        method: 'standard',
        type: 'bank_account',
        automatic: false,
        trace_id: null,
        at_once: true,
      },
    );
    assert.equal((await pay(acct, { destination: second.id })).destination, second.id);
    const as = { stripeAccount: acct };
    const whole = await api.stripe.payouts.retrieve(payout.id, { expand: ['destination'] }, as);
    assertWhole(whole);
    assert.equal((whole.destination as Stripe.BankAccount).default_for_currency, true);
    const noted = await api.stripe.payouts.update(payout.id, { metadata: { a: '', b: '2' } }, as);
    assert.deepEqual(noted.metadata, { b: '2' });
  });

  test('are canceled while they are pending, and then not again', async () => {
    const as = { stripeAccount: acct };
    const { id } = await pay(acct);
    assert.equal((await api.stripe.payouts.cancel(id, undefined, as)).status, 'canceled');
    assert.equal((await refusal(api.stripe.payouts.cancel(id, undefined, as))).status, 400);
    const { data } = await api.stripe.payouts.list({ status: 'canceled' }, as);
    assert.deepEqual(
      data.map((payout) => payout.id),
      [id],
    );
  });

  test('are refused where no money can go', async () => {
    const told = async (params: object, of = acct) => {
      const { status, param } = await refusal(pay(of, params));
      return [status, param];
    };
    assert.deepEqual(await told({ amount: 0 }), [400, 'amount']);
    assert.deepEqual(await told({ currency: 'eur' }), [400, 'currency']);
    assert.deepEqual(await told({ method: 'instant' }), [400, 'method']);
    assert.deepEqual(await told({ destination: 'ba_none' }), [400, 'destination']);
    assert.deepEqual(await told({}, await newAccount()), [400, undefined]);
    const own = await refusal(api.stripe.payouts.create({ amount: 1, currency: 'usd' }));
    assert.match(own.message, /Stripe-Account/);
    const { id } = await add(await newAccount());
    assert.deepEqual(await told({ destination: id }), [400, 'destination']);
    await assertRefused(pay(acct, { application_fee: 1 }), unknown('application_fee'));
  });

  test('to a bank account that a payout failed to are refused', async () => {
    const of = await newAccount();
    const { id } = await add(of);
    await api.database.kysely
      .updateTable('external_accounts')
      .set({ status: 'tokenized_account_number_deactivated' })
      .where('id', '=', id as `ba_${string}`)
      .execute();
    assert.deepEqual((await refusal(pay(of))).code, 'bank_account_unusable');
    const older = await api.stripe.accounts.retrieveExternalAccount(of, id, {}, { apiVersion: '2025-09-30.clover' });
    assert.equal((older as Stripe.BankAccount).status, 'errored');
  });

  describe('in a list', () => {
    let lister: string;
    before(async () => {
      lister = await newAccount();
      await add(lister);
    });
    testList({
      list: (params) => api.stripe.payouts.list(params, { stripeAccount: lister }),
      url: '/v1/payouts',
      noun: 'payout',
      async ids() {
        const ids: string[] = [];
        for (let index = 0; index < 5; index += 1) ids.unshift((await pay(lister)).id);
        return ids;
      },
      foreign: async () => (await pay(acct)).id,
    });
  });

  testIdempotency({
    post: (options) => pay(acct, {}, options),
    other: (options) => pay(acct, { amount: 7 }, options),
    refused: (options) => pay(acct, { destination: 'ba_none' }, options),
    malformed: (options) => pay(acct, { amount: 'x' }, options),
    count: async () => (await api.stripe.payouts.list({ limit: 100 }, { stripeAccount: acct })).data.length,
  });
});
