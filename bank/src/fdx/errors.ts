// FDX's error codes, and those by which form banks refuse a sign-in, with the HTTP status each is told with here.
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { institutionOf } from '#data/institutions.ts';

interface Entry {
  status: ContentfulStatusCode;
  message: string;
}

/** Our own wording; code and meaning are FDX's, or those of aggregators who sign in for their customers. */
const CATALOGUE = {
  '103': { status: 401, message: 'The password is not the customer’s any more.' },
  '108': { status: 403, message: 'The customer has to accept new terms at the bank.' },
  '109': { status: 403, message: 'The customer has to look through his profile at the bank.' },
  '185': { status: 403, message: 'A one-time code is needed that only the customer can give.' },
  '187': { status: 403, message: 'The one-time code that was given is no longer good.' },
  '401': { status: 400, message: 'The request is not valid.' },
  '404': { status: 404, message: 'There is nothing here.' },
  '409': { status: 409, message: 'That cannot be done now.' },
  '423': { status: 423, message: 'The customer is locked out.' },
  '480': { status: 403, message: 'The data recipient is suspended.' },
  '500': { status: 500, message: 'Something is wrong at the bank.' },
  '501': { status: 500, message: 'A system behind the bank does not answer.' },
  '602': { status: 403, message: 'The consent does not cover this data.' },
  '603': { status: 401, message: 'The access token is not valid, or its consent has ended.' },
  '701': { status: 404, message: 'There is no such account in this consent.' },
  '702': { status: 400, message: 'A date is not valid.' },
  '703': { status: 400, message: 'The range of dates is not valid.' },
  '704': { status: 422, message: 'Accounts of this kind do not have this data.' },
  '705': { status: 409, message: 'The account is closed.' },
  '706': { status: 403, message: 'The account is locked.' },
  '931': { status: 403, message: 'A one-time code is needed for each sign-in.' },
  '1000': { status: 500, message: 'The recipient’s key is not available.' },
  '1107': { status: 404, message: 'There is no data for these filters.' },
} as const satisfies Record<string, Entry>;

export type FdxCode = keyof typeof CATALOGUE;

/** An error of one row of a list: the rest of the list is well. */
export function rowError(slug: string, code: FdxCode): { code: string | number; message: string } {
  return { code: codeOf(slug, code), message: CATALOGUE[code].message };
}

/** FDX writes codes as texts; some banks write numbers. */
function codeOf(slug: string, code: FdxCode): string | number {
  return institutionOf(slug)?.dialect.integer_codes ? Number(code) : code;
}

/** An FDX error, thrown by a resource and answered by the resource server. */
export class FdxError extends Error {
  readonly code: FdxCode;
  readonly headers: Record<string, string>;
  constructor(code: FdxCode, headers: Record<string, string> = {}, message: string = CATALOGUE[code].message) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

/** The answer to an FDX error. */
export function fdxErrorResponse(c: Context, error: FdxError): Response {
  const code = codeOf(c.req.param('slug') ?? '', error.code);
  return c.json({ code, message: error.message }, CATALOGUE[error.code].status, error.headers);
}
