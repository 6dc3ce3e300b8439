// GET /banks/:slug/callback: where a bank sends the customer back. Checked here, exchanged by a job, so that a crash loses nothing.
import type { Row, Transaction } from '#database/schema.ts';
import { linkUrl, tokenOf } from '#domain/connections/hosted_link.ts';
import { receiveInput } from '#domain/connections/visit.ts';
import { openContext } from '#domain/open_context.ts';
import { seeOther } from '#inbound/hosted/page_answer.ts';
import { holdOf } from '#inbound/hosted/visitor.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import type { RequestLog } from '#inbound/http/request_log.ts';
import { hashSecret, sameBytes } from '#kernel/secret.ts';
import { cookieHash } from './cookie.ts';
import { noticePage } from './pages.ts';
import type { NoticeName } from './words.ts';

const STATE_MAX = 512;
const URL_MAX = 8_192;

type Found = Row<'bank_visits'> &
  Pick<Row<'sessions'>, 'locale' | 'livemode' | 'ui_mode' | 'page_hash'> & { slug: string };

interface Refusal {
  page: NoticeName;
  reason: string;
}

/**
 * One time, within ten minutes, at the institution that was asked, in the browser that started; otherwise nothing changes. The
 * answer to a visit that was left meanwhile is taken too, but only so that its consent can be given back.
 */
export async function callback(world: ApiWorld, slug: string, request: Request, log: RequestLog): Promise<Response> {
  const language = request.headers.get('accept-language');
  const url = new URL(request.url);
  const state = url.searchParams.get('state') ?? '';
  const usable = state !== '' && state.length <= STATE_MAX && request.url.length <= URL_MAX;
  const stateHash = usable ? hashSecret(state) : null;
  return await world.database.transact(async (trx) => {
    const found = stateHash && (await findVisit(trx, stateHash));
    const refusal = found ? refusalOf(world, found, slug, request) : unknown('no usable state');
    if (found)
      log.about({ visit: found.id, session: found.session, merchant: found.merchant, institution: found.slug });
    const locale = found?.locale ?? language;
    const page = found && (await ownPage(world, trx, found, request));
    if (!found || refusal !== null) {
      const refused = refuse(world, log, found, refusal ?? unknown('no usable state'), locale);
      return page ? seeOther(page) : refused;
    }
    const now = world.clock.now();
    await trx.updateTable('bank_visits').set({ oauth_state_used_at: now }).where('id', '=', found.id).execute();
    const context = await openContext(world, trx, { merchant: found.merchant, livemode: found.livemode });
    // The address as the bank knows it, whatever name this process is reached by behind a proxy.
    await receiveInput(context, found, { type: 'callback', url: `${found.origin}${url.pathname}${url.search}` });
    const answer = found.state === 'left' ? refuse(world, log, found, unknown('the visit was left'), locale) : null;
    return page ? seeOther(page) : (answer ?? noticePage('returned', locale));
  });
}

/**
 * The customer's own page, where he came from one: it says how things stand, also after a refusal. Its address is a secret, so
 * only a browser that was there before is sent there: one that holds the page, or that left from it for the bank.
 */
async function ownPage(world: ApiWorld, trx: Transaction, visit: Found, request: Request): Promise<string | null> {
  if (visit.ui_mode !== 'hosted') return null;
  const holds = holdOf(request, { id: visit.session, page_hash: visit.page_hash }, visit.origin) === 'holds';
  if (!holds && !cameFromHere(visit, request)) return null;
  const token = await tokenOf({ trx, vault: world.vault }, { id: visit.session, merchant: visit.merchant });
  return token === null ? null : linkUrl(visit.origin, token);
}

function cameFromHere(visit: Found, request: Request): boolean {
  const cookie = visit.oauth_state_hash && cookieHash(request, visit.oauth_state_hash, visit.origin);
  return visit.browser_hash !== null && cookie !== null && sameBytes(cookie, visit.browser_hash);
}

async function findVisit(trx: Transaction, stateHash: Uint8Array): Promise<Found | null> {
  const found = await trx
    .selectFrom('bank_visits')
    .innerJoin('institutions', 'institutions.id', 'bank_visits.institution')
    .innerJoin('sessions', 'sessions.id', 'bank_visits.session')
    .selectAll('bank_visits')
    .select(['institutions.slug', 'sessions.locale', 'sessions.livemode', 'sessions.ui_mode', 'sessions.page_hash'])
    .where('oauth_state_hash', '=', stateHash)
    .forUpdate('bank_visits')
    .executeTakeFirst();
  return found ?? null;
}

/** Null when the bank's answer may be taken. */
function refusalOf({ clock }: ApiWorld, visit: Found, slug: string, request: Request): Refusal | null {
  if (visit.slug !== slug) return unknown('state of another institution');
  if (visit.oauth_state_used_at !== null) return unknown('replayed state');
  const open = visit.state === 'redirect' || (visit.state === 'left' && visit.secret !== null);
  if (!open || visit.expires_at <= clock.now()) return unknown('visit over');
  return cameFromHere(visit, request) ? null : { page: 'other_browser', reason: 'another browser' };
}

function unknown(reason: string): Refusal {
  return { page: 'unknown', reason };
}

function refuse(
  world: ApiWorld,
  log: RequestLog,
  visit: Found | null,
  { page, reason }: Refusal,
  locale: string | null,
): Response {
  log.about({ refused: reason });
  world.log.warn({ visit: visit?.id, institution: visit?.slug, reason }, 'a bank callback was refused');
  return noticePage(page, locale);
}
