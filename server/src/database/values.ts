// One encoder and one set of parsers, so that both engines take and give the same JavaScript values.
import type pg from 'pg';
import { getTypeParser } from 'pg-types';

const INT8 = 20;
const INT8_ARRAY = 1016;
const INT4_ARRAY = 1007;
const MAX_ARRAY_DEPTH = 6;
const MAX_PARAMETERS = 65_535;
const LAST_YEAR = 9999; // later ones have a spelling that PostgreSQL does not read

/**
 * A parameter as the wire protocol sends it: text, or a Buffer for bytea.
 *
 * Takes null, strings, finite numbers, bigints, booleans, dates, bytes and arrays of these. Throws on everything else:
 * plain objects go through `json()`.
 */
function encode(value: unknown): string | Buffer | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return encodeArray(value, 1);
  return encodeScalar(value);
}

/** The parameters of one statement. */
export function encodeAll(values: readonly unknown[]): (string | Buffer | null)[] {
  // The protocol counts them in 16 bits; the server would see fewer than were sent.
  if (values.length > MAX_PARAMETERS) throw new RangeError(`bug: more than ${MAX_PARAMETERS} parameters`);
  return values.map(encode);
}

function encodeScalar(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('bug: a parameter is not a finite number');
      return String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (value instanceof Date) return encodeDate(value);
      throw new TypeError(`bug: a parameter is ${describe(value)}; plain objects go through json()`);
  }
}

function encodeDate(value: Date): string {
  const year = value.getUTCFullYear();
  if (!(year >= 1 && year <= LAST_YEAR)) throw new RangeError('bug: a date is invalid or out of range');
  return value.toISOString();
}

function describe(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function encodeArray(values: readonly unknown[], depth: number): string {
  if (depth > MAX_ARRAY_DEPTH) throw new TypeError('bug: an array parameter is nested too deeply');
  return `{${values.map((value) => encodeElement(value, depth)).join(',')}}`;
}

function encodeElement(value: unknown, depth: number): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return encodeArray(value, depth + 1);
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`;
  return `"${encodeScalar(value).replace(/["\\]/g, '\\$&')}"`;
}

function parseInt8(text: string): number {
  const value = Number(text);
  // A counter beyond 2^53 would silently lose its last digits; no column of ours may get there.
  if (!Number.isSafeInteger(value)) throw new RangeError('an int8 from the database is not a safe integer');
  return value;
}

function parseInt8Array(text: string): unknown {
  const values = getTypeParser<unknown[]>(INT4_ARRAY)(text) as unknown[];
  for (const value of values.flat(MAX_ARRAY_DEPTH)) {
    if (value !== null && !Number.isSafeInteger(value)) throw new RangeError('an int8 is not a safe integer');
  }
  return values;
}

/** Turns a column's text into a value: int8 a safe number, numeric and date text, timestamptz a Date, bytea a Buffer. */
export type ValueParser = (text: string) => unknown;

/** The parser of a type, by its PostgreSQL oid. */
export function parserOf(oid: number): ValueParser {
  if (oid === INT8) return parseInt8;
  if (oid === INT8_ARRAY) return parseInt8Array;
  return getTypeParser(oid) as ValueParser;
}

/** The same parsers in the shape that `pg` asks for. */
export const pg_types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => parserOf(oid)) as pg.CustomTypesConfig['getTypeParser'],
};
