// stripe.payouts of connected accounts, as far as they need no bank.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { withBanks } from './bank_accounts.ts';
import { testIdempotency } from './idempotency.ts';
import { testList } from './lists.ts';
import { addTo, newAccount } from './paid_accounts.ts';
import { assertRefused, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

describe('payouts', () => {
  const pay = (acct: string, params: object = {}, options: Stripe.RequestOptions = {}) =>
    api.stripe.payouts.create({ amount: 1500, currency: 'usd', ...params }, { stripeAccount: acct, ...options });
  let acct: string;
  before(async () => {
    acct = await newAccount(api);
    await addTo(api, acct);
  });

  test('go to the default bank account unless another is named', async () => {
    const second = await addTo(api, acct);
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

  test('are found by where they go and when they arrive', async () => {
    const as = { stripeAccount: acct };
    const { id: destination } = await addTo(api, acct);
    const payout = await pay(acct, { destination });
    const found = async (params: Stripe.PayoutListParams) =>
      (await api.stripe.payouts.list(params, as)).data.map(({ id }) => id);
    assert.deepEqual(await found({ destination }), [payout.id]);
    assert.deepEqual(await found({ destination, arrival_date: { gte: payout.arrival_date } }), [payout.id]);
    assert.deepEqual(await found({ destination, created: { lt: payout.created } }), []);
  });

  test('are refused where no money can go', async () => {
    const told = async (params: object, of = acct) => {
      const { status, param } = await refusal(pay(of, params));
      return [status, param];
    };
    assert.deepEqual(await told({ amount: 0 }), [400, 'amount']);
    assert.deepEqual(await told({ currency: 'eur' }), [400, 'currency']);
    assert.deepEqual(await told({ method: 'instant' }), [400, 'method']);
    assert.equal((await refusal(pay(acct, { method: 'instant' }))).code, 'instant_payouts_unsupported');
    assert.deepEqual(await told({ destination: 'ba_none' }), [400, 'destination']);
    assert.deepEqual(await told({}, await newAccount(api)), [400, undefined]);
    const own = await refusal(api.stripe.payouts.create({ amount: 1, currency: 'usd' }));
    assert.match(own.message, /Stripe-Account/);
    const { id } = await addTo(api, await newAccount(api));
    assert.deepEqual(await told({ destination: id }), [400, 'destination']);
    await assertRefused(pay(acct, { application_fee: 1 }), unknown('application_fee'));
  });

  test('to a bank account that a payout failed to are refused', async () => {
    const of = await newAccount(api);
    const { id } = await addTo(api, of);
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
      lister = await newAccount(api);
      await addTo(api, lister);
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
    // Whose account it is made as is read from the database first.
    meets: false,
  });
});
