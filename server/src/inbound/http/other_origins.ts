// Pages of any origin may call the API and read its answers: what opens it is a key in a header, which no browser adds by itself.

/** Of a preflight's answer, in seconds. */
const KEPT_S = 600;
const METHODS = 'GET, POST, DELETE';
/** What the SDKs send. */
const HEADERS =
  'Authorization, Content-Type, Idempotency-Key, Relink-Client-Secret, Stripe-Account, Stripe-Version, X-Stripe-Client-User-Agent';
const READABLE = 'Idempotent-Replayed, Original-Request, Request-Id, Stripe-Should-Retry, Stripe-Version';

/** Of the API only: nothing else that we serve is for pages of other origins. */
export function isPreflight(request: Request): boolean {
  if (request.method !== 'OPTIONS' || !request.headers.has('access-control-request-method')) return false;
  return new URL(request.url).pathname.startsWith('/v1/');
}

export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': HEADERS,
      'Access-Control-Max-Age': String(KEPT_S),
    },
  });
}

/** Lets a page of another origin read the answer. */
export function shared(response: Response): Response {
  response.headers.set('Access-Control-Allow-Origin', '*');
  response.headers.set('Access-Control-Expose-Headers', READABLE);
  return response;
}
