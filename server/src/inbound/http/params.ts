// Building blocks for parameter schemas in Stripe's spelling, and the way from zod's issues to Stripe's errors.
import { z } from 'zod';
import { type ApiError, emptyParam, exclusiveParams, invalidParam, missingParam, unknownParams } from './errors.ts';
import type { FormHash } from './form.ts';

const MAX_TEXT = 5000;
const MAX_ITEMS = 100;
const MAX_REPORTED = 10;
const MAX_ECHO = 100;
const MAX_METADATA_KEYS = 50;
const MAX_METADATA_KEY = 40;
const MAX_METADATA_VALUE = 500;

/** The first and last second a timestamp may name: 1970 and the end of 2999. */
const TIMESTAMPS = { min: 0, max: 32_503_679_999 };

/** How a problem reads once the parameter's bracketed name is known. */
type Wording = (param: string) => ApiError;

function refuse(context: z.core.$RefinementCtx, wording: Wording): void {
  context.addIssue({ code: 'custom', message: 'refused', params: { wording } });
}

/** Refuses inside a `.superRefine` or `.transform` of an endpoint's own schema. */
export function refuseParam(context: z.core.$RefinementCtx, message: string, code?: string): void {
  refuse(context, (param) => invalidParam(message, param, code));
}

/** Text that cannot be unset; at most `max` characters. */
export function text({ max = MAX_TEXT, pattern, hint }: { max?: number; pattern?: RegExp; hint?: string } = {}) {
  return z.string().superRefine((value, context) => {
    if (value === '') return refuse(context, emptyParam);
    if (value.length > max) {
      return refuseParam(context, `Invalid string: ${echo(value)}; must be at most ${max} characters`);
    }
    if (pattern !== undefined && !pattern.test(value)) {
      refuse(context, (param) => invalidParam(`Invalid ${param}: ${hint ?? 'not in the expected form'}`, param));
    }
  });
}

/** Digits to a safe integer within the bounds, both inclusive. */
export function integer({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = {}) {
  return z.string().transform((value, context): number => {
    const number = Number(value);
    const code = 'parameter_invalid_integer';
    if (value === '') refuse(context, emptyParam);
    else if (!/^-?\d{1,16}$/.test(value) || !Number.isSafeInteger(number)) {
      refuseParam(context, `Invalid integer: ${echo(value)}`, code);
    } else if (number < min) refuseParam(context, `This value must be greater than or equal to ${min}.`, code);
    else if (number > max) refuseParam(context, `This value must be less than or equal to ${max}.`, code);
    else return number;
    return z.NEVER;
  });
}

/** Unix seconds. */
export function timestamp(bounds: { min?: number; max?: number } = {}) {
  return integer({ ...TIMESTAMPS, ...bounds });
}

/** In Python's spelling, too: its library sends `True`. */
export function boolean() {
  return z.string().transform((value, context): boolean => {
    if (/^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    if (value === '') refuse(context, emptyParam);
    else refuseParam(context, `Invalid boolean: ${echo(value)}`);
    return z.NEVER;
  });
}

/** One of fixed words. */
export function enumeration<const Word extends string>(words: readonly Word[]) {
  return z.string().transform((value, context): Word => {
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    if (value === '') refuse(context, emptyParam);
    else refuse(context, (param) => invalidParam(`Invalid ${param}: must be ${oneOf(words)}`, param));
    return z.NEVER;
  });
}

function oneOf(words: readonly string[]): string {
  if (words.length === 1) return String(words[0]);
  if (words.length === 2) return `one of ${words[0]} or ${words[1]}`;
  return `one of ${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`;
}

/** An array in either spelling, at least one element unless told, at most `max`. */
export function array<Item extends z.ZodType>(item: Item, { min = 0, max = MAX_ITEMS } = {}) {
  return z.array(item).superRefine((items, context) => {
    if (items.length < min) refuse(context, emptyParam);
    if (items.length > max) {
      refuse(context, (param) => invalidParam(`Invalid array: ${param} may have at most ${max} elements.`, param));
    }
  });
}

/** A nested hash; other keys in it are unknown parameters. */
export function hash<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape);
}

/** Takes an empty string to unset the field: null in the result. */
export function emptyable<Inner extends z.ZodType>(inner: Inner) {
  return z.preprocess((value) => (value === '' ? null : value), inner.nullable());
}

/** Metadata as sent: null clears all, an empty value removes its key. Apply it with `mergeMetadata`. */
export function metadata() {
  const pairs = z.record(z.string(), z.string()).superRefine((values, context) => {
    const entries = Object.entries(values);
    if (entries.length > MAX_METADATA_KEYS) {
      refuseParam(context, `You may only specify up to ${MAX_METADATA_KEYS} metadata keys.`);
    }
    for (const [key, value] of entries) {
      if (key === '' || key === '__proto__' || key.length > MAX_METADATA_KEY || /[[\]]/.test(key)) {
        const rule = `Metadata keys have 1 to ${MAX_METADATA_KEY} characters and no square brackets`;
        return refuseParam(context, `${rule}; '${echo(key)}' does not.`);
      }
      if (value.length > MAX_METADATA_VALUE) {
        return refuseParam(
          context,
          `Metadata values have at most ${MAX_METADATA_VALUE} characters; '${key}' has more.`,
        );
      }
    }
  });
  return emptyable(pairs);
}

const RANGE_KEYS = {
  gt: timestamp().optional(),
  gte: timestamp().optional(),
  lt: timestamp().optional(),
  lte: timestamp().optional(),
};

/** A point in time or `{gt, gte, lt, lte}`; a point is a range from itself to itself. */
export function range() {
  return z.preprocess((value) => (typeof value === 'string' ? { gte: value, lte: value } : value), hash(RANGE_KEYS));
}

/** The shape that every list takes, to be spread into its schema. */
export const pagination = {
  limit: integer({ min: 1, max: 100 }).optional(),
  starting_after: text({ max: 255 }).optional(),
  ending_before: text({ max: 255 }).optional(),
};

/**
 * Holds a schema's keys to those of the official SDK: `z.object({ … } satisfies ParamsOf<Stripe.CustomerCreateParams>)`
 * does not compile when a name is not Stripe's.
 */
export type ParamsOf<SdkParams> = { [Name in keyof SdkParams]?: z.ZodType };

/** For endpoints without parameters of their own. */
export const noParams = z.object({});

/** Refuses two parameters that only make sense alone. */
export function exclusive<Params extends object>(
  params: Params,
  first: keyof Params & string,
  second: keyof Params & string,
): void {
  if (params[first] !== undefined && params[second] !== undefined) throw exclusiveParams(first, second);
}

/** Checks `input` against the schema; throws the ApiError that Stripe would answer, for the first thing that is wrong. */
export function parseParams<Schema extends z.ZodObject>(schema: Schema, input: FormHash): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw toApiError(result.error.issues, input);
}

function toApiError(issues: readonly z.core.$ZodIssue[], input: FormHash): ApiError {
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => bracketed([...issue.path, key])) : [],
  );
  const [first, ...others] = unknown.slice(0, MAX_REPORTED);
  if (first !== undefined) return unknownParams([first, ...others]);
  const issue = issues[0];
  if (issue === undefined) return invalidParam('Invalid request', '');
  const path = givenPath(input, issue.path);
  const param = bracketed(path);
  const value = valueAt(input, path);
  if (value === undefined) return missingParam(param);
  if (issue.code === 'custom') {
    const wording = issue.params?.wording as Wording | undefined;
    return wording?.(param) ?? invalidParam(issue.message, param);
  }
  if (issue.code === 'invalid_type') return wrongShape(issue.expected, value, param);
  return invalidParam(`Invalid ${param}`, param);
}

function wrongShape(expected: string, value: unknown, param: string): ApiError {
  if (value === '') return emptyParam(param);
  if (expected === 'string') return invalidParam(`Invalid string: ${echo(JSON.stringify(value))}`, param);
  if (expected === 'array') return invalidParam('Invalid array', param);
  return invalidParam('Invalid object', param);
}

/** ['account_holder', 'type'] to `account_holder[type]`. */
function bracketed(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  return `${String(first ?? '')}${rest.map((key) => `[${String(key)}]`).join('')}`;
}

// A schema may look deeper than the caller wrote, as when it takes one value for a whole range.
function givenPath(input: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] {
  const length = path.findIndex((_, index) => typeof valueAt(input, path.slice(0, index)) === 'string');
  return length === -1 ? path : path.slice(0, length);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function echo(value: string): string {
  return value.length > MAX_ECHO ? `${value.slice(0, MAX_ECHO)}…` : value;
}
