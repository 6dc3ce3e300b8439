// Answers /dashboard/auth: asking for a link, following one, passkeys, signing out. The two pages here work without the Dashboard's own.
import { z } from 'zod';
import { endSignIn, followLink, requestSignIn, signInByToken } from '#domain/merchants/sign_in.ts';
import { invalidRequest, unrecognizedUrl } from '#inbound/http/errors.ts';
import { ownOrigin } from '#inbound/http/origin.ts';
import { text } from '#inbound/http/params.ts';
import type { SignInCalls } from '#wire/dashboard.ts';
import { signInCookie, signInToken } from './cookie.ts';
import { openingPage } from './opening_page.ts';
import { passkeyCalls } from './passkeys/sign_in.ts';
import { email, flag, readJson } from './reading.ts';
import { type Dashboard, type Exchange, exchange, requireOwnPage } from './serve.ts';
import { begin, browserOf } from './unknown_person.ts';

const PREFIX = '/dashboard/auth/';
const TOKEN_MAX = 100;
const START_PAGE = '/dashboard/start';
/** Where the links of mails and terminals lead; both read the token behind `#`. */
const PAGES = new Set([START_PAGE, '/dashboard/auth/open']);

/** One call below /dashboard/auth; nobody needs to be signed in. */
export type SignInCall = (dashboard: Dashboard, one: Exchange) => Promise<object>;

const asked = z.strictObject({ email: email() });
const followed = z.strictObject({ token: text({ max: TOKEN_MAX }), start: flag().optional() });

const CALLS: {
  [Name in keyof SignInCalls]: (...given: Parameters<SignInCall>) => Promise<SignInCalls[Name]['answer']>;
} = {
  link: async (dashboard, one) => {
    const given = await readJson(asked, one.request);
    await begin(dashboard, (base) => requestSignIn(base, given.email, dashboard.world));
    return { sent: true };
  },
  open: async (dashboard, one) => {
    const { token, start = false } = await readJson(followed, one.request);
    const cookie = await begin(dashboard, (base) => followLink(base, { token, start }, browserOf(one)));
    if (cookie === null) throw invalidRequest('This link was used before, or its time is over.', { status: 410 });
    one.headers.set('Set-Cookie', signInCookie(cookie, one.origin));
    return { signed_in: true };
  },
  sign_out: async (dashboard, one) => {
    const token = signInToken(one.request, one.origin);
    if (token !== null) {
      await begin(dashboard, async (base) => {
        const found = await signInByToken(base, token);
        if (found !== null) await endSignIn(base.trx, found, found.id);
      });
    }
    one.headers.set('Set-Cookie', signInCookie('', one.origin));
    return { signed_out: true };
  },
  ...passkeyCalls,
};

/** Answers the pages and calls of signing in; null for everything else. */
export function createSignIn(dashboard: Dashboard): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const url = new URL(request.url);
    if (request.method === 'GET' && PAGES.has(url.pathname)) {
      const start = url.pathname === START_PAGE;
      const now = start && cameByHimself(request, ownOrigin(dashboard.origins, request));
      return openingPage({ start, now }, request.headers.get('accept-language'));
    }
    if (!url.pathname.startsWith(PREFIX)) return null;
    return await exchange(dashboard, request, url, false, async (one) => {
      const name = url.pathname.slice(PREFIX.length);
      const call = request.method === 'POST' ? callNamed(name) : undefined;
      if (call === undefined) throw unrecognizedUrl(request.method, url.pathname);
      one.log.route(PREFIX + name);
      requireOwnPage(one);
      return await call(dashboard, one);
    });
  };
}

/**
 * The address was typed, or opened from a terminal, in a browser where nobody is signed in. A page of another site that leads
 * here could otherwise sign its visitor in as somebody else without a word.
 */
function cameByHimself(request: Request, origin: string): boolean {
  return request.headers.get('sec-fetch-site') === 'none' && signInToken(request, origin) === null;
}

function callNamed(name: string): SignInCall | undefined {
  return Object.hasOwn(CALLS, name) ? CALLS[name as keyof SignInCalls] : undefined;
}
