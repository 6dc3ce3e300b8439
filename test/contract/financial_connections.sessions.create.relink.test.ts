// stripe.financialConnections.sessions.create with relink_options: whom, what and how much it lets a session be about.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { everything, link, mark, told } from '../story.ts';
import { type Connected, openConnected, plain } from './connected.ts';
import { assertRefused, badRequest, empty, missing, noSuch, type Refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let at: Connected;
before(async () => {
  at = await openConnected();
});
after(() => at.world.close());

const create = (params: object, options?: Stripe.RequestOptions, stripe = at.stripe) =>
  stripe.financialConnections.sessions.create(params as Stripe.FinancialConnections.SessionCreateParams, options);

/** A relink session of the linked customer, with changes. */
const request = (relink: object, more: object = {}) => ({
  account_holder: { type: 'customer', customer: at.linked.customer },
  permissions: ['payment_method'],
  relink_options: { authorization: at.linked.authorization, ...relink },
  ...more,
});

describe('a relink session', () => {
  test('for an authorization is whole, says what it is about, and fills in nothing', async () => {
    const session = await create(request({}));
    assertWhole(session);
    const { id: _, client_secret: __, ...rest } = plain(session);
    assert.deepEqual(rest, {
      object: 'financial_connections.session',
      account_holder: { customer: at.linked.customer, type: 'customer' },
      accounts: {
        object: 'list',
        data: [],
        has_more: false,
        total_count: 0,
        url: '/v1/financial_connections/accounts',
      },
      livemode: false,
      permissions: ['payment_method'],
      prefetch: [],
      relink_options: { account: null, authorization: at.linked.authorization },
      status: 'pending',
      status_details: {},
      ui_mode: 'modal',
      url: null,
    });
  });

  test('for a checking or savings account limits itself to one of these kinds', async () => {
    for (const { id } of [at.checking, at.savings]) {
      const session = await create(request({ account: id }));
      assertWhole(session);
      assert.deepEqual(session.relink_options, { account: id, authorization: at.linked.authorization });
      const kinds = { account_subcategories: ['checking', 'savings'], countries: null, country: null };
      assert.deepEqual([session.filters, session.limits], [kinds, { accounts: 1 }]);
    }
  });

  test('for another account limits itself to its own kind', async () => {
    const session = await create(request({ account: at.mortgage.id }));
    assert.deepEqual(session.filters?.account_subcategories, ['mortgage']);
    assert.deepEqual(session.limits, { accounts: 1 });
  });

  test('keeps filters and limits that fit its account', async () => {
    const filters = { account_subcategories: ['savings'] };
    const session = await create(request({ account: at.savings.id }, { filters, limits: { accounts: 1 } }));
    assert.deepEqual([session.filters?.account_subcategories, session.limits], [['savings'], { accounts: 1 }]);
    const open = await create(request({ account: at.savings.id }, { limits: { accounts: '' } }));
    assert.deepEqual(open.limits, { accounts: 1 });
  });

  test('for an authorization keeps whatever filters and limits it is given', async () => {
    const filters = { account_subcategories: ['credit_card'], require_payment_method_support: 'none' };
    const session = await create(request({}, { filters, limits: { accounts: 7 } }));
    assert.deepEqual(session.filters?.account_subcategories, ['credit_card']);
    assert.deepEqual(session.limits, { accounts: 7 });
  });

  test('may name the institution of its authorization', async () => {
    const institution = String(at.checking.institution);
    assert.equal((await create(request({}, { filters: { institution } }))).filters?.institution, institution);
  });

  test('has no result before it ends', async () => {
    const session = await create(request({ account: at.checking.id }));
    assert.equal('relink_result' in session, false);
    assert.equal('relink_result' in (await at.stripe.financialConnections.sessions.retrieve(session.id)), false);
  });

  test('may be made again while another is open', async () => {
    const [one, two] = [await create(request({})), await create(request({}))];
    assert.notEqual(one.id, two.id);
    assert.notEqual(one.client_secret, two.client_secret);
  });

  test('shows in a general version only what that version has', async () => {
    const { id } = await create(request({ account: at.checking.id }));
    const { sessions } = at.stripe.financialConnections;
    const general = await sessions.retrieve(id, {}, { apiVersion: '2026-09-30.endive' });
    assertWhole(general);
    const gone = ['relink_options', 'relink_result', 'status', 'status_details', 'ui_mode', 'url'];
    const now = Object.keys(await sessions.retrieve(id));
    assert.deepEqual(
      now.filter((key) => !(key in general)),
      gone
        .filter((key) => key !== 'relink_result' && now.includes(key))
        .sort((a, b) => now.indexOf(a) - now.indexOf(b)),
    );
  });

  test('under an idempotency key is one session', async () => {
    const params = request({ account: at.checking.id });
    const first = await create(params, { idempotencyKey: 'relink' });
    assert.deepEqual(plain(await create(params, { idempotencyKey: 'relink' })), plain(first));
  });
});

describe('a relink session is refused', () => {
  const refused = (title: string, params: () => object, expected: (() => Refusal) | Refusal) =>
    test(title, async () => {
      const state = await everything(at.world, at.linked);
      const since = await mark(at.world);
      await assertRefused(create(params()), typeof expected === 'function' ? expected() : expected);
      assert.deepEqual(await everything(at.world, at.linked), state);
      assert.deepEqual(await told(at.world, since), []);
    });
  const AUTHORIZATION = 'relink_options[authorization]';
  const ACCOUNT = 'relink_options[account]';
  const holderDiffers = badRequest(
    'The account_holder of a relink session must be the account_holder of the authorization to relink; leave it out where the authorization has none.',
    { param: 'account_holder' },
  );
  refused(
    'without an authorization',
    () => ({ ...request({}), relink_options: { account: at.checking.id } }),
    missing(AUTHORIZATION),
  );
  refused('with an empty authorization', () => request({ authorization: '' }), empty(AUTHORIZATION));
  refused('with an empty account', () => request({ account: '' }), empty(ACCOUNT));
  refused(
    'with text for its options',
    () => request({}, { relink_options: 'fcauth_1' }),
    badRequest('Invalid object', { param: 'relink_options' }),
  );
  refused('with unknown options', () => request({ force: true }), unknown('relink_options[force]'));
  refused(
    'for an unknown authorization',
    () => request({ authorization: 'fcauth_none' }),
    noSuch('authorization', 'fcauth_none', AUTHORIZATION),
  );
  refused('for an unknown account', () => request({ account: 'fca_none' }), noSuch('account', 'fca_none', ACCOUNT));
  refused(
    'for an account in place of an authorization',
    () => request({ authorization: at.checking.id }),
    () => noSuch('authorization', at.checking.id, AUTHORIZATION),
  );
  refused('without the holder', () => request({}, { account_holder: undefined }), holderDiffers);
  refused(
    'with a limit other than one for one account',
    () => request({ account: at.checking.id }, { limits: { accounts: 2 } }),
    badRequest('A session that relinks one account takes limits[accounts] = 1 or none.', { param: 'limits[accounts]' }),
  );
  refused(
    'with a filter that leaves its account out',
    () => request({ account: at.checking.id }, { filters: { account_subcategories: ['savings'] } }),
    badRequest("The account to relink is of the subcategory 'checking', which this filter leaves out.", {
      param: 'filters[account_subcategories]',
    }),
  );
  refused(
    'with another institution',
    () => request({}, { filters: { institution: 'fcinst_Qn1a6jqpI0Gb84' } }),
    badRequest('The authorization to relink is at another institution.', { param: 'filters[institution]' }),
  );
  refused(
    'with a country in which its bank is not',
    () => request({}, { filters: { countries: ['CA'] } }),
    badRequest('The institution of the authorization to relink is outside of the country filter.', {
      param: 'filters',
    }),
  );

  test('with another customer as holder', async () => {
    const { id } = await at.stripe.customers.create({ name: 'Somebody else' });
    await assertRefused(create(request({}, { account_holder: { type: 'customer', customer: id } })), holderDiffers);
  });

  test('with a holder where the authorization has none', async () => {
    const free = await link(at.world, { customer: null });
    const relink_options = { authorization: free.authorization };
    await assertRefused(create(request({}, { relink_options })), holderDiffers);
    const session = await create(request({}, { relink_options, account_holder: '' }));
    assert.equal(session.account_holder, null);
  });

  test('for an account of another authorization', async () => {
    const { customer } = at.linked;
    const second = await link(at.world, { customer, institution: 'Test (OAuth)', accounts: ['Success'] });
    assert.notEqual(second.authorization, at.linked.authorization);
    const expected = badRequest('This account does not belong to the authorization in relink_options[authorization].', {
      param: ACCOUNT,
    });
    await assertRefused(create(request({ account: second.accounts[0]!.id })), expected);
  });

  test('for a disconnected account, and for a disconnected authorization', async () => {
    const gone = await link(at.world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
    const account_holder = { type: 'customer', customer: gone.customer };
    const of = (relink: object) => ({
      account_holder,
      relink_options: { authorization: gone.authorization, ...relink },
    });
    const [first, second] = gone.accounts;
    await at.stripe.financialConnections.accounts.disconnect(first!.id);
    const accountGone = 'This account is disconnected, which cannot be undone. Link it anew.';
    await assertRefused(create(request({}, of({ account: first!.id }))), badRequest(accountGone, { param: ACCOUNT }));
    assert.equal((await create(request({}, of({ account: second!.id })))).status, 'pending');
    await at.stripe.financialConnections.accounts.disconnect(second!.id);
    const allGone = 'This authorization is disconnected, which cannot be undone. Link the accounts anew.';
    for (const relink of [{}, { account: second!.id }]) {
      await assertRefused(create(request({}, of(relink))), badRequest(allGone, { param: AUTHORIZATION }));
    }
  });

  test('for a link of another merchant, whoever is named as holder', async () => {
    const { id: his } = await at.other.customers.create({ name: 'His' });
    const { authorization } = at.linked;
    const missed = noSuch('authorization', authorization, AUTHORIZATION);
    await assertRefused(
      create(request({}, { account_holder: { type: 'customer', customer: his } }), {}, at.other),
      missed,
    );
    await assertRefused(create(request({}, { account_holder: '' }), {}, at.other), missed);
    const mine = noSuch('customer', String(at.linked.customer), 'account_holder[customer]');
    await assertRefused(create(request({}), {}, at.other), mine);
  });
});
