// stripe.tokens, and the external accounts of connected accounts that are made from them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { withBanks } from './bank_accounts.ts';
import { testList } from './lists.ts';
import { addTo, BANK_ACCOUNT, newAccount, newToken } from './paid_accounts.ts';
import { assertRefused, missing, noSuch, notFound, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

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
    assert.equal((await addTo(api, await newAccount(api), { external_account: id })).last4, '6789');
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
    const acct = await newAccount(api);
    const external_account = await newToken(api);
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
    const acct = await newAccount(api);
    const external_account = { object: 'bank_account', ...BANK_ACCOUNT };
    const create = () =>
      api.stripe.accounts.createExternalAccount(acct, { external_account: external_account as never });
    await create();
    assert.equal((await refusal(create())).code, 'bank_account_exists');
    const none = api.stripe.accounts.createExternalAccount(acct, { external_account: 'btok_none' });
    await assertRefused(none, noSuch('token', 'btok_none', 'external_account'));
  });

  test('are given with their account, too, and take the place of the default before', async () => {
    const made = await api.stripe.accounts.create({ type: 'custom', external_account: await newToken(api) });
    assertWhole(made);
    const [first] = made.external_accounts!.data as Stripe.BankAccount[];
    assert.equal(first?.default_for_currency, true);
    const external_account = { object: 'bank_account', ...BANK_ACCOUNT } as never;
    const updated = await api.stripe.accounts.update(made.id, { external_account });
    const [second, ...none] = updated.external_accounts!.data as Stripe.BankAccount[];
    assert.deepEqual([second?.last4, second?.default_for_currency, none], ['6789', true, []]);
    const { data } = await api.stripe.events.list({ limit: 3 }, { stripeAccount: made.id });
    assert.deepEqual(
      data.map(({ type }) => type),
      ['account.external_account.deleted', 'account.external_account.created', 'account.external_account.updated'],
    );
    const wrong = { ...BANK_ACCOUNT, country: 'DE' } as never;
    const refused = await refusal(api.stripe.accounts.create({ type: 'custom', external_account: wrong }));
    assert.deepEqual([refused.status, refused.param], [400, 'external_account[country]']);
  });

  test('have one default, which moves, and does not go while others are there', async () => {
    const acct = await newAccount(api);
    const [first, second] = [await addTo(api, acct), await addTo(api, acct)];
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
    const acct = await newAccount(api);
    const { id } = await addTo(api, acct);
    const as = { stripeAccount: acct };
    assert.equal((await api.stripe.accounts.retrieveExternalAccount(acct, id, undefined, as)).id, id);
    const stranger = await newAccount(api);
    const crossed = api.stripe.accounts.retrieveExternalAccount(stranger, id);
    await assertRefused(crossed, notFound('external account', id));
    const other = await api.otherMerchant();
    assert.equal((await refusal(other.accounts.retrieveExternalAccount(acct, id))).code, 'account_invalid');
    const own = api.stripe.accounts.createExternalAccount(api.merchant.id, { external_account: await newToken(api) });
    assert.equal((await refusal(own)).status, 400);
  });

  describe('in a list', () => {
    let acct: string;
    before(async () => {
      acct = await newAccount(api);
    });
    testList({
      list: (params) => api.stripe.accounts.listExternalAccounts(acct, params),
      get url() {
        return `/v1/accounts/${acct}/external_accounts`;
      },
      noun: 'external account',
      async ids() {
        const ids: string[] = [];
        for (let index = 0; index < 5; index += 1) ids.unshift((await addTo(api, acct)).id);
        return ids;
      },
      foreign: async () => (await addTo(api, await newAccount(api))).id,
    });
  });
});
