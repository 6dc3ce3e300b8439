// stripe.accounts: create, retrieve, update, list, del. Whole objects, what is merged and what is not kept, refusals.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const create = (params: object = {}, options?: Stripe.RequestOptions) =>
  api.stripe.accounts.create(params as Stripe.AccountCreateParams, options);
const update = (id: string, params: object) => api.stripe.accounts.update(id, params as Stripe.AccountUpdateParams);

/** As Stripe answers whoever names an account that is not his, or is none. */
function notYours(id: string): Refusal {
  const message =
    `The provided key 'stranger' does not have access to account '${id}' (or that account does not exist). ` +
    'Application access may have been revoked.';
  return { status: 403, type: 'invalid_request_error', code: 'account_invalid', message };
}

const JENNY = {
  type: 'custom',
  country: 'DE',
  email: 'jenny@example.com',
  business_type: 'individual',
  business_profile: {
    name: 'Jenny Rides',
    url: 'https://jenny.example',
    mcc: '4121',
    support_email: 'help@jenny.example',
  },
  capabilities: { transfers: { requested: true }, card_payments: { requested: true } },
  individual: {
    first_name: 'Jenny',
    last_name: 'Rosen',
    dob: { day: 1, month: 2, year: 1990 },
    id_number: '000000000',
  },
  metadata: { fleet: '7' },
};

describe('accounts.create', () => {
  test('answers with the whole account, also when nothing is said about it', async () => {
    const account = await create();
    assertWhole(account);
    assert.match(account.id, /^acct_[0-9A-Za-z]{16}$/);
    const { type, country, default_currency, email, charges_enabled, payouts_enabled, capabilities } = account;
    assert.deepEqual(
      { type, country, default_currency, email, charges_enabled, payouts_enabled, capabilities },
      {
        type: 'standard',
        country: 'US',
        default_currency: 'usd',
        email: null,
        charges_enabled: false,
        payouts_enabled: false,
        capabilities: {},
      },
    );
  });

  test('activates requested capabilities at once, and keeps no number that names a person', async () => {
    const account = await create(JENNY);
    assertWhole(account);
    assert.deepEqual(account.capabilities, { transfers: 'active', card_payments: 'active' });
    assert.equal(account.charges_enabled && account.payouts_enabled && account.details_submitted, true);
    assert.equal(account.default_currency, 'eur');
    assert.equal(account.business_profile?.name, 'Jenny Rides');
    assert.equal(account.individual?.id_number_provided, true);
    assert.deepEqual({ ...account.individual?.dob }, { day: 1, month: 2, year: 1990 });
    assert.deepEqual({ ...account.metadata }, { fleet: '7' });
    assert.doesNotMatch(JSON.stringify(account), /000000000/);
    assert.deepEqual({ ...(await api.stripe.accounts.retrieve(account.id)) }, { ...account });
  });

  test('makes the classic types and controllers of one’s own', async () => {
    const dashboards = { custom: 'none', express: 'express', standard: 'full' };
    for (const [type, dashboard] of Object.entries(dashboards)) {
      const account = await create({ type });
      assert.equal(account.type, type);
      assert.equal(account.controller?.stripe_dashboard?.type, dashboard);
    }
    const own = await create({ controller: { fees: { payer: 'application' }, losses: { payments: 'application' } } });
    assert.equal(own.type, 'none');
    assert.deepEqual(
      { ...own.controller },
      {
        fees: { payer: 'application' },
        losses: { payments: 'application' },
        requirement_collection: 'stripe',
        stripe_dashboard: { type: 'full' },
        is_controller: true,
        type: 'application',
      },
    );
  });

  test('answers the same again under an idempotency key, and makes one account', async () => {
    const first = await create({ email: 'once@example.com' }, { idempotencyKey: 'one account' });
    const again = await create({ email: 'once@example.com' }, { idempotencyKey: 'one account' });
    assert.equal(again.id, first.id);
  });

  const wrong: [object, () => Refusal][] = [
    [{ type: 'custom', controller: { fees: { payer: 'account' } } }, () => refusals.exclusive('type', 'controller')],
    [{ type: 'other' }, () => refusals.notOneOf('type', 'one of custom, express, or standard')],
    [
      { country: 'Germany' },
      () => badRequest('Invalid string: Germany; must be at most 2 characters', { param: 'country' }),
    ],
    [{ email: 'jenny' }, () => badRequest('Invalid email address: jenny', { code: 'email_invalid', param: 'email' })],
    [{ capabilities: { flying: { requested: true } } }, () => refusals.unknown('capabilities[flying]')],
    [{ company: { name: 'x', shoe_size: '9' } }, () => refusals.unknown('company[shoe_size]')],
    [
      { controller: { requirement_collection: 'application' } },
      () =>
        badRequest(
          'controller[requirement_collection] = application needs controller[losses][payments] = application.',
          { param: 'controller[losses][payments]' },
        ),
    ],
  ];
  for (const [params, expected] of wrong) {
    test(`refuses ${JSON.stringify(params)} and changes nothing`, async () => {
      const before = await records(api.database);
      await assertRefused(create(params), expected());
      assert.deepEqual(await records(api.database), before);
    });
  }
});

describe('accounts.update', () => {
  test('changes what it names, merges hashes, and tells of it as the account', async () => {
    const { id } = await create(JENNY);
    const changed = await update(id, {
      business_profile: { url: 'https://rides.example' },
      capabilities: { card_payments: { requested: false } },
      metadata: { fleet: '', size: '9' },
    });
    assertWhole(changed);
    assert.equal(changed.business_profile?.name, 'Jenny Rides');
    assert.equal(changed.business_profile?.url, 'https://rides.example');
    assert.deepEqual(changed.capabilities, { transfers: 'active', card_payments: 'inactive' });
    assert.equal(changed.charges_enabled, false);
    assert.deepEqual({ ...changed.metadata }, { size: '9' });
    const { data: events } = await api.stripe.events.list({}, { stripeAccount: id });
    assert.deepEqual(
      events.map(({ type, account }) => ({ type, account })),
      [{ type: 'account.updated', account: id }],
    );
    const told = events[0] as Stripe.AccountUpdatedEvent;
    assertWhole(told);
    assert.deepEqual(told.data.previous_attributes, {
      business_profile: { url: 'https://jenny.example' },
      capabilities: { card_payments: 'active' },
      charges_enabled: true,
      metadata: { fleet: '7', size: null },
    });
  });

  test('says nothing where nothing changes', async () => {
    const { id } = await create(JENNY);
    await update(id, { email: JENNY.email, metadata: { fleet: '7' } });
    assert.deepEqual((await api.stripe.events.list({}, { stripeAccount: id })).data, []);
  });

  test('may be asked by the account itself', async () => {
    const { id } = await create(JENNY);
    const changed = await api.stripe.accounts.update(id, { email: 'new@example.com' }, { stripeAccount: id });
    assert.equal(changed.email, 'new@example.com');
  });
});

describe('an external account that is told with its account', () => {
  const bank = (account_number: string) => ({
    external_account: {
      object: 'bank_account',
      country: 'US',
      currency: 'usd',
      routing_number: '110000000',
      account_number,
    },
  });
  const shown = (account: Stripe.Account) =>
    account.external_accounts?.data.map((external) => {
      const { last4, default_for_currency } = external as Stripe.BankAccount;
      return { last4, default_for_currency };
    });

  test('is the one that it is paid out to, and another one takes its place', async () => {
    const account = await create({ ...JENNY, ...bank('000123456789') });
    assertWhole(account);
    assert.deepEqual(shown(account), [{ last4: '6789', default_for_currency: true }]);
    const changed = await update(account.id, bank('000222222227'));
    assert.deepEqual(shown(changed), [{ last4: '2227', default_for_currency: true }]);
    const { data } = await api.stripe.events.list({}, { stripeAccount: account.id });
    assert.deepEqual(data.map(({ type }) => type.replace('account.external_account.', '')).toSorted(), [
      'created',
      'created',
      'deleted',
      'updated',
    ]);
  });

  test('is refused where it is none, with nothing made', async () => {
    const before = await records(api.database);
    const call = create({ external_account: 'btok_none' });
    await assertRefused(call, refusals.noSuch('token', 'btok_none', 'external_account'));
    assert.deepEqual(await records(api.database), before);
  });
});

describe('accounts.retrieve', () => {
  test('shows oneself, and the connected account that one acts as', async () => {
    const own = await api.stripe.accounts.retrieveCurrent();
    assertWhole(own);
    assert.equal(own.id, api.merchant.id);
    assert.equal((await api.stripe.accounts.retrieve(api.merchant.id)).id, api.merchant.id);
    const { id } = await create(JENNY);
    const acting = await api.stripe.accounts.retrieveCurrent({}, { stripeAccount: id });
    assert.deepEqual({ ...acting }, { ...(await api.stripe.accounts.retrieve(id)) });
  });

  test('refuses a foreign account, an unknown one and one’s platform alike', async () => {
    const other = await api.otherMerchant();
    const foreign = await other.accounts.create({});
    for (const id of [foreign.id, 'acct_unknown']) {
      await assertRefused(api.stripe.accounts.retrieve(id), notYours(id));
      await assertRefused(update(id, { email: 'x@example.com' }), notYours(id));
      await assertRefused(api.stripe.accounts.del(id), notYours(id));
    }
    const { id } = await create();
    const platform = api.merchant.id;
    await assertRefused(api.stripe.accounts.retrieve(platform, {}, { stripeAccount: id }), notYours(platform));
  });
});

describe('accounts.list and accounts.del', () => {
  test('the list pages through one’s own, the newest first, without those that are gone', async () => {
    const platform = await api.otherMerchant();
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1) ids.unshift((await platform.accounts.create({})).id);
    const gone = await platform.accounts.del(ids[1] as string);
    assert.deepEqual({ ...gone }, { id: ids[1], object: 'account', deleted: true });
    const first = await platform.accounts.list({ limit: 2 });
    assertWhole(first);
    assert.deepEqual(
      first.data.map(({ id }) => id),
      [ids[0], ids[2]],
    );
    assert.equal(first.has_more, true);
    const rest = await platform.accounts.list({ starting_after: ids[2] as string });
    assert.deepEqual(
      rest.data.map(({ id }) => id),
      [ids[3]],
    );
    await assert.rejects(platform.accounts.retrieve(ids[1] as string), /does not have access/);
    await assert.rejects(platform.customers.list({}, { stripeAccount: ids[1] as string }), /does not have access/);
  });

  test('accounts are of one mode', async () => {
    const live = await api.liveMode();
    const account = await live.accounts.create({});
    assert.equal((await live.accounts.retrieve(account.id)).id, account.id);
    await assertRefused(api.stripe.accounts.retrieve(account.id), notYours(account.id));
    await assertRefused(api.stripe.customers.list({}, { stripeAccount: account.id }), notYours(account.id));
  });
});
