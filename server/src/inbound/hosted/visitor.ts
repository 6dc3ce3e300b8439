// The browser before the customer's page: whether it holds the page, and whether a form comes from a page that we gave it.
import type { Row } from '#database/schema.ts';
import { cookieLine, cookieOf } from '#inbound/http/cookies.ts';
import { type Random, randomText, type SessionId } from '#kernel/id.ts';
import { hashSecret, sameBytes } from '#kernel/secret.ts';

const VALUE_LENGTH = 32;
const VALUE_PATTERN = /^[0-9A-Za-z]{32}$/;
/** How long a browser may come back to where it stopped. */
const PAGE_LIFE_S = 86_400;
const FORM = 'relink_form';
const FORM_LIFE_S = 86_400;

/** One cookie per session, so that two links in one browser do not overwrite each other. */
function pageCookie(session: SessionId): string {
  return `relink_page_${Buffer.from(hashSecret(session)).toString('hex').slice(0, 16)}`;
}

/** `none`: it never went on here; `holds`: the page is this browser's; `lost`: it was, until another one went on. */
export type Hold = 'none' | 'holds' | 'lost';

export function holdOf(request: Request, session: Pick<Row<'sessions'>, 'id' | 'page_hash'>, origin: string): Hold {
  const value = cookieOf(request, pageCookie(session.id), origin);
  if (value === null || session.page_hash === null) return 'none';
  return sameBytes(hashSecret(value), session.page_hash) ? 'holds' : 'lost';
}

/** A new value for the session's row, and the line that gives it to the browser. */
export function newHold(session: SessionId, origin: string, random: Random): { hash: Uint8Array; line: string } {
  const value = randomText(VALUE_LENGTH, random);
  return { hash: hashSecret(value), line: cookieLine(pageCookie(session), value, origin, PAGE_LIFE_S) };
}

/**
 * Under `Referrer-Policy: no-referrer`, which keeps the link's token from the bank, browsers post our own forms with
 * `Origin: null`. So a form shows where it comes from by a field that only a page of ours can hold: made of a cookie that no
 * other site can read or set, and of the link. Where a browser does tell the origin, it has to be ours.
 */
export interface FormProof {
  token: string;
  /** To be set where the browser had no cookie yet. */
  line: string | null;
}

export function proveForm(request: Request, link: string, origin: string, random: Random): FormProof {
  const known = formCookie(request, origin);
  const value = known ?? randomText(VALUE_LENGTH, random);
  return { token: proofOf(value, link), line: known === null ? cookieLine(FORM, value, origin, FORM_LIFE_S) : null };
}

export function isOwnForm(request: Request, link: string, origin: string, token: string | null): boolean {
  const told = request.headers.get('origin');
  if (told !== null && told !== 'null' && told !== origin) return false;
  const value = formCookie(request, origin);
  return value !== null && token !== null && sameBytes(Buffer.from(token), Buffer.from(proofOf(value, link)));
}

function formCookie(request: Request, origin: string): string | null {
  const value = cookieOf(request, FORM, origin);
  return value !== null && VALUE_PATTERN.test(value) ? value : null;
}

function proofOf(value: string, link: string): string {
  return Buffer.from(hashSecret(`${value} ${link}`)).toString('base64url');
}
