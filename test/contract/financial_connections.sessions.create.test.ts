// stripe.financialConnections.sessions.create, for first links: the whole object, parameters, idempotency, expansion.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import type { SessionId } from '../../server/src/kernel/id.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { testIdempotency } from './idempotency.ts';
import * as refusals from './refusals.ts';
import { assertRefused } from './refusals.ts';
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
    const sessions = await Promise.all(Array.from({ length: 5 }, () => create(PLAIN)));
    const secrets = new Set(sessions.map(({ client_secret }) => String(client_secret)));
    assert.equal(secrets.size, 5);
    const ids = sessions.map(({ id }) => id as SessionId);
    const rows = await api.database.kysely.selectFrom('sessions').selectAll().where('id', 'in', ids).execute();
    assert.equal(rows.length, 5);
    const kept = rows.map((row) => Buffer.from(row.client_secret_sealed!).toString('latin1')).join();
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
      assert.equal(Buffer.from(row.body!).includes(String(first.client_secret)), false);
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
});
