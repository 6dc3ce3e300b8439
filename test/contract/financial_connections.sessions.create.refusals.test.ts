// stripe.financialConnections.sessions.create, for first links: every refusal, after each of which nothing has changed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';

const BANK = 'fcinst_Qn1aNn8l07746s';

let api: TestApi;
let _customer: Stripe.Customer;
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
  _customer = await api.stripe.customers.create({ name: 'Jenny' });
});
after(() => api.close());

const create = (params: object, options?: Stripe.RequestOptions) =>
  api.stripe.financialConnections.sessions.create(params as Stripe.FinancialConnections.SessionCreateParams, options);

const PLAIN = { permissions: ['payment_method', 'balances'] };

describe('financialConnections.sessions.create', () => {
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
      { ...PLAIN, manual_entry: { mode: 'always' } },
      refusals.notOneOf('manual_entry[mode]', 'one of automatic, custom, or disabled'),
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
      await assertRefused(create(holder({ type: 'customer', customer: id })), expected);
    });
  });
});
