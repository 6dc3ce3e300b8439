// What every request and answer keeps to: spellings, versions, ids, JSON, unknown URLs. See also server/src/inbound/http.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../api.ts';
import { type RawAnswer, type RawRequest, sendRaw } from './raw.ts';
import { records } from './records.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const send = (method: string, path: string, more: Pick<RawRequest, 'headers' | 'body'> = {}) =>
  sendRaw(api, { method, path, ...more });
const get = (path: string, headers: Record<string, string> = {}) => send('GET', path, { headers });
const post = (path: string, body: string) => send('POST', path, { body });

describe('an array is read', () => {
  const permissions = async (body: string) => (await post('/v1/financial_connections/sessions', body)).body.permissions;
  const two = ['payment_method', 'balances'];
  const cases: [string, string, unknown][] = [
    ['with empty brackets', 'permissions[]=payment_method&permissions[]=balances', two],
    ['with positions', 'permissions[0]=payment_method&permissions[1]=balances', two],
    ['with positions in any order', 'permissions[1]=balances&permissions[0]=payment_method', two],
    ['with gaps between positions', 'permissions[7]=balances&permissions[3]=payment_method', two],
    ['with encoded brackets', 'permissions%5B%5D=payment_method&permissions%5B%5D=balances', two],
    ['with one element', 'permissions[]=balances', ['balances']],
  ];
  for (const [title, body, expected] of cases) {
    test(title, async () => assert.deepEqual(await permissions(body), expected));
  }

  test('inside a hash, in both spellings', async () => {
    for (const brackets of ['[]', '[0]']) {
      const body = `permissions[]=balances&filters[account_subcategories]${brackets}=savings`;
      const answer = await post('/v1/financial_connections/sessions', body);
      assert.deepEqual((answer.body.filters as { account_subcategories: unknown }).account_subcategories, ['savings']);
    }
  });

  test('of hashes, in both spellings', async () => {
    const expected = [
      { name: 'PO', value: '1' },
      { name: 'VAT', value: '2' },
    ];
    const field = 'invoice_settings[custom_fields]';
    const indexed = `${field}[0][name]=PO&${field}[0][value]=1&${field}[1][name]=VAT&${field}[1][value]=2`;
    for (const body of [indexed, indexed.replaceAll(/\[\d\]/g, '[]')]) {
      const { invoice_settings } = (await post('/v1/customers', body)).body as {
        invoice_settings: { custom_fields: unknown };
      };
      assert.deepEqual(invoice_settings.custom_fields, expected);
    }
  });

  test('in a query, in both spellings', async () => {
    await post('/v1/customers', 'name=Listed');
    for (const query of [
      'types[]=customer.created&types[]=customer.deleted',
      'types[0]=customer.created&types[1]=customer.deleted',
    ]) {
      assert.notEqual((await get(`/v1/events?${query}`)).body.data?.length, 0);
    }
  });

  test('not in two spellings at once, and not beside text', async () => {
    for (const other of ['permissions[0]', 'permissions', 'permissions[a]']) {
      const { status, body } = await post(
        '/v1/financial_connections/sessions',
        `permissions[]=balances&${other}=balances`,
      );
      assert.deepEqual([status, body.error?.type], [400, 'invalid_request_error']);
      assert.match(
        String(body.error?.message),
        /^Invalid parameters: permissions.* is given in two different shapes\.$/,
      );
    }
  });
});

describe('a parameter is read', () => {
  test('with plus and percent signs decoded', async () => {
    const { body } = await post('/v1/customers', 'name=a+b%2Bc%20d%26e%3Df');
    assert.equal(body.name, 'a b+c d&e=f');
  });

  test('from the query of a POST as from its body', async () => {
    const { body } = await post('/v1/customers?name=Query', 'description=Body');
    assert.deepEqual([body.name, body.description], ['Query', 'Body']);
  });

  test('with its last value when it comes twice', async () =>
    assert.equal((await post('/v1/customers', 'name=first&name=last')).body.name, 'last'));

  test('as metadata under names that mean something elsewhere', async () => {
    const { body } = await post(
      '/v1/customers',
      'metadata[constructor]=a&metadata[toString]=b&metadata[0]=c&metadata[a.b]=d',
    );
    assert.deepEqual(body.metadata, { 0: 'c', constructor: 'a', toString: 'b', 'a.b': 'd' });
  });
});

describe('every answer', () => {
  const requests: [string, () => Promise<RawAnswer>, number][] = [
    ['with an object', () => post('/v1/customers', 'name=x'), 200],
    ['with a list', () => get('/v1/customers'), 200],
    ['refusing a parameter', () => post('/v1/customers', 'nam=x'), 400],
    ['missing an object', () => get('/v1/customers/cus_none'), 404],
    ['not knowing a URL', () => get('/v1/nothing'), 404],
    ['refusing a key', () => get('/v1/customers', { authorization: 'Bearer x' }), 401],
  ];
  for (const [title, request, status] of requests) {
    test(`${title} is pretty JSON with a request id of its own, and is not to be cached`, async () => {
      const [one, two] = [await request(), await request()];
      for (const answer of [one, two]) {
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get('content-type'), 'application/json');
        assert.match(String(answer.headers.get('cache-control')), /no-store/);
        assert.match(String(answer.headers.get('request-id')), /^req_[0-9A-Za-z]{14}$/);
        assert.equal(answer.text, `${JSON.stringify(answer.body, null, 2)}\n`);
        if (status !== 200) assert.deepEqual(Object.keys(answer.body), ['error']);
      }
      assert.notEqual(one.headers.get('request-id'), two.headers.get('request-id'));
    });
  }
});

describe('a version', () => {
  const good = [
    '2022-08-01',
    '2024-06-20',
    '2024-09-30.acacia',
    '2026-07-29.dahlia',
    '2026-10-28.endive',
    '2026-08-26.preview',
    '2099-12-31.preview',
  ];
  for (const version of good) {
    test(`${version} is taken and said back, also with a refusal`, async () => {
      const headers = { 'stripe-version': version };
      for (const path of ['/v1/customers', '/v1/customers/cus_none', '/v1/customers?limit=0']) {
        assert.equal((await get(path, headers)).headers.get('stripe-version'), version);
      }
    });
  }

  test('that is not named is the newest preview', async () =>
    assert.equal((await get('/v1/customers')).headers.get('stripe-version'), '2026-09-30.preview'));

  const bad = [
    'latest',
    '2022-07-31',
    '2026-13-01',
    '2026-02-30',
    '2026-8-26',
    '2026-08-26.',
    '2026-08-26.PREVIEW',
    '2026-08-26 .preview',
    '2022-08-01; financial_connections_relink_api_beta=v1',
    'x'.repeat(300),
  ];
  for (const version of bad) {
    test(`${version.slice(0, 60)} is refused and not said back`, async () => {
      const before = await records(api.database);
      const { status, headers, body } = await send('POST', '/v1/customers', {
        body: 'name=x',
        headers: { 'stripe-version': version },
      });
      assert.deepEqual([status, body.error?.type, body.error?.param], [400, 'invalid_request_error', undefined]);
      assert.ok(body.error?.message?.startsWith(`Invalid Stripe API version: ${version.slice(0, 255)}`));
      assert.ok((body.error?.message?.length ?? 0) < 500);
      assert.equal(headers.get('stripe-version'), null);
      assert.deepEqual(await records(api.database), before);
    });
  }
});

describe('an idempotency key', () => {
  test('of 255 characters is taken and said back; a longer one is refused', async () => {
    const key = 'k'.repeat(255);
    const taken = await send('POST', '/v1/customers', { body: 'name=x', headers: { 'idempotency-key': key } });
    assert.deepEqual([taken.status, taken.headers.get('idempotency-key')], [200, key]);
    const before = await records(api.database);
    const longer = await send('POST', '/v1/customers', { body: 'name=x', headers: { 'idempotency-key': `${key}k` } });
    assert.deepEqual(
      [longer.status, longer.body.error?.message],
      [400, 'Idempotency-Key must be at most 255 characters long.'],
    );
    assert.deepEqual(await records(api.database), before);
  });

  test('that is empty is none', async () => {
    const once = () => send('POST', '/v1/customers', { body: 'name=x', headers: { 'idempotency-key': '' } });
    assert.notEqual((await once()).body.id, (await once()).body.id);
  });
});

describe('a URL is not recognized', () => {
  const later = [
    'GET /v1/financial_connections/sessions',
    'GET /v1/financial_connections/authorizations',
    'POST /v1/financial_connections/consents',
    'GET /v1/customers/search',
    'GET /v1/payment_intents/search',
    'POST /v1/refunds',
    'PUT /v1/customers/cus_1',
    'PATCH /v1/customers/cus_1',
    'DELETE /v1/customers',
    'DELETE /v1/financial_connections/accounts/fca_1',
    'POST /v1/events',
    'GET /v1/customers/',
    'GET //v1/customers',
    'GET /v1//customers',
    'GET /V1/customers',
    'GET /v2/core/events',
    'GET /v1',
    'GET /',
  ];
  for (const line of later) {
    test(line, async () => {
      const [method = '', path = ''] = line.split(' ');
      const before = await records(api.database);
      const { status, body } = await send(method, path);
      const message = `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
      assert.deepEqual([status, body], [404, { error: { message, type: 'invalid_request_error' } }]);
      assert.deepEqual(await records(api.database), before);
    });
  }
});
