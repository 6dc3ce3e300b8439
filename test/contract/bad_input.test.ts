// Bodies and names of parameters that nobody sends by honest means: each is refused in Stripe's shape, quickly, and no row changes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { type RawRefusal, type RawRequest, testRefused } from './raw.ts';

const FORM = 'application/x-www-form-urlencoded';

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
