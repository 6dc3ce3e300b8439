// The catalogue of errors the API answers with: every status, type, code and wording in one place.

export type ErrorType = 'invalid_request_error' | 'idempotency_error' | 'api_error' | 'card_error';

/** What `{"error": …}` carries. */
export interface ErrorBody {
  type: ErrorType;
  code?: string;
  message: string;
  param?: string;
  /** Objects that the error is about, by the name of their key. */
  objects?: ErrorObjects;
}

export type ErrorObjects = Partial<Record<'payment_intent' | 'payment_method' | 'setup_intent', object>>;

interface Extras {
  code?: string;
  param?: string;
  headers?: Record<string, string>;
  /** False where the same idempotency key may try again: the endpoint has not begun its work. */
  executed?: boolean;
  objects?: ErrorObjects;
}

/** An answer that is not 200. Thrown in inbound only. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Record<string, string>;
  readonly executed: boolean;

  constructor(status: number, type: ErrorType, message: string, extras: Extras = {}) {
    super(message);
    this.status = status;
    this.body = { type, message };
    if (extras.code !== undefined) this.body.code = extras.code;
    if (extras.param !== undefined) this.body.param = extras.param;
    if (extras.objects !== undefined) this.body.objects = extras.objects;
    this.headers = extras.headers ?? {};
    this.executed = extras.executed ?? true;
  }

  /** The JSON of the answer, keys in Stripe's order. */
  json(): { error: Record<string, string | object> } {
    const { type, code, message, param, objects = {} } = this.body;
    return {
      error: {
        ...(code === undefined
          ? {}
          : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
        message,
        ...(param === undefined ? {} : { param }),
        ...objects,
        type,
      },
    };
  }
}

const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="Stripe"' };

// Requests that are refused on their parameters

/** A rule of the endpoint itself that the request breaks, found while it executes. */
export function invalidRequest(
  message: string,
  extras: { param?: string; code?: string; status?: number; objects?: ErrorObjects } = {},
): ApiError {
  const { status = 400, ...rest } = extras;
  return new ApiError(status, 'invalid_request_error', message, rest);
}

/** A parameter that cannot be right whatever the data says; not remembered by idempotency keys. */
export function invalidParam(message: string, param: string, code?: string): ApiError {
  return new ApiError(400, 'invalid_request_error', message, { param, code, executed: false });
}

export function missingParam(param: string): ApiError {
  return invalidParam(`Missing required param: ${param}.`, param, 'parameter_missing');
}

export function unknownParams(params: readonly [string, ...string[]]): ApiError {
  const noun = params.length === 1 ? 'parameter' : 'parameters';
  return invalidParam(`Received unknown ${noun}: ${params.join(', ')}`, params[0], 'parameter_unknown');
}

export function emptyParam(param: string): ApiError {
  const message =
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
    `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`;
  return invalidParam(message, param, 'parameter_invalid_empty');
}

export function exclusiveParams(first: string, second: string): ApiError {
  return invalidParam(
    `Received both ${first} and ${second} parameters. Please pass in only one.`,
    first,
    'parameters_exclusive',
  );
}

export function notExpandable(path: string): ApiError {
  return invalidParam(`This property cannot be expanded (${path}).`, 'expand');
}

/** The body or the query as a whole cannot be read. */
export function malformedRequest(message: string, status: 400 | 413 | 415 = 400): ApiError {
  return new ApiError(status, 'invalid_request_error', message, { executed: false });
}

// Things that are not there

/** `param` null: the object is named by the URL, which is a 404; otherwise by a parameter, which is a 400. */
export function noSuch(noun: string, id: string, param: string | null): ApiError {
  const extras = { code: 'resource_missing', param: param ?? 'id' };
  return new ApiError(param === null ? 404 : 400, 'invalid_request_error', `No such ${noun}: '${shorten(id)}'`, extras);
}

export function unrecognizedUrl(method: string, path: string): ApiError {
  const message =
    `Unrecognized request URL (${method}: ${shorten(path)}). Please see https://stripe.com/docs or we can help at ` +
    'https://support.stripe.com/.';
  return new ApiError(404, 'invalid_request_error', message, { executed: false });
}

// Who asks

export function noKey(): ApiError {
  const message =
    'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth ' +
    "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";
  return unauthorized(message);
}

/** `masked` never holds more than the kind of the key and its last four characters. */
export function badKey(masked: string): ApiError {
  return unauthorized(`Invalid API Key provided: ${masked}`);
}

/** One process serves one mode. */
export function keyOfOtherMode(masked: string, livemode: boolean): ApiError {
  const [key, server] = livemode ? ['live', 'test'] : ['test', 'live'];
  const message = `Invalid API Key provided: ${masked}. It is a ${key} mode key, and this server runs in ${server} mode.`;
  return unauthorized(message, 'livemode_mismatch');
}

/** It was rolled, and its successor is in force. */
export function expiredKey(masked: string): ApiError {
  return unauthorized(`Expired API Key provided: ${masked}`, 'api_key_expired');
}

export function secretKeyRequired(): ApiError {
  return unauthorized(
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your ' +
      'API keys in the Dashboard.',
    'secret_key_required',
  );
}

function unauthorized(message: string, code?: string): ApiError {
  return new ApiError(401, 'invalid_request_error', message, { code, headers: CHALLENGE, executed: false });
}

export function noAccessToAccount(masked: string, account: string): ApiError {
  const message =
    `The provided key '${masked}' does not have access to account '${shorten(account)}' (or that account does not ` +
    'exist). Application access may have been revoked.';
  return new ApiError(403, 'invalid_request_error', message, {
    code: 'account_invalid',
    headers: CHALLENGE,
    executed: false,
  });
}

/** A restricted key that was not given what the request needs; `permission` null: it cannot be given. */
export function permissionRequired(masked: string, account: string, permission: string | null): ApiError {
  const message =
    `The provided key '${masked}' does not have the required permissions for this endpoint on account '${account}'. ` +
    (permission === null
      ? 'Use a secret key.'
      : `Having the '${permission}' permission would allow this request to continue.`);
  return new ApiError(403, 'invalid_request_error', message, { executed: false });
}

/** A page of another site wants to show a live flow. */
export function originRefused(origin: string): ApiError {
  const message = `This flow may not be shown on ${shorten(origin)}. Add the origin to the allowed ones of your account.`;
  return new ApiError(403, 'invalid_request_error', message, { executed: false });
}

export function sandboxOnly(): ApiError {
  return new ApiError(
    400,
    'invalid_request_error',
    'This endpoint is only available in test mode. Try using your test keys instead.',
    { executed: false },
  );
}

export function publishableKeyRequired(): ApiError {
  const message = 'This call is made by pages and takes a publishable key. A secret key belongs on your server only.';
  return new ApiError(403, 'invalid_request_error', message, { executed: false });
}

export function badVersion(text: string): ApiError {
  const message =
    `Invalid Stripe API version: ${shorten(text)}. Use a date from 2022-08-01 on, alone (2024-06-20) or followed by ` +
    'a release name (2026-09-30.endive) or by .preview.';
  return new ApiError(400, 'invalid_request_error', message, { executed: false });
}

// Idempotency

export function keyMismatch(key: string): ApiError {
  const message =
    'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a ' +
    `key other than '${key}' if you meant to execute a different request.`;
  return new ApiError(400, 'idempotency_error', message, { executed: false });
}

export function keyInUse(key: string): ApiError {
  const message =
    `There is currently another in-progress request using this Idempotent Key: ${key}. This may happen if you ` +
    'submit two requests with the same key at once; wait for the first one to finish.';
  return new ApiError(409, 'idempotency_error', message, { code: 'idempotency_key_in_use', executed: false });
}

export function keyTooLong(max: number): ApiError {
  return new ApiError(400, 'invalid_request_error', `Idempotency-Key must be at most ${max} characters long.`, {
    executed: false,
  });
}

// Our own trouble

export function lockTimeout(): ApiError {
  const message =
    'This object cannot be accessed right now because another API request or process is currently accessing it. If ' +
    'you see this error intermittently, retry the request.';
  return new ApiError(429, 'invalid_request_error', message, {
    code: 'lock_timeout',
    headers: { 'Stripe-Should-Retry': 'true' },
    executed: false,
  });
}

export function unavailable(): ApiError {
  return new ApiError(503, 'api_error', 'The service is not available right now. Please try again in a moment.', {
    headers: { 'Stripe-Should-Retry': 'true' },
    executed: false,
  });
}

/** `keyed`: the same request with the same idempotency key waits on for the same work; without a key it would begin anew. */
export function tookTooLong(keyed: boolean): ApiError {
  return new ApiError(
    504,
    'api_error',
    'The request took too long. Its work goes on; read the object to see the result.',
    {
      headers: { 'Stripe-Should-Retry': String(keyed) },
      executed: false,
    },
  );
}

/** A failed assert or another error of our own. Its details are in the log under the request id. */
export function internalError(requestId: string): ApiError {
  return new ApiError(500, 'api_error', `An unexpected error occurred. The request id is ${requestId}.`);
}

const MAX_ECHO = 255;

// What a caller sent is repeated in messages, but not by the kilobyte.
function shorten(text: string): string {
  return text.length > MAX_ECHO ? `${text.slice(0, MAX_ECHO)}…` : text;
}
