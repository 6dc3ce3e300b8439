// What the Dashboard's pages send, read and checked: the query of a GET, the JSON body of everything else.
import { z } from 'zod';
import { readBody } from '#inbound/http/body.ts';
import { invalidParam, malformedRequest } from '#inbound/http/errors.ts';
import type { FormHash } from '#inbound/http/form.ts';
import { parseParams, refuseParam, text } from '#inbound/http/params.ts';
import { EMAIL_ADDRESS } from '#kernel/email_address.ts';

const ID_MAX = 255;
const CURSOR_MAX = 200;
const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;
const DEPTH_MAX = 8;

/** Throws the 400 that names what is wrong. */
export function readQuery<Schema extends z.ZodObject>(schema: Schema, url: URL): z.output<Schema> {
  const given: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (name in given) throw invalidParam(`Received ${name} more than once.`, name);
    given[name] = value;
  }
  refuseNul(given, 0);
  return parseParams(schema, given);
}

export async function readJson<Schema extends z.ZodObject>(
  schema: Schema,
  request: Request,
): Promise<z.output<Schema>> {
  return parseJson(schema, await readObject(request));
}

/** A JSON object, not looked into yet: whoever may not call at all is not told what is wrong with it. */
export async function readObject(request: Request): Promise<FormHash> {
  const given = await jsonBody(request);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw malformedRequest('The request body is not a JSON object.');
  }
  return given as FormHash;
}

export function parseJson<Schema extends z.ZodObject>(schema: Schema, given: FormHash): z.output<Schema> {
  refuseNul(given, 0);
  // The pieces of http/params.ts read text; numbers and booleans are read by the ones below.
  return parseParams(schema, given);
}

async function jsonBody(request: Request): Promise<unknown> {
  const text = await readBody(request);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw malformedRequest('The request body is not valid JSON.');
  }
}

/** PostgreSQL stores no NUL in text, and nothing that is meant is nested deeply. */
function refuseNul(value: unknown, depth: number): void {
  if (typeof value === 'string' && value.includes('\0')) throw malformedRequest('A NUL character cannot be stored.');
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEPTH_MAX) throw malformedRequest('The request body is nested too deeply.');
  for (const [name, inner] of Object.entries(value)) {
    refuseNul(name, depth);
    refuseNul(inner, depth + 1);
  }
}

/** A JSON number without a fraction, within bounds that are both included. */
export function whole({ min, max }: { min: number; max: number }) {
  return z.unknown().transform((value, context): number => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      refuseParam(context, 'This value must be a whole number.');
    else if (value < min) refuseParam(context, `This value must be greater than or equal to ${min}.`);
    else if (value > max) refuseParam(context, `This value must be less than or equal to ${max}.`);
    else return value;
    return z.NEVER;
  });
}

/** A JSON boolean. */
export function flag() {
  return z.unknown().transform((value, context): boolean => {
    if (typeof value === 'boolean') return value;
    refuseParam(context, 'This value must be true or false.');
    return z.NEVER;
  });
}

/** In a query: `true`, or absent. */
export function only() {
  return z.string().transform((value, context): true => {
    if (value === 'true') return true;
    refuseParam(context, 'This value can only be true, or left out.');
    return z.NEVER;
  });
}

export const id = () => text({ max: ID_MAX });

/** The address of a person, in lower case. */
export const email = () =>
  text({ max: 254 })
    .superRefine((value, context) => {
      if (value !== '' && !EMAIL_ADDRESS.test(value)) refuseParam(context, 'This is not an e-mail address.');
    })
    .transform((value) => value.toLowerCase());

/** Spread into the query of a list. */
export const paging = {
  after: text({ max: CURSOR_MAX }).optional(),
  before: text({ max: CURSOR_MAX }).optional(),
  limit: z
    .string()
    .transform((value, context): number => {
      const number = Number(value);
      if (/^\d{1,4}$/.test(value) && number >= 1 && number <= PAGE_MAX) return number;
      refuseParam(context, `This value must be a whole number from 1 to ${PAGE_MAX}.`);
      return z.NEVER;
    })
    .optional(),
};

export interface Paged {
  after?: string | undefined;
  before?: string | undefined;
  limit?: number | undefined;
}

export function pageSize(paged: Paged): number {
  return paged.limit ?? PAGE_DEFAULT;
}
