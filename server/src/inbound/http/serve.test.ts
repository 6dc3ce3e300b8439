// What every request meets before an endpoint, and what every answer carries, through the app as a function.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Stripe from 'stripe';
import StableStripe from 'stripe-stable';
import { openTestApi, type TestApi } from '../../../../test/api.ts';

interface ErrorAnswer {
  error: { type: string; code?: string; param?: string; message: string; doc_url?: string };
}

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

/** Overrides the key of `api.call`. */
function keyed(authorization: string): { headers: Record<string, string> } {
  return { headers: { authorization } };
}

async function refused(method: string, path: string, options?: Parameters<TestApi['call']>[2]) {
  const { status, headers, body } = await api.call(method, path, options);
  return { status, headers, ...(body as ErrorAnswer).error };
}

describe('a request', () => {
  it('takes the key as Bearer and as Basic', async () => {
    const basic = Buffer.from(`${api.keys.secret}:`).toString('base64');
    assert.equal((await api.call('GET', '/v1/customers', keyed(`Basic ${basic}`))).status, 200);
    assert.equal((await api.call('GET', '/v1/customers', keyed(`Bearer ${api.keys.secret}`))).status, 200);
  });

  it('without a key, with a wrong or a publishable one is 401', async () => {
    const none = await refused('GET', '/v1/customers', keyed(''));
    assert.equal(none.status, 401);
    assert.match(none.message, /^You did not provide an API key\./);
    assert.equal(none.headers.get('www-authenticate'), 'Basic realm="Stripe"');
    const wrong = await refused('GET', '/v1/customers', keyed('Bearer sk_test_abcdefghijklmnop1234'));
    assert.equal(wrong.message, 'Invalid API Key provided: sk_test_****************1234');
    const publishable = await refused('GET', '/v1/customers', keyed(`Bearer ${api.keys.publishable}`));
    assert.deepEqual([publishable.status, publishable.code], [401, 'secret_key_required']);
    const sdk = api.sdk({}, 'sk_test_abcdefghijklmnop1234');
    await assert.rejects(sdk.customers.list(), Stripe.errors.StripeAuthenticationError);
  });

  it('may name its own account and no other', async () => {
    const own = await api.call('GET', '/v1/customers', { headers: { 'stripe-account': api.merchant.id } });
    assert.equal(own.headers.get('stripe-account'), api.merchant.id);
    const other = await refused('GET', '/v1/customers', { headers: { 'stripe-account': 'acct_other' } });
    assert.deepEqual([other.status, other.code], [403, 'account_invalid']);
    assert.equal(other.message.includes(api.keys.secret), false);
  });

  it('to an unknown URL is 404 with the method and path', async () => {
    const unknown = await refused('GET', '/v1/foo?secret=1');
    assert.equal(unknown.status, 404);
    assert.match(unknown.message, /^Unrecognized request URL \(GET: \/v1\/foo\)\. Please see/);
    for (const [method, path] of [
      ['PUT', '/v1/customers'],
      ['GET', '/v1/customers/'],
      ['GET', '/nothing'],
    ] as const) {
      assert.equal((await refused(method, path)).status, 404);
    }
  });

  it('may ask for any well-formed version', async () => {
    for (const version of ['2022-08-01', '2026-10-28.endive', '2026-08-26.preview']) {
      const { status, headers } = await api.call('GET', '/v1/customers', { headers: { 'stripe-version': version } });
      assert.deepEqual([status, headers.get('stripe-version')], [200, version]);
    }
    assert.equal((await api.call('GET', '/v1/customers')).headers.get('stripe-version'), '2026-09-30.preview');
    const bad = await refused('GET', '/v1/customers', { headers: { 'stripe-version': '2022-08-01; beta=v1' } });
    assert.equal(bad.status, 400);
    assert.match(bad.message, /^Invalid Stripe API version: 2022-08-01; beta=v1\./);
  });

  it('in a general version does not find what is only in preview', async () => {
    const path = '/v1/financial_connections/institutions';
    const general = await refused('GET', path, { headers: { 'stripe-version': '2026-09-30.endive' } });
    assert.match(general.message, /^Unrecognized request URL/);
    assert.equal((await api.call('GET', path)).status, 200);
  });

  it('is refused for what it sends, with the parameter', async () => {
    const answer = await refused('POST', '/v1/customers', { body: 'emial=a%40b.example' });
    assert.deepEqual(
      [answer.status, answer.type, answer.code, answer.param, answer.doc_url],
      [
        400,
        'invalid_request_error',
        'parameter_unknown',
        'emial',
        'https://stripe.com/docs/error-codes/parameter-unknown',
      ],
    );
  });

  it('with a body that is too large, of another type or not UTF-8 is refused', async () => {
    const large = await refused('POST', '/v1/customers', { body: `description=${'x'.repeat(1_048_576)}` });
    assert.deepEqual([large.status, large.type], [413, 'invalid_request_error']);
    const headers = { 'content-type': 'application/json' };
    assert.equal((await refused('POST', '/v1/customers', { body: '{}', headers })).status, 415);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const bytes = await refused('POST', '/v1/customers', { body: new Uint8Array([0x61, 0x3d, 0xff]), headers: form });
    assert.deepEqual([bytes.status, bytes.message], [400, 'The request body is not valid UTF-8.']);
  });

  it('may have a charset in its content type, or no content type at all', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    assert.equal((await api.call('POST', '/v1/customers', { body: 'name=A', headers })).status, 200);
    const body = new TextEncoder().encode('name=B');
    assert.equal((await api.call('POST', '/v1/customers', { body })).status, 200);
  });
});

describe('an answer', () => {
  it('is pretty JSON with a request id', async () => {
    const response = await api.app(
      new Request('http://127.0.0.1/v1/customers', { headers: { authorization: `Bearer ${api.keys.secret}` } }),
    );
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.match(String(response.headers.get('request-id')), /^req_[0-9A-Za-z]{14}$/);
    assert.match(await response.text(), /^\{\n {2}"object": "list",\n/);
  });

  it('carries the request id in the SDK, also with an error', async () => {
    assert.match(String((await api.stripe.customers.list()).lastResponse.requestId), /^req_/);
    await assert.rejects(api.stripe.customers.retrieve('cus_none'), (error: Stripe.errors.StripeError) => {
      assert.match(String(error.requestId), /^req_/);
      return error.statusCode === 404;
    });
  });

  it('is one log line without ids, bodies or keys', async () => {
    api.log.length = 0;
    await api.call('POST', '/v1/customers', { body: 'email=private%40example.com' });
    await api.call('GET', '/v1/customers/cus_private?expand[]=test_clock');
    const text = JSON.stringify(api.log);
    assert.equal(api.log.length, 2);
    assert.deepEqual([api.log[1]?.route, api.log[1]?.status], ['/v1/customers/:customer', 404]);
    for (const secret of ['private', api.keys.secret]) assert.equal(text.includes(secret), false);
  });

  it('is understood by the newest stable SDK', async () => {
    const stable = new StableStripe(api.keys.secret, {
      httpClient: StableStripe.createFetchHttpClient(((url: string, init: RequestInit) =>
        api.app(new Request(url, init))) as typeof fetch),
    });
    const customer = await stable.customers.create({ email: 'stable@example.com' });
    assert.equal(customer.email, 'stable@example.com');
    assert.equal(customer.lastResponse.apiVersion, '2026-10-28.endive');
  });
});

describe('a page of a list', () => {
  before(async () => {
    for (let index = 0; index < 5; index += 1) {
      await api.stripe.customers.create({ email: 'page@example.com', name: String(index) });
    }
  });

  const names = async (params: Stripe.CustomerListParams) => {
    const page = await api.stripe.customers.list({ email: 'page@example.com', ...params });
    return { names: page.data.map(({ name }) => name).join(''), has_more: page.has_more, data: page.data };
  };

  it('goes newest first, and both ways from a cursor', async () => {
    const first = await names({ limit: 2 });
    assert.deepEqual([first.names, first.has_more], ['43', true]);
    const next = await names({ limit: 2, starting_after: first.data[1]?.id });
    assert.deepEqual([next.names, next.has_more], ['21', true]);
    const last = await names({ limit: 2, starting_after: next.data[1]?.id });
    assert.deepEqual([last.names, last.has_more], ['0', false]);
    const back = await names({ limit: 2, ending_before: last.data[0]?.id });
    assert.deepEqual([back.names, back.has_more], ['21', true]);
    const front = await names({ limit: 3, ending_before: next.data[0]?.id });
    assert.deepEqual([front.names, front.has_more], ['43', false]);
  });

  it('can be walked to the end by the SDK', async () => {
    const walked: string[] = [];
    for await (const { name } of api.stripe.customers.list({ email: 'page@example.com', limit: 2 }))
      walked.push(String(name));
    assert.equal(walked.join(''), '43210');
  });

  it('is refused with an unknown cursor, two cursors, or a limit out of bounds', async () => {
    const cursor = await refused('GET', '/v1/customers?starting_after=cus_none');
    assert.deepEqual([cursor.status, cursor.code, cursor.param], [400, 'resource_missing', 'starting_after']);
    assert.equal(cursor.message, "No such customer: 'cus_none'");
    const both = await refused('GET', '/v1/customers?starting_after=a&ending_before=b');
    assert.equal(both.code, 'parameters_exclusive');
    for (const limit of ['0', '101', 'x']) {
      assert.equal((await refused('GET', `/v1/customers?limit=${limit}`)).code, 'parameter_invalid_integer');
    }
  });
});

describe('expand', () => {
  it('replaces an id by its object, alone and in a list', async () => {
    const clock = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    const created = await api.stripe.customers.create({ test_clock: clock.id, expand: ['test_clock'] });
    assert.equal((created.test_clock as Stripe.TestHelpers.TestClock).frozen_time, 1_800_000_000);
    const list = await api.stripe.customers.list({ test_clock: clock.id, expand: ['data.test_clock'] });
    assert.equal((list.data[0]?.test_clock as Stripe.TestHelpers.TestClock | undefined)?.id, clock.id);
  });

  it('leaves null as it is', async () => {
    const created = await api.stripe.customers.create({
      expand: ['test_clock', 'invoice_settings.default_payment_method'],
    });
    assert.equal(created.test_clock, null);
  });

  it('refuses what cannot be expanded, and then nothing has happened', async () => {
    const email = 'expand@example.com';
    for (const path of ['foo', 'email', 'data.test_clock', 'invoice_settings', 'test_clock.foo', 'metadata.a']) {
      const clock = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
      await assert.rejects(api.stripe.customers.create({ email, test_clock: clock.id, expand: [path] }), {
        statusCode: 400,
        message: `This property cannot be expanded (${path}).`,
      });
    }
    await assert.rejects(api.stripe.customers.create({ email, expand: ['a.b.c.d.e'] }), /more than 4 levels/);
    assert.equal((await api.stripe.customers.list({ email })).data.length, 0);
    await assert.rejects(api.stripe.customers.list({ expand: ['test_clock'] }), /cannot be expanded/);
  });
});

describe('the process', () => {
  it('is healthy, and ready with what it names', async () => {
    const health = await api.app(new Request('http://127.0.0.1/healthz'));
    assert.deepEqual([health.status, await health.json()], [200, { status: 'ok' }]);
    const ready = await api.app(new Request('http://127.0.0.1/readyz'));
    assert.deepEqual(await ready.json(), { status: 'ready', checks: { database: 'ok', migrations: 'ok' } });
  });
});
