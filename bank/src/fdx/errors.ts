// FDX's error codes, with the HTTP status each is told with here.
import type { Context } from 'hono';

interface Entry {
  status: 400 | 401 | 403 | 404 | 409 | 500 | 503;
  message: string;
}

/** Our own wording; code and meaning are FDX's. */
const CATALOGUE = {
  '401': { status: 400, message: 'The request is not valid.' },
  '404': { status: 404, message: 'There is nothing here.' },
  '602': { status: 403, message: 'The consent does not cover this data.' },
  '603': { status: 401, message: 'The access token is not valid, or its consent has ended.' },
  '701': { status: 404, message: 'There is no such account in this consent.' },
  '702': { status: 400, message: 'A date is not valid.' },
  '703': { status: 400, message: 'The range of dates is not valid.' },
  '705': { status: 409, message: 'The account is closed.' },
} as const satisfies Record<string, Entry>;

export type FdxCode = keyof typeof CATALOGUE;

/** The bank's wording of a code. */
export function messageOf(code: FdxCode): string {
  return CATALOGUE[code].message;
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
  return c.json({ code: error.code, message: error.message }, CATALOGUE[error.code].status, error.headers);
}
