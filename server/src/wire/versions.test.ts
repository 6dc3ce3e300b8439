// What wire/versions.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ApiVersion, hasFeature, newestPreview, parseVersion, render, renderFields } from './versions.ts';

function version(text: string): ApiVersion {
  const parsed = parseVersion(text);
  assert(parsed !== null, `${text} is accepted`);
  return parsed;
}

const account = {
  id: 'fca_1',
  object: 'financial_connections.account',
  account_holder: { customer: 'cus_1', type: 'customer' },
  account_numbers: [
    {
      expected_expiry_date: null,
      identifier_type: 'tokenized_account_number',
      status: 'expired',
      supported_networks: ['ach'],
    },
    {
      expected_expiry_date: null,
      identifier_type: 'account_number',
      status: 'transactable',
      supported_networks: ['ach'],
    },
  ],
  authorization: 'fcauth_1',
  inferred_balances_refresh: null,
  institution: 'fcinst_1',
  institution_name: 'Bank',
  status: 'inactive',
  status_details: { inactive: { action: 'relink_required', cause: 'access_denied' } },
  subscriptions: ['transactions', 'inferred_balances'],
};

const session = {
  id: 'fcsess_1',
  object: 'financial_connections.session',
  accounts: { object: 'list', data: [account], has_more: false, url: '/v1/financial_connections/accounts' },
  client_secret: 'fcsess_client_secret_1',
  filters: { account_subcategories: ['checking'], country: 'US', require_payment_method_support: 'all' },
  limits: { accounts: 1 },
  manual_entry: { mode: 'disabled' },
  prefetch: ['balances', 'inferred_balances'],
  relink_options: { authorization: 'fcauth_1', account: 'fca_1' },
  relink_result: { account: null, authorization: null, failure_reason: 'no_account' },
  status: 'cancelled',
  status_details: { cancelled: { reason: 'other' } },
  ui_mode: 'modal',
  url: null,
};

const authorization = {
  id: 'fcauth_1',
  object: 'financial_connections.authorization',
  account_holder: null,
  institution: 'fcinst_1',
  institution_name: 'Bank',
  livemode: false,
  status: 'disconnected',
  status_details: {},
};

describe('a version', () => {
  it('is a date from 2022-08-01 on, alone, with a name, or with preview', () => {
    for (const text of ['2022-08-01', '2024-06-20', '2025-11-17.clover', '2026-01-28.preview', '2030-01-01.preview']) {
      assert.equal(version(text).text, text);
    }
  });

  it('is nothing else', () => {
    const bad = [
      '',
      'latest',
      '2022-07-31',
      '2026-02-30',
      '2026-13-01',
      '2026-1-1',
      '2026-09-30.',
      '2026-09-30.Preview',
    ];
    for (const text of [...bad, '2022-08-01; relink=v1', ' 2024-06-20', '2024-06-20 ', '2026-09-30.a.b', '20260930']) {
      assert.equal(parseVersion(text), null, text);
    }
  });

  it('newer than our newest is our newest of its kind', () => {
    assert.equal(version('2031-05-05.preview').release, newestPreview.release);
    const general = version('2026-10-28.endive');
    assert.deepEqual([general.release, general.preview], ['2026-09-30', false]);
  });

  it('has the features of its kind and date', () => {
    assert.equal(hasFeature(version('2026-09-30.endive'), 'relink'), false);
    assert.equal(hasFeature(version('2026-01-27.preview'), 'relink'), false);
    assert.equal(hasFeature(version('2026-01-28.preview'), 'relink'), true);
    assert.equal(hasFeature(version('2026-08-26.preview'), 'filter_country'), false);
    assert.equal(hasFeature(version('2026-09-30.endive'), 'filter_country'), true);
    assert.equal(hasFeature(version('2026-07-28.dahlia'), 'authorizations'), false);
    assert.equal(hasFeature(version('2026-07-29.dahlia'), 'authorizations'), true);
    assert.equal(hasFeature(version('2026-07-29.dahlia'), 'institutions'), false);
  });
});

describe('an account', () => {
  it('is unchanged in the newest preview', () => {
    assert.deepEqual(render(account, newestPreview), account);
  });

  it('calls an expired number deactivated before 2026-09-30', () => {
    const shown = render(account, version('2026-08-26.preview'));
    assert.deepEqual(
      shown.account_numbers.map(({ status }) => status),
      ['deactivated', 'transactable'],
    );
    const pending = { ...account, account_numbers: [{ ...account.account_numbers[0], status: 'pending' }] };
    assert.equal(render(pending, version('2026-08-26.dahlia')).account_numbers[0]?.status, 'deactivated');
    assert.equal(render(account, version('2026-09-30.endive')).account_numbers[0]?.status, 'expired');
  });

  it('shows in a general version only what became general', () => {
    const shown = render(account, version('2026-09-30.endive'));
    assert.deepEqual(
      Object.keys(account).filter((key) => !(key in shown)),
      ['inferred_balances_refresh', 'institution'],
    );
    assert.deepEqual(shown.subscriptions, ['transactions']);
    const june = render(account, version('2026-06-24.dahlia'));
    assert.equal('authorization' in june, false);
    assert.equal('status_details' in june, true);
    const old = render(account, version('2022-08-01'));
    for (const key of ['account_numbers', 'authorization', 'status_details', 'institution'])
      assert.equal(key in old, false);
  });

  it('is not changed itself', () => {
    const before = structuredClone(account);
    render(account, version('2022-08-01'));
    assert.deepEqual(account, before);
  });
});

describe('a session', () => {
  it('hides relink and hosted fields where they do not exist', () => {
    const general = render(session, version('2026-09-30.endive'));
    const hidden = Object.keys(session).filter((key) => !(key in general));
    assert.deepEqual(hidden, ['relink_options', 'relink_result', 'status', 'status_details', 'ui_mode', 'url']);
    assert.deepEqual(general.prefetch, ['balances']);
    const february = render(session, version('2026-02-25.preview'));
    assert.deepEqual(
      Object.keys(session).filter((key) => !(key in february)),
      ['ui_mode', 'url'],
    );
    assert.equal('limits' in render(session, version('2026-06-24.dahlia')), false);
  });

  it('names its country the way the version does', () => {
    const filters = (text: string) => render(session, version(text)).filters as Record<string, unknown>;
    assert.deepEqual(filters('2026-07-29.dahlia').countries, ['US']);
    assert.equal('country' in filters('2026-07-29.dahlia'), false);
    assert.deepEqual([filters('2026-08-26.preview').countries, filters('2026-08-26.preview').country], [['US'], 'US']);
    assert.equal('countries' in filters('2026-09-30.preview'), false);
    assert.equal('countries' in filters('2026-10-28.endive'), false);
    assert.equal('require_payment_method_support' in filters('2025-09-30.clover'), false);
  });

  it('shows null countries where there is no country', () => {
    const open = { ...session, filters: { account_subcategories: null, country: null } };
    assert.deepEqual(render(open, version('2026-01-28.preview')).filters, {
      account_subcategories: null,
      countries: null,
    });
  });

  it('renders the accounts inside it', () => {
    const shown = render(session, version('2026-08-26.dahlia'));
    assert.equal('institution' in (shown.accounts.data[0] ?? {}), false);
  });
});

describe('an authorization', () => {
  it('has no holder, no institution and no disconnected status in general versions', () => {
    assert.deepEqual(render(authorization, version('2026-07-29.dahlia')), {
      id: 'fcauth_1',
      object: 'financial_connections.authorization',
      institution_name: 'Bank',
      livemode: false,
      status: 'inactive',
      status_details: { inactive: { action: 'none' } },
    });
    assert.deepEqual(render(authorization, version('2026-01-28.preview')), authorization);
  });
});

describe('an event', () => {
  it('keeps its data, because its own api_version says how that is rendered', () => {
    const event = { object: 'event', data: { object: account } };
    assert.equal(render({ object: 'list', data: [event] }, version('2022-08-01')).data[0], event);
  });

  it('has previous attributes rendered like the object', () => {
    const fields = { status: 'active', status_details: {} };
    assert.deepEqual(renderFields('financial_connections.account', fields, version('2025-09-30.clover')), {
      status: 'active',
    });
    assert.deepEqual(renderFields('financial_connections.account', fields, newestPreview), fields);
  });
});
