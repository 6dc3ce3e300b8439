// Input that nobody sends by honest means: each is refused in Stripe's shape, quickly, and no row changes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { records } from './records.ts';

const FORM = 'application/x-www-form-urlencoded';

let api: TestApi;
let customer: string;
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
  customer = (await api.stripe.customers.create({ name: 'Jenny', metadata: { kept: '1' } })).id;
});
after(() => api.close());

interface Expected {
  status: number;
  message: RegExp | string;
  param?: string;
}

interface Sent {
  method?: string;
  path?: string;
  body?: RequestInit['body'];
  type?: string | null;
  headers?: Record<string, string>;
}

/** Sends it to customers.create unless told otherwise. */
async function send({ method = 'POST', path = '/v1/customers', body = null, type = FORM, headers = {} }: Sent) {
  const all = {
    authorization: `Bearer ${api.keys.secret}`,
    ...(type !== null && { 'content-type': type }),
    ...headers,
  };
  const stream = body instanceof ReadableStream ? { duplex: 'half' } : {};
  const init = { method, headers: all, body: method === 'GET' ? null : body, ...stream };
  const response = await api.app(new Request(`http://127.0.0.1:4242${path}`, init as RequestInit));
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as { error?: Record<string, string> } };
}

const refused = (title: string, sent: Sent, expected: Expected) =>
  test(title, async () => {
    const before = await records(api.database);
    const { status, text, body } = await send(sent);
    assert.equal(status, expected.status, text.slice(0, 500));
    assert.deepEqual([body.error?.type, body.error?.param], ['invalid_request_error', expected.param]);
    if (expected.message instanceof RegExp) assert.match(String(body.error?.message), expected.message);
    else assert.equal(body.error?.message, expected.message);
    assert.ok(text.length < 2_000, 'what was sent is not sent back by the kilobyte');
    assert.deepEqual(await records(api.database), before);
  });

const bytes = (...values: number[]) => new Uint8Array(values);
const text = (value: string) => new TextEncoder().encode(value);
const NOT_ENCODED = 'The parameters are not valid URL encoding of UTF-8 text.';
const NUL = 'Parameters must not contain NUL characters.';
const TOO_LARGE = 'The request body is larger than 1048576 bytes.';

/** A body that never says how long it is. */
function endless(size: number): ReadableStream<Uint8Array> {
  let left = size;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(text('x'.repeat(65_536)));
      left -= 65_536;
    },
  });
}

describe('a body is refused', () => {
  refused('of more than a megabyte', { body: `name=${'x'.repeat(1_048_576)}` }, { status: 413, message: TOO_LARGE });
  refused(
    'of more than a megabyte that does not say so',
    { body: endless(2_000_000) },
    { status: 413, message: TOO_LARGE },
  );
  refused(
    'that says it is larger than it may be',
    { body: 'name=x', headers: { 'content-length': '9999999999' } },
    { status: 413, message: TOO_LARGE },
  );
  refused(
    'of JSON',
    { body: '{"name":"x"}', type: 'application/json' },
    { status: 415, message: `Invalid Content-Type: the API takes ${FORM}.` },
  );
  refused(
    'of several parts',
    { body: '--x\r\n', type: 'multipart/form-data; boundary=x' },
    { status: 415, message: /^Invalid Content-Type/ },
  );
  refused('of plain text', { body: 'name=x', type: 'text/plain' }, { status: 415, message: /^Invalid Content-Type/ });
  refused(
    'of a type that is none',
    { body: 'name=x', type: 'form' },
    { status: 415, message: /^Invalid Content-Type/ },
  );
  refused(
    'of JSON that calls itself a form',
    { body: '{"name":"x"}' },
    { status: 400, message: 'Received unknown parameter: {"name":"x"}', param: '{"name":"x"}' },
  );
  refused(
    'that is not UTF-8',
    { body: bytes(0x6e, 0x3d, 0xff) },
    { status: 400, message: 'The request body is not valid UTF-8.' },
  );
  refused(
    'with half a character',
    { body: bytes(0x6e, 0x3d, 0xc3) },
    { status: 400, message: 'The request body is not valid UTF-8.' },
  );
  refused('with half an escape', { body: 'name=%4' }, { status: 400, message: NOT_ENCODED });
  refused('with an escape of no digits', { body: 'name=%zz' }, { status: 400, message: NOT_ENCODED });
  refused('with an escaped byte that is not UTF-8', { body: 'name=%ff' }, { status: 400, message: NOT_ENCODED });
  refused('with half a surrogate pair', { body: 'name=%ED%A0%80' }, { status: 400, message: NOT_ENCODED });
  refused('with an overlong slash', { body: 'name=%c0%af' }, { status: 400, message: NOT_ENCODED });
  refused('with a NUL in a value', { body: 'name=a%00b' }, { status: 400, message: NUL });
  refused('with a raw NUL in a value', { body: 'name=a\0b' }, { status: 400, message: NUL });
  refused('with a NUL in a name', { body: 'na%00me=x' }, { status: 400, message: NUL });
  refused('with a NUL in metadata', { body: 'metadata[a]=%00' }, { status: 400, message: NUL });
  refused('with a NUL in a metadata key', { body: 'metadata[%00]=x' }, { status: 400, message: NUL });
});

describe('names of parameters are refused', () => {
  const depth = (levels: number) => `a${'[b]'.repeat(levels - 1)}=x`;
  refused(
    'nested nine levels deep',
    { body: depth(9) },
    { status: 400, message: 'Parameters may be nested at most 8 levels deep.' },
  );
  refused(
    'nested a hundred levels deep',
    { body: depth(100) },
    { status: 400, message: 'Parameters may be nested at most 8 levels deep.' },
  );
  refused(
    'nested without end',
    { body: depth(100_000) },
    { status: 400, message: "A parameter's name has more than 512 characters." },
  );
  refused(
    'of 513 characters',
    { body: `${'n'.repeat(513)}=x` },
    { status: 400, message: "A parameter's name has more than 512 characters." },
  );
  refused(
    'a thousand and one at once',
    { body: Array(1_001).fill('name=x').join('&') },
    { status: 400, message: 'A request may have at most 1000 parameters.' },
  );
  for (const name of ['[name]', 'a[', 'a[b', 'a[b]c', 'a[[b]]', '', '[]']) {
    refused(
      `spelled ${name || 'with nothing'}`,
      { body: `${name}=x` },
      { status: 400, message: `Invalid parameter name: ${name}` },
    );
  }
  refused(
    'that reach for prototypes',
    { body: '__proto__[polluted]=x' },
    { status: 400, message: 'Invalid parameter name: __proto__[polluted]' },
  );
  refused(
    'that reach for prototypes in metadata',
    { body: 'metadata[__proto__]=x' },
    { status: 400, message: 'Invalid parameter name: metadata[__proto__]' },
  );
  refused(
    'that reach for constructors',
    { body: 'constructor[prototype][x]=y' },
    { status: 400, message: 'Received unknown parameter: constructor', param: 'constructor' },
  );
  refused(
    'as text and as a hash',
    { body: 'metadata=&metadata[a]=b' },
    { status: 400, message: 'Invalid parameters: metadata[a] is given in two different shapes.' },
  );
  refused(
    'as a hash and as text',
    { body: 'address[city]=Ulm&address=Ulm' },
    { status: 400, message: 'Invalid parameters: address is given in two different shapes.' },
  );
  refused(
    'as an array and as a hash',
    { body: 'preferred_locales[]=de&preferred_locales[a]=en' },
    { status: 400, message: 'Invalid parameters: preferred_locales[a] is given in two different shapes.' },
  );

  test('never reach a prototype', () => assert.equal(({} as Record<string, unknown>).polluted, undefined));
});

describe('a query is refused', () => {
  const list = (query: string): Sent => ({ method: 'GET', path: `/v1/customers?${query}` });
  const integer = (value: string): Expected => ({ status: 400, message: `Invalid integer: ${value}`, param: 'limit' });
  refused('of more than a megabyte', list(`email=${'x'.repeat(1_048_577)}`), {
    status: 413,
    message: 'The query is too long.',
  });
  refused('with a NUL', list('email=%00'), { status: 400, message: NUL });
  refused('with an escape that is none', list('email=%'), { status: 400, message: NOT_ENCODED });
  refused('with an exponent for a limit', list('limit=1e1'), integer('1e1'));
  refused('with hexadecimal digits for a limit', list('limit=0x10'), integer('0x10'));
  refused('with a space before a limit', list('limit=+5'), integer(' 5'));
  refused('with digits of another script for a limit', list(`limit=${encodeURIComponent('５')}`), integer('５'));
  refused('with a limit of many digits', list(`limit=${'9'.repeat(400)}`), {
    status: 400,
    message: /^Invalid integer: 9{100}…$/,
    param: 'limit',
  });
  refused('with two limits of different shapes', list('limit=1&limit[]=2'), {
    status: 400,
    message: 'Invalid parameters: limit[] is given in two different shapes.',
  });
  refused('with a time beyond all times', list('created[gt]=99999999999999'), {
    status: 400,
    message: 'This value must be less than or equal to 32503679999.',
    param: 'created[gt]',
  });
});

describe('a cursor is refused', () => {
  const from = (cursor: string, path = '/v1/customers'): Sent => ({
    method: 'GET',
    path: `${path}?starting_after=${encodeURIComponent(cursor)}`,
  });
  const missing = (noun: string, id: string): Expected => ({
    status: 400,
    message: `No such ${noun}: '${id}'`,
    param: 'starting_after',
  });
  for (const cursor of ["cus_' or 1=1 --", 'cus_%', 'cus_*', '../cus', '☃', '1', 'null', '{}']) {
    refused(`that is ${cursor}`, from(cursor), missing('customer', cursor));
  }
  refused('of another kind', from('evt_1'), missing('customer', 'evt_1'));
  refused('that is too long', from('c'.repeat(256)), {
    status: 400,
    message: /^Invalid string: c{100}…; must be at most 255 characters$/,
    param: 'starting_after',
  });
  refused('with a NUL', from('cus_\0'), { status: 400, message: NUL });
  refused(
    'that is a hash',
    { method: 'GET', path: '/v1/customers?starting_after[id]=x' },
    { status: 400, message: 'Invalid string: {"id":"x"}', param: 'starting_after' },
  );

  test('of another list, whatever the list', async () => {
    for (const path of [
      'events',
      'webhook_endpoints',
      'test_helpers/test_clocks',
      'financial_connections/accounts',
      'financial_connections/institutions',
    ]) {
      const { status, body } = await send(from(customer, `/v1/${path}`));
      assert.deepEqual(
        [status, body.error?.code, body.error?.param],
        [400, 'resource_missing', 'starting_after'],
        path,
      );
    }
  });
});

describe('an id in the URL is refused', () => {
  const paths = (id: string): [string, string][] => [
    ['GET', `/v1/customers/${id}`],
    ['POST', `/v1/customers/${id}`],
    ['DELETE', `/v1/customers/${id}`],
    ['GET', `/v1/events/${id}`],
    ['POST', `/v1/webhook_endpoints/${id}`],
    ['GET', `/v1/financial_connections/sessions/${id}`],
    ['GET', `/v1/financial_connections/accounts/${id}`],
    ['POST', `/v1/financial_connections/accounts/${id}/disconnect`],
    ['GET', `/v1/financial_connections/authorizations/${id}`],
    ['POST', `/v1/test_helpers/financial_connections/sessions/${id}/complete`],
    ['POST', `/v1/test_helpers/test_clocks/${id}/advance`],
  ];
  const bad: [string, string][] = [
    ['with a NUL', 'cus_%00'],
    ['with an escape that is none', 'cus_%zz'],
    ['that is too long', 'c'.repeat(256)],
    ['that tries to be SQL', "cus_'%20or%201=1"],
    ['that is a wildcard', '%25'],
    ['that is another path', '..%2F..%2Fcustomers'],
    ['of Windows', '..%5c..%5c'],
    ['that is a prototype', '__proto__'],
  ];
  for (const [title, id] of bad) {
    test(`${title}, by every method`, async () => {
      const before = await records(api.database);
      for (const [method, path] of paths(id)) {
        const { status, body } = await send({
          method,
          path,
          body: method === 'POST' && path.endsWith('advance') ? 'frozen_time=1800000000' : null,
        });
        assert.deepEqual([status, body.error?.type], [404, 'invalid_request_error'], `${method} ${path}`);
      }
      assert.deepEqual(await records(api.database), before);
    });
  }
});

describe('expand is refused', () => {
  const one = (query: string): Sent => ({ method: 'GET', path: `/v1/customers/${customer}?${query}` });
  const cases: [string, () => Sent, RegExp][] = [
    ['with a path that is too long', () => one(`expand[]=${'a'.repeat(501)}`), /^Invalid array$/],
    ['with more than twenty paths', () => one(Array(21).fill('expand[]=test_clock').join('&')), /^Invalid array$/],
    ['as text', () => one('expand=test_clock'), /^Invalid array$/],
    ['with empty steps', () => one('expand[]=a..b'), /^This property cannot be expanded \(a\.\.b\)\.$/],
    [
      'with a step that every object has',
      () => one('expand[]=constructor'),
      /^This property cannot be expanded \(constructor\)\.$/,
    ],
    [
      'with a step into a prototype',
      () => one('expand[]=metadata.__proto__'),
      /^This property cannot be expanded \(metadata\.__proto__\)\.$/,
    ],
    [
      'with such a step in a list',
      () => ({ method: 'GET', path: '/v1/customers?expand[]=data.constructor' }),
      /^This property cannot be expanded \(data\.constructor\)\.$/,
    ],
  ];
  for (const [title, sent, message] of cases) {
    test(title, async () => {
      const { status, body } = await send(sent());
      assert.deepEqual([status, body.error?.param], [400, 'expand']);
      assert.match(String(body.error?.message), message);
    });
  }
});

describe('after all of this', () => {
  test('the customer is as he was, and the API answers', async () => {
    const { name, metadata } = (await api.stripe.customers.retrieve(customer)) as {
      name?: string | null;
      metadata: object;
    };
    assert.deepEqual([name, metadata], ['Jenny', { kept: '1' }]);
    assert.equal((await api.stripe.customers.list()).data.length, 1);
  });

  test('no log line holds what was sent', () => {
    const lines = JSON.stringify(api.log);
    for (const word of ['polluted', 'or 1=1', 'xxxxxxxx', api.keys.secret.slice(8)])
      assert.equal(lines.includes(word), false);
    assert.deepEqual(
      api.log.filter(({ level }) => Number(level) >= 50),
      [],
    );
  });
});
