// stripe.financialConnections.sessions.create by version: which parameters exist, and what the answer shows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { assertRefused, missing, notOneOf, type Refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
let account_holder: { type: 'customer'; customer: string };
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
  account_holder = { type: 'customer', customer: (await api.stripe.customers.create({})).id };
});
after(() => api.close());

const create = (apiVersion: string, params: object) =>
  api.stripe.financialConnections.sessions.create(
    { permissions: ['balances'], ...params } as Stripe.FinancialConnections.SessionCreateParams,
    { apiVersion },
  );

const keys = async (apiVersion: string, params: object = {}) =>
  Object.keys(await create(apiVersion, { account_holder, ...params })).sort();

const GENERAL = ['account_holder', 'accounts', 'client_secret', 'id', 'livemode', 'object', 'permissions', 'prefetch'];

describe('a session made in', () => {
  const shows = (apiVersion: string, expected: string[], params: object = {}) =>
    test(`${apiVersion} shows what that version has`, async () => {
      assert.deepEqual(await keys(apiVersion, params), [...GENERAL, ...expected].sort());
      assertWhole(await create(apiVersion, { account_holder, ...params }));
    });
  const settings = { limits: { accounts: 2 }, manual_entry: { mode: 'automatic' } };
  shows('2022-08-01', []);
  shows('2024-09-30.acacia', ['return_url'], { return_url: 'https://a.example' });
  shows('2026-06-24.dahlia', []);
  shows('2026-07-29.dahlia', ['limits', 'manual_entry'], settings);
  shows('2026-10-28.endive', ['limits', 'manual_entry'], settings);
  shows('2025-12-15.preview', ['status', 'status_details', 'limits', 'manual_entry'], settings);
  shows('2026-01-28.preview', ['status', 'status_details']);
  shows('2026-03-25.preview', ['status', 'status_details', 'ui_mode', 'url']);
  shows('2026-09-30.preview', ['status', 'status_details', 'ui_mode', 'url']);
});

describe('a filter is shown in', () => {
  const filter = (apiVersion: string, given: object, expected: object) =>
    test(`${apiVersion} as that version has it`, async () => {
      const session = await create(apiVersion, { account_holder, filters: given });
      assert.deepEqual({ ...session.filters }, expected);
    });
  const kinds = { account_subcategories: ['savings'] };
  filter('2025-09-30.clover', { ...kinds, countries: ['US'] }, { ...kinds, countries: ['US'] });
  filter(
    '2026-07-29.dahlia',
    { require_payment_method_support: 'all' },
    { account_subcategories: null, countries: null, require_payment_method_support: 'all' },
  );
  filter(
    '2026-08-26.dahlia',
    { countries: ['US', 'CA'] },
    { account_subcategories: null, countries: ['US', 'CA'], country: 'US' },
  );
  filter(
    '2026-08-26.preview',
    { countries: ['US'] },
    { account_subcategories: null, countries: ['US'], country: 'US' },
  );
  filter(
    '2026-07-29.preview',
    { institution: 'fcinst_Qn1aNn8l07746s' },
    { account_subcategories: null, countries: null, institution: 'fcinst_Qn1aNn8l07746s' },
  );
  filter('2026-09-30.endive', { country: 'US' }, { account_subcategories: null, country: 'US' });
  filter('2026-09-30.preview', { country: 'US', ...kinds }, { ...kinds, country: 'US' });
});

describe('a session asked for in', () => {
  const refused = (apiVersion: string, title: string, params: object, expected: Refusal) =>
    test(`${apiVersion} ${title}`, () => assertRefused(create(apiVersion, params), expected));
  const relink_options = { authorization: 'fcauth_1' };
  for (const version of ['2022-08-01', '2026-07-29.dahlia', '2026-10-28.endive', '2026-01-27.preview']) {
    refused(version, 'does not know relinking', { account_holder, relink_options }, unknown('relink_options'));
    refused(version, 'needs a holder', {}, missing('account_holder'));
  }
  for (const version of ['2026-10-28.endive', '2026-01-28.preview', '2026-03-24.preview']) {
    refused(version, 'does not know the UI mode', { account_holder, ui_mode: 'modal' }, unknown('ui_mode'));
  }
  refused('2026-07-28.dahlia', 'does not know limits', { account_holder, limits: { accounts: 1 } }, unknown('limits'));
  refused(
    '2026-07-28.dahlia',
    'does not know manual entry',
    { account_holder, manual_entry: { mode: 'disabled' } },
    unknown('manual_entry'),
  );
  refused(
    '2026-07-28.dahlia',
    'does not know required support',
    { account_holder, filters: { require_payment_method_support: 'all' } },
    unknown('filters[require_payment_method_support]'),
  );
  refused(
    '2026-10-28.endive',
    'does not know the institution filter',
    { account_holder, filters: { institution: 'fcinst_1' } },
    unknown('filters[institution]'),
  );
  refused(
    '2026-10-28.endive',
    'does not know inferred balances',
    { account_holder, prefetch: ['inferred_balances'] },
    notOneOf('prefetch[0]', 'one of balances, ownership, or transactions'),
  );
  refused(
    '2026-08-26.dahlia',
    'knows countries only',
    { account_holder, filters: { country: 'US' } },
    unknown('filters[country]'),
  );
  refused('2026-08-26.preview', 'knows countries only', { filters: { country: 'US' } }, unknown('filters[country]'));
  refused(
    '2026-09-30.endive',
    'knows one country only',
    { account_holder, filters: { countries: ['US'] } },
    unknown('filters[countries]'),
  );
  refused(
    '2026-09-30.preview',
    'knows one country only',
    { filters: { countries: ['US'] } },
    unknown('filters[countries]'),
  );
  refused(
    '2026-09-30.preview',
    'takes no array of countries',
    { filters: { country: ['US'] } },
    {
      status: 400,
      type: 'invalid_request_error',
      param: 'filters[country]',
      message: 'Invalid string: ["US"]',
    },
  );
});
