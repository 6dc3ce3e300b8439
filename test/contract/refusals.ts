// What a refused request looks like to the caller of the official SDK, and the catalogue of refusals as the tests expect it.
import assert from 'node:assert/strict';
import Stripe from 'stripe';

/** The parts of an error that callers decide on. Absent keys are absent on the wire. */
export interface Refusal {
  status: number;
  type: string;
  code?: string;
  param?: string;
  message: string;
}

/** Resolves with the refusal; fails when the call succeeds or fails in another way. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  let error: unknown;
  try {
    await call;
  } catch (caught) {
    error = caught;
  }
  assert.ok(error instanceof Stripe.errors.StripeError, `expected a refusal, got ${String(error)}`);
  assert.match(String(error.requestId), /^req_[0-9A-Za-z]{14}$/);
  const { type, code, param, message, doc_url } = error.raw as Record<string, string | undefined>;
  const page = code && `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
  assert.equal(doc_url, page, 'doc_url is there with a code, and only then');
  return {
    status: error.statusCode ?? 0,
    type: String(type),
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
    message: String(message),
  };
}

/** Holds a call to be refused exactly like this. */
export async function assertRefused(call: Promise<unknown>, expected: Refusal): Promise<void> {
  assert.deepEqual(await refusal(call), expected);
}

export function badRequest(message: string, extras: { param?: string; code?: string } = {}): Refusal {
  return { status: 400, type: 'invalid_request_error', ...extras, message };
}

export function missing(param: string): Refusal {
  return badRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}

export function unknown(...params: [string, ...string[]]): Refusal {
  const noun = params.length === 1 ? 'parameter' : 'parameters';
  const message = `Received unknown ${noun}: ${params.join(', ')}`;
  return badRequest(message, { code: 'parameter_unknown', param: params[0] });
}

export function empty(param: string): Refusal {
  const message =
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
    `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`;
  return badRequest(message, { code: 'parameter_invalid_empty', param });
}

/** `words` as the message lists them: `one of a or b`. */
export function notOneOf(param: string, words: string): Refusal {
  return badRequest(`Invalid ${param}: must be ${words}`, { param });
}

export function notAnInteger(param: string, value: string): Refusal {
  return badRequest(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param });
}

export function tooLong(param: string, value: string, max: number): Refusal {
  return badRequest(`Invalid string: ${value.slice(0, 100)}…; must be at most ${max} characters`, { param });
}

export function exclusive(first: string, second: string): Refusal {
  const message = `Received both ${first} and ${second} parameters. Please pass in only one.`;
  return badRequest(message, { code: 'parameters_exclusive', param: first });
}

/** Named by the URL. */
export function notFound(noun: string, id: string): Refusal {
  return { ...noSuch(noun, id, 'id'), status: 404 };
}

/** Named by a parameter. */
export function noSuch(noun: string, id: string, param: string): Refusal {
  return badRequest(`No such ${noun}: '${id}'`, { code: 'resource_missing', param });
}

export function notExpandable(path: string): Refusal {
  return badRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
}

export function tooDeep(path: string): Refusal {
  return badRequest(`You cannot expand more than 4 levels of a property. Property: ${path}`, { param: 'expand' });
}

export function unrecognizedUrl(method: string, path: string): Refusal {
  const message = `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
  return { status: 404, type: 'invalid_request_error', message };
}

export const SANDBOX_ONLY: Refusal = badRequest(
  'This endpoint is only available in test mode. Try using your test keys instead.',
);

export function keyMismatch(key: string): Refusal {
  const message =
    'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a ' +
    `key other than '${key}' if you meant to execute a different request.`;
  return { status: 400, type: 'idempotency_error', message };
}

export function keyInUse(key: string): Refusal {
  const message =
    `There is currently another in-progress request using this Idempotent Key: ${key}. This may happen if you ` +
    'submit two requests with the same key at once; wait for the first one to finish.';
  return { status: 409, type: 'idempotency_error', code: 'idempotency_key_in_use', message };
}
