// GET /banks/:slug/callback: where a bank sends the customer back. Checked here, exchanged by a job, so that a crash loses nothing.
import { receiveInput } from '#domain/connections/visit.ts';
import { openContext } from '#domain/open_context.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { hashSecret, sameBytes } from '#kernel/secret.ts';
import { cookieHash } from './cookie.ts';
import { noticePage } from './pages.ts';
import type { NoticeName } from './words.ts';

const STATE_MAX = 512;
const URL_MAX = 8_192;

/** One time, within ten minutes, at the institution that was asked, in the browser that started; otherwise nothing changes. */
export async function callback(
  world: ApiWorld,
  slug: string,
  request: Request,
  locale: string | null,
): Promise<Response> {
  const url = new URL(request.url);
  const state = url.searchParams.get('state') ?? '';
  if (state === '' || state.length > STATE_MAX || request.url.length > URL_MAX)
    return refuse(world, 'unknown', slug, 'no usable state', locale);
  const stateHash = hashSecret(state);
  const verdict = await world.database.transact(async (trx) => {
    const found = await trx
      .selectFrom('bank_visits')
      .innerJoin('institutions', 'institutions.id', 'bank_visits.institution')
      .innerJoin('sessions', 'sessions.id', 'bank_visits.session')
      .selectAll('bank_visits')
      .select(['institutions.slug', 'sessions.locale', 'sessions.livemode'])
      .where('oauth_state_hash', '=', stateHash)
      .forUpdate('bank_visits')
      .executeTakeFirst();
    const now = world.clock.now();
    if (found === undefined) return { page: 'unknown' as const, reason: 'unknown state' };
    if (found.slug !== slug) return { page: 'unknown' as const, reason: 'state of another institution' };
    if (found.oauth_state_used_at !== null) return { page: 'unknown' as const, reason: 'replayed state' };
    if (found.state !== 'redirect' || found.expires_at <= now)
      return { page: 'unknown' as const, reason: 'visit over' };
    const cookie = cookieHash(request, stateHash, found.origin);
    if (found.browser_hash === null || cookie === null || !sameBytes(cookie, found.browser_hash)) {
      return { page: 'other_browser' as const, reason: 'another browser' };
    }
    await trx.updateTable('bank_visits').set({ oauth_state_used_at: now }).where('id', '=', found.id).execute();
    const context = await openContext(world, trx, { merchant: found.merchant, livemode: found.livemode });
    // The address as the bank knows it, whatever name this process is reached by behind a proxy.
    const seen = `${found.origin}${url.pathname}${url.search}`;
    await receiveInput(context, found, { type: 'callback', url: seen });
    return { page: 'returned' as const, locale: found.locale };
  });
  if (verdict.page !== 'returned') return refuse(world, verdict.page, slug, verdict.reason, locale);
  return noticePage('returned', verdict.locale ?? locale);
}

function refuse(
  world: ApiWorld,
  page: NoticeName,
  institution: string,
  reason: string,
  locale: string | null,
): Response {
  world.log.warn({ institution, reason }, 'a bank callback was refused');
  return noticePage(page, locale);
}
