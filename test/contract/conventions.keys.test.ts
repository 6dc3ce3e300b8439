// How API keys are taken and refused, in every scheme and wording. See also server/src/inbound/http.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../api.ts';
import { type RawRequest, sendRaw } from './raw.ts';
import { records } from './records.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const send = (method: string, path: string, more: Pick<RawRequest, 'headers' | 'body'> = {}) =>
  sendRaw(api, { method, path, ...more });
const get = (path: string, headers: Record<string, string> = {}) => send('GET', path, { headers });
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('a key is taken', () => {
  const taken = (title: string, authorization: () => string) =>
    test(title, async () => assert.equal((await get('/v1/customers', { authorization: authorization() })).status, 200));
  taken('as Bearer', () => `Bearer ${api.keys.secret}`);
  taken('as Bearer in small letters and with more spaces', () => `bearer   ${api.keys.secret} `);
  taken('as the user of Basic with an empty password', () => basic(`${api.keys.secret}:`));
  taken('as the user of Basic with any password', () => basic(`${api.keys.secret}:ignored:too`));
  taken('as Basic without a colon, in small letters', () => basic(api.keys.secret).replace('Basic', 'basic'));
});

describe('a key is refused with 401', () => {
  const refused = (title: string, authorization: () => string, message: RegExp, code?: string) =>
    test(title, async () => {
      const { status, headers, body } = await get('/v1/customers', { authorization: authorization() });
      assert.equal(status, 401);
      assert.equal(headers.get('www-authenticate'), 'Basic realm="Stripe"');
      assert.equal(body.error?.type, 'invalid_request_error');
      assert.equal(body.error?.code, code);
      assert.match(String(body.error?.message), message);
      for (const key of Object.values(api.keys)) assert.equal(JSON.stringify(body).includes(key.slice(8, -4)), false);
    });
  const none =
    /^You did not provide an API key\. You need to provide your API key in the Authorization header, using Bearer auth \(e\.g\. 'Authorization: Bearer YOUR_SECRET_KEY'\)\.$/;
  refused('when there is none', () => '', none);
  refused('when Bearer is empty', () => 'Bearer ', none);
  refused('when Basic is empty', () => basic(':'), none);
  refused('when Basic is not base64', () => 'Basic ???', none);
  refused('when it comes in another scheme', () => `Digest ${api.keys.secret}`, none);
  refused('when two are given', () => `Bearer ${api.keys.secret} ${api.keys.secret}`, none);
  refused(
    'when it is unknown',
    () => 'Bearer sk_test_abcdefghijklmnop1234',
    /^Invalid API Key provided: sk_test_\*{16}1234$/,
  );
  refused(
    'when it is a live one, which a server of test mode does not know',
    () => 'Bearer sk_live_abcdefghijklmnop1234',
    /^Invalid API Key provided: sk_live_\*{16}1234\. It is a live mode key, and this server runs in test mode\.$/,
    'livemode_mismatch',
  );
  refused(
    'when it is a restricted one nobody has',
    () => 'Bearer rk_test_abcdefghijklmnop1234',
    /^Invalid API Key provided: rk_test_\*{16}1234$/,
  );
  refused('when it is short, without showing it', () => 'Bearer secret', /^Invalid API Key provided: \*{6}$/);
  refused(
    'when it only begins like ours',
    () => `Bearer ${api.keys.secret}x`,
    /^Invalid API Key provided: sk_test_\*+.{4}$/,
  );
  refused('when it has other capitals', () => `Bearer ${api.keys.secret.toUpperCase()}`, /^Invalid API Key provided: /);
  refused(
    'when it is endless',
    () => `Bearer ${'k'.repeat(5000)}`,
    /^Invalid API Key provided: \(too long to be a key\)$/,
  );
  refused('when it tries to be SQL', () => "Bearer 'or'1'='1", /^Invalid API Key provided: \*{5}.{4}$/);
  refused(
    'when it is publishable',
    () => `Bearer ${api.keys.publishable}`,
    /^This API call cannot be made with a publishable API key\. Please use a secret API key\./,
    'secret_key_required',
  );

  test('when it stands in the URL or in the body', async () => {
    const key = api.keys.secret;
    for (const name of ['key', 'api_key', 'access_token']) {
      assert.equal((await get(`/v1/customers?${name}=${key}`, { authorization: '' })).status, 401);
      assert.equal(
        (await send('POST', '/v1/customers', { body: `${name}=${key}`, headers: { authorization: '' } })).status,
        401,
      );
    }
  });

  test('before anything else is looked at', async () => {
    const before = await records(api.database);
    const headers = { authorization: 'Bearer sk_test_abcdefghijklmnop1234', 'stripe-version': 'nonsense' };
    const answer = await send('POST', '/v1/customers', { headers, body: '[broken' });
    assert.equal(answer.status, 401);
    assert.deepEqual(await records(api.database), before);
  });
});
