// Who looks at the bank's own pages, at which bank, in which language.
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { type Session, sessionOf } from '#customers/session.ts';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { type Html, layout, pageHeaders } from '#pages/layout.ts';
import { type Locale, localeOf, type Say, speaker } from '#pages/say.ts';
import type { World } from '#world.ts';

const LOCALE_COOKIE = 'bank_locale';

export interface Visitor {
  world: World;
  c: Context;
  institution: Institution;
  locale: Locale;
  say: Say;
}

/** A visitor who has signed in. */
export interface Customer extends Visitor, Session {}

/** The visitor of a bank; null where there is no such bank. A wish for another language is kept. */
export function visitorOf(world: World, c: Context): Visitor | null {
  const institution = institutionOf(c.req.param('slug') ?? '');
  if (!institution) return null;
  const wish = c.req.query('locale');
  const locale = localeOf(wish, getCookie(c, LOCALE_COOKIE), c.req.header('accept-language'));
  if (wish === locale) setCookie(c, LOCALE_COOKIE, locale, { path: `/${institution.slug}/`, sameSite: 'Lax' });
  return { world, c, institution, locale, say: speaker(locale) };
}

/** The visitor as a customer, or null where he has not signed in. */
export function customerOf(visitor: Visitor): Customer | null {
  const session = sessionOf(visitor.world.store, visitor.c, visitor.institution);
  return session && { ...visitor, ...session };
}

/** Where a page of the bank's is. */
export function pathAt({ institution }: Visitor, path: string): string {
  return `/${institution.slug}/${path}`;
}

export async function render(visitor: Visitor, title: string, content: Html, status: 200 | 404 | 422 = 200) {
  const { world, c, institution, locale, say } = visitor;
  const other = locale === 'de' ? 'en' : 'de';
  const other_language = c.req.method === 'GET' ? { other_language: `?locale=${other}` } : {};
  const page = await layout({ institution, locale, say, title, content, ...other_language });
  return c.html(String(page), status, pageHeaders([], world.faults.cutsOpener(institution.slug)));
}
