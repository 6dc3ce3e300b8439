// stripe.financialConnections.sessions.create, for first links: the whole object, parameters, idempotency, expansion.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { testIdempotency } from './idempotency.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const BANK = 'fcinst_Qn1aNn8l07746s';

let api: TestApi;
let customer: Stripe.Customer;
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
  customer = await api.stripe.customers.create({ name: 'Jenny' });
});
after(() => api.close());

const create = (params: object, options?: Stripe.RequestOptions) =>
  api.stripe.financialConnections.sessions.create(params as Stripe.FinancialConnections.SessionCreateParams, options);

const PLAIN = { permissions: ['payment_method', 'balances'] };

describe('financialConnections.sessions.create', () => {
  test('answers with the whole session, with its client secret and without accounts', async () => {
    const session = await create({ ...PLAIN, account_holder: { type: 'customer', customer: customer.id } });
    assertWhole(session);
    const { id, client_secret, ...rest } = JSON.parse(JSON.stringify(session));
    assert.match(id, /^fcsess_[0-9A-Za-z]{24}$/);
    assert.match(client_secret, /^fcsess_client_secret_[0-9A-Za-z]{24}$/);
    assert.equal(client_secret.includes(id.slice('fcsess_'.length)), false);
    assert.deepEqual(rest, {
      object: 'financial_connections.session',
      account_holder: { customer: customer.id, type: 'customer' },
      accounts: {
        object: 'list',
        data: [],
        has_more: false,
        total_count: 0,
        url: '/v1/financial_connections/accounts',
      },
      livemode: false,
      permissions: PLAIN.permissions,
      prefetch: [],
      status: 'pending',
      status_details: {},
      ui_mode: 'modal',
      url: null,
    });
  });

  test('says back every setting it was made with', async () => {
    const settings = {
      permissions: ['balances', 'ownership', 'payment_method', 'transactions'],
      prefetch: ['balances', 'ownership', 'transactions', 'inferred_balances'],
      filters: {
        account_subcategories: ['checking', 'savings', 'mortgage', 'line_of_credit', 'credit_card'],
        institution: BANK,
        require_payment_method_support: 'at_least_one',
      },
      limits: { accounts: 100 },
      manual_entry: { mode: 'disabled' },
      return_url: 'myshop://done?order=1',
      ui_mode: 'modal',
    };
    const session = await create({ ...settings, filters: { ...settings.filters, countries: ['US'] } });
    assertWhole(session);
    const { id: _, client_secret: __, object: ___, accounts: ____, ...rest } = JSON.parse(JSON.stringify(session));
    assert.deepEqual(rest, {
      ...settings,
      account_holder: null,
      filters: { ...settings.filters, countries: ['US'], country: 'US' },
      livemode: false,
      status: 'pending',
      status_details: {},
      url: null,
    });
  });

  test('takes no holder, an empty one, and an empty limit for any number', async () => {
    assert.equal((await create(PLAIN)).account_holder, null);
    const session = await create({ ...PLAIN, account_holder: '', limits: { accounts: '' } });
    assert.equal(session.account_holder, null);
    assert.equal('limits' in session, false);
  });

  test('takes what is said twice once', async () => {
    const session = await create({ permissions: ['balances', 'balances'], prefetch: ['ownership', 'ownership'] });
    assert.deepEqual([session.permissions, session.prefetch], [['balances'], ['ownership']]);
  });

  test('never gives the same secret twice, and keeps none in the clear', async () => {
    const secrets = new Set<string>();
    for (let index = 0; index < 5; index += 1) secrets.add(String((await create(PLAIN)).client_secret));
    assert.equal(secrets.size, 5);
    const rows = await api.database.kysely.selectFrom('sessions').selectAll().execute();
    const kept = rows.map((row) => Buffer.from(row.client_secret_sealed).toString('latin1')).join();
    for (const secret of secrets) assert.equal(kept.includes(secret.slice(-24)), false);
    assert.equal(JSON.stringify(api.log).includes('client_secret'), false);
  });

  describe('under an idempotency key', () => {
    testIdempotency({
      post: (options) => create({ ...PLAIN, return_url: 'https://shop.example/keyed' }, options),
      other: (options) => create({ permissions: ['balances'] }, options),
      refused: (options) => create({ ...PLAIN, filters: { institution: 'fcinst_none' } }, options),
      malformed: (options) => create({ permissions: ['everything'] }, options),
      async count() {
        const rows = await api.database.kysely
          .selectFrom('sessions')
          .select('id')
          .where('return_url', '=', 'https://shop.example/keyed')
          .execute();
        return rows.length;
      },
    });

    test('the replay has the client secret, and the stored answer is sealed', async () => {
      const first = await create(PLAIN, { idempotencyKey: 'sealed' });
      const again = await create(PLAIN, { idempotencyKey: 'sealed' });
      assert.equal(again.client_secret, first.client_secret);
      const row = await api.database.kysely
        .selectFrom('idempotency_keys')
        .select('body')
        .where('key', '=', 'sealed')
        .executeTakeFirstOrThrow();
      assert.equal(Buffer.from(row.body).includes(String(first.client_secret)), false);
    });
  });

  test('expands the customer, and nothing else', async () => {
    const account_holder = { type: 'customer', customer: customer.id };
    const session = await create({ ...PLAIN, account_holder, expand: ['account_holder.customer'] });
    assertWhole(session);
    assert.deepEqual({ ...(session.account_holder?.customer as Stripe.Customer) }, { ...customer });
    for (const path of ['account_holder', 'client_secret', 'accounts', 'permissions', 'account_holder.customer.name']) {
      await assertRefused(create({ ...PLAIN, account_holder, expand: [path] }), refusals.notExpandable(path));
    }
    await assertRefused(create({ ...PLAIN, expand: ['a.b.c.d.e'] }), refusals.tooDeep('a.b.c.d.e'));
  });

  describe('is refused, and nothing changes,', () => {
    const refused = (title: string, params: object, expected: Refusal) =>
      test(title, async () => {
        const before = await records(api.database);
        await assertRefused(create(params), expected);
        assert.deepEqual(await records(api.database), before);
      });
    const holder = (account_holder: object) => ({ ...PLAIN, account_holder });
    const filters = (filter: object) => ({ ...PLAIN, filters: filter });
    const bound = (message: string) =>
      badRequest(message, { code: 'parameter_invalid_integer', param: 'limits[accounts]' });
    const code = 'must be a two-letter country code such as US';
    const customerParam = 'account_holder[customer]';
    refused('without permissions', {}, refusals.missing('permissions'));
    refused('with empty permissions', { permissions: '' }, refusals.empty('permissions'));
    refused(
      'with an unknown permission',
      { permissions: ['balances', 'all'] },
      refusals.notOneOf('permissions[1]', 'one of balances, ownership, payment_method, or transactions'),
    );
    refused(
      'with one permission as text',
      { permissions: 'balances' },
      badRequest('Invalid array', { param: 'permissions' }),
    );
    refused('with an unknown parameter', { ...PLAIN, metadata: { a: 'b' } }, refusals.unknown('metadata'));
    refused('with text for a holder', holder(['cus_1']), badRequest('Invalid object', { param: 'account_holder' }));
    refused('with a holder without a type', holder({ customer: 'cus_1' }), refusals.missing('account_holder[type]'));
    refused(
      'with a holder of an unknown type',
      holder({ type: 'person' }),
      refusals.notOneOf('account_holder[type]', 'one of account or customer'),
    );
    refused('with a holder without an id', holder({ type: 'customer' }), refusals.missing(customerParam));
    refused(
      'with a holder with an empty id',
      holder({ type: 'customer', customer: '' }),
      refusals.empty(customerParam),
    );
    refused(
      'with the other id',
      holder({ type: 'customer', customer: 'cus_1', account: 'acct_1' }),
      badRequest('account_holder[account] does not go with account_holder[type] = customer.', {
        param: 'account_holder[account]',
      }),
    );
    refused(
      'with an unknown part of a holder',
      holder({ type: 'customer', customer_account: 'acct_1' }),
      refusals.unknown('account_holder[customer_account]'),
    );
    refused(
      'for an unknown customer',
      holder({ type: 'customer', customer: 'cus_none' }),
      refusals.noSuch('customer', 'cus_none', customerParam),
    );
    refused(
      'for a connected account',
      holder({ type: 'account', account: 'acct_1' }),
      refusals.noSuch('account', 'acct_1', 'account_holder[account]'),
    );
    refused(
      'with an unknown kind of account',
      filters({ account_subcategories: ['brokerage'] }),
      refusals.notOneOf(
        'filters[account_subcategories][0]',
        'one of checking, credit_card, line_of_credit, mortgage, or savings',
      ),
    );
    refused(
      'with no kinds of account',
      filters({ account_subcategories: '' }),
      refusals.empty('filters[account_subcategories]'),
    );
    refused(
      'with an unknown institution',
      filters({ institution: 'fcinst_none' }),
      refusals.noSuch('institution', 'fcinst_none', 'filters[institution]'),
    );
    refused(
      'with a country in small letters',
      filters({ countries: ['us'] }),
      badRequest(`Invalid filters[countries][0]: ${code}`, { param: 'filters[countries][0]' }),
    );
    refused(
      'with an institution elsewhere',
      filters({ institution: BANK, countries: ['CA'] }),
      badRequest('This institution is outside of the country filter.', { param: 'filters[institution]' }),
    );
    refused(
      'with an unknown support',
      filters({ require_payment_method_support: 'some' }),
      refusals.notOneOf('filters[require_payment_method_support]', 'one of all, at_least_one, or none'),
    );
    refused('with an unknown filter', filters({ name: 'x' }), refusals.unknown('filters[name]'));
    refused('with limits that limit nothing', { ...PLAIN, limits: { banks: 1 } }, refusals.unknown('limits[banks]'));
    refused(
      'with a limit of zero',
      { ...PLAIN, limits: { accounts: 0 } },
      bound('This value must be greater than or equal to 1.'),
    );
    refused(
      'with a limit of 101',
      { ...PLAIN, limits: { accounts: 101 } },
      bound('This value must be less than or equal to 100.'),
    );
    refused(
      'with a limit that is no number',
      { ...PLAIN, limits: { accounts: 'one' } },
      refusals.notAnInteger('limits[accounts]', 'one'),
    );
    refused(
      'with an unknown manual entry',
      { ...PLAIN, manual_entry: { mode: 'custom' } },
      refusals.notOneOf('manual_entry[mode]', 'one of automatic or disabled'),
    );
    refused(
      'with an unknown prefetch',
      { ...PLAIN, prefetch: ['payments'] },
      refusals.notOneOf('prefetch[0]', 'one of balances, inferred_balances, ownership, or transactions'),
    );
    refused(
      'with a return URL that is none',
      { ...PLAIN, return_url: 'shop' },
      badRequest('Invalid return_url: must be a URL', { param: 'return_url' }),
    );
    refused(
      'with a return URL that is too long',
      { ...PLAIN, return_url: `https://shop.example/${'x'.repeat(2048)}` },
      refusals.tooLong('return_url', `https://shop.example/${'x'.repeat(100)}`, 2048),
    );
    refused(
      'with a hosted page, which comes later',
      { ...PLAIN, ui_mode: 'hosted' },
      refusals.notOneOf('ui_mode', 'modal'),
    );
    refused(
      'with a delivery, which comes later',
      { ...PLAIN, hosted: { delivery_method: 'url' } },
      refusals.unknown('hosted'),
    );

    test('for a deleted customer', async () => {
      const { id } = await api.stripe.customers.create({});
      await api.stripe.customers.del(id);
      await assertRefused(
        create(holder({ type: 'customer', customer: id })),
        refusals.noSuch('customer', id, customerParam),
      );
    });

    test('for a customer of another merchant', async () => {
      const { id } = await (await api.otherMerchant()).customers.create({});
      await assertRefused(
        create(holder({ type: 'customer', customer: id })),
        refusals.noSuch('customer', id, customerParam),
      );
    });

    test('for a live customer with a test key', async () => {
      const { id } = await (await api.liveMode()).customers.create({});
      const expected = refusals.noSuch('customer', id, customerParam);
      const message = `${expected.message}; a similar object exists in live mode, but a test mode key was used to make this request.`;
      await assertRefused(create(holder({ type: 'customer', customer: id })), { ...expected, message });
    });
  });
});
