// What inbound/http/params.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { ApiError } from './errors.ts';
import { parseForm } from './form.ts';
import {
  array,
  boolean,
  emptyable,
  enumeration,
  exclusive,
  hash,
  integer,
  metadata,
  parseParams,
  range,
  text,
} from './params.ts';

const schema = z.strictObject({
  permissions: array(enumeration(['balances', 'ownership', 'transactions']), { min: 1, max: 3 }),
  account_holder: hash({
    type: enumeration(['account', 'customer']),
    customer: text({ max: 20 }).optional(),
  }).optional(),
  name: emptyable(text({ max: 5 })).optional(),
  limit: integer({ min: 1, max: 100 }).optional(),
  live: boolean().optional(),
  metadata: metadata().optional(),
  created: range().optional(),
});

function parse(form: string) {
  return parseParams(schema, parseForm(form));
}

function refusal(form: string): Record<string, string | undefined> {
  try {
    parse(form);
  } catch (error) {
    assert(error instanceof ApiError);
    assert.equal(error.status, 400);
    assert.equal(error.executed, false);
    const { code, param, message } = error.body;
    return { code, param, message };
  }
  assert.fail('nothing was refused');
}

describe('parameters', () => {
  it('become values', () => {
    const given =
      'permissions[]=balances&name=&limit=7&live=true&metadata[a]=b&created[gt]=5&account_holder[type]=customer';
    assert.deepEqual(parse(given), {
      permissions: ['balances'],
      account_holder: { type: 'customer' },
      name: null,
      limit: 7,
      live: true,
      metadata: { a: 'b' },
      created: { gt: 5 },
    });
  });

  it('name the missing one, also inside a hash', () => {
    const code = 'parameter_missing';
    assert.deepEqual(refusal(''), { code, param: 'permissions', message: 'Missing required param: permissions.' });
    assert.deepEqual(refusal('permissions[]=balances&account_holder[customer]=c'), {
      code,
      param: 'account_holder[type]',
      message: 'Missing required param: account_holder[type].',
    });
  });

  it('name unknown ones before anything else', () => {
    const code = 'parameter_unknown';
    assert.deepEqual(refusal('foo=1'), { code, param: 'foo', message: 'Received unknown parameter: foo' });
    const several = refusal('permissions[]=balances&account_holder[type]=x&account_holder[foo]=1&bar=2');
    assert.equal(several.code, code);
    assert.equal(several.message, 'Received unknown parameters: account_holder[foo], bar');
  });

  it('tell the words there are', () => {
    assert.deepEqual(refusal('permissions[]=x'), {
      code: undefined,
      param: 'permissions[0]',
      message: 'Invalid permissions[0]: must be one of balances, ownership, or transactions',
    });
    assert.equal(
      refusal('permissions[]=balances&account_holder[type]=x').message,
      'Invalid account_holder[type]: must be one of account or customer',
    );
  });

  it('tell shapes apart', () => {
    assert.equal(refusal('permissions=x').message, 'Invalid array');
    assert.equal(refusal('permissions[a]=x').message, 'Invalid array');
    assert.equal(refusal('permissions[]=balances&account_holder=x').message, 'Invalid object');
    assert.equal(refusal('permissions[]=balances&name[a]=x').message, 'Invalid string: {"a":"x"}');
    assert.equal(refusal('permissions[]=balances&metadata[a][b]=x').param, 'metadata[a]');
  });

  it('refuse empty values of what cannot be unset', () => {
    for (const form of ['permissions=', 'permissions[]=balances&limit=', 'permissions[]=balances&account_holder=']) {
      assert.equal(refusal(form).code, 'parameter_invalid_empty');
    }
    assert.match(String(refusal('permissions[]=balances&live=').message), /^You passed an empty string for 'live'/);
  });

  it('hold numbers to their bounds', () => {
    const code = 'parameter_invalid_integer';
    const limit = (value: string) => refusal(`permissions[]=balances&limit=${value}`);
    assert.deepEqual(limit('abc'), { code, param: 'limit', message: 'Invalid integer: abc' });
    assert.equal(limit('1.5').code, code);
    assert.equal(limit('99999999999999999999').message, 'Invalid integer: 99999999999999999999');
    assert.equal(limit('101').message, 'This value must be less than or equal to 100.');
    assert.equal(limit('0').message, 'This value must be greater than or equal to 1.');
  });

  it('hold text and arrays to their lengths', () => {
    assert.match(String(refusal('permissions[]=balances&name=abcdef').message), /must be at most 5 characters/);
    const many = 'permissions[]=balances&'.repeat(4);
    assert.match(String(refusal(many).message), /at most 3 elements/);
  });

  it('take a boolean in Python’s spelling, too', () => {
    const given = (live: string) => parse(`permissions[]=balances&live=${live}`).live;
    assert.deepEqual(['true', 'false', 'True', 'False'].map(given), [true, false, true, false]);
  });

  it('refuse other booleans than true and false', () => {
    assert.equal(refusal('permissions[]=balances&live=yes').message, 'Invalid boolean: yes');
  });

  it('take a point in time as a range', () => {
    assert.deepEqual(parse('permissions[]=balances&created=12').created, { gte: 12, lte: 12 });
    assert.equal(refusal('permissions[]=balances&created[foo]=1').param, 'created[foo]');
    assert.deepEqual(refusal('permissions[]=balances&created=x'), {
      code: 'parameter_invalid_integer',
      param: 'created',
      message: 'Invalid integer: x',
    });
  });

  it('limit metadata', () => {
    const meta = (form: string) => refusal(`permissions[]=balances&${form}`);
    assert.match(String(meta(`metadata[${'k'.repeat(41)}]=v`).message), /1 to 40 characters/);
    assert.match(String(meta(`metadata[k]=${'v'.repeat(501)}`).message), /at most 500 characters/);
    const keys = Array.from({ length: 51 }, (_, index) => `metadata[k${index}]=v`).join('&');
    assert.match(String(meta(keys).message), /up to 50 metadata keys/);
    assert.match(String(meta('metadata[]=v').message), /Invalid object/);
    assert.equal(parse('permissions[]=balances&metadata=').metadata, null);
  });

  it('can exclude one another', () => {
    assert.throws(() => exclusive({ a: '1', b: '2' }, 'a', 'b'), {
      message: 'Received both a and b parameters. Please pass in only one.',
    });
    exclusive({ a: '1', b: undefined }, 'a', 'b');
  });
});
