// Queries, cursors, ids and expansions that nobody sends by honest means: each is refused in Stripe's shape, quickly, and no row changes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { type RawRefusal, type RawRequest, sendRaw, testRefused } from './raw.ts';
import { records } from './records.ts';

let api: TestApi;
let customer: string;
before(async () => {
  api = await openTestApi();
  await api.database.transact((trx) => seedInstitutions(trx));
  customer = (await api.stripe.customers.create({ name: 'Jenny', metadata: { kept: '1' } })).id;
});
after(() => api.close());

const refused = (...[title, request, expected]: [string, RawRequest, RawRefusal]) =>
  testRefused(() => api, title, request, expected);

const NOT_ENCODED = 'The parameters are not valid URL encoding of UTF-8 text.';
const NUL = 'Parameters must not contain NUL characters.';

describe('a query is refused', () => {
  const list = (query: string): RawRequest => ({ method: 'GET', path: `/v1/customers?${query}` });
  const integer = (value: string): RawRefusal => ({
    status: 400,
    message: `Invalid integer: ${value}`,
    param: 'limit',
  });
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
  const from = (cursor: string, path = '/v1/customers'): RawRequest => ({
    method: 'GET',
    path: `${path}?starting_after=${encodeURIComponent(cursor)}`,
  });
  const missing = (noun: string, id: string): RawRefusal => ({
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
      const { status, body } = await sendRaw(api, from(customer, `/v1/${path}`));
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
        const { status, body } = await sendRaw(api, {
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
  const one = (query: string): RawRequest => ({ method: 'GET', path: `/v1/customers/${customer}?${query}` });
  const cases: [string, () => RawRequest, RegExp][] = [
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
      const { status, body } = await sendRaw(api, sent());
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
