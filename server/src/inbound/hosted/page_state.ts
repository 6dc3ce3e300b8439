// What the customer's page shows to this browser at this moment: derived from link, session, visit and cookie, never stored.
import type { Row, Transaction } from '#database/schema.ts';
import { flowView, institutionView } from '#domain/connections/flow.ts';
import { findHolder, type HolderContact } from '#domain/connections/holder_contact.ts';
import { linkByToken } from '#domain/connections/hosted_link.ts';
import { othersToRelink, type Standing, standingOf, writableEmail } from '#domain/connections/hosted_page.ts';
import { lockSession } from '#domain/connections/session.ts';
import { visitById } from '#domain/connections/visit_rows.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { openContext } from '#domain/open_context.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import type { FlowView } from '#wire/flow.ts';
import type { HostedPage, HostedPageView } from '#wire/hosted_page.ts';
import { type Hold, holdOf } from './visitor.ts';

/** A request for the page. */
export interface Visitor {
  request: Request;
  token: string;
  /** Ours, as the browser knows it. */
  origin: string;
  form_token: string;
}

/** A known link, with all that decides what can be done with it. */
export interface OpenLink {
  context: Context;
  session: Row<'sessions'>;
  account: Row<'accounts'>;
  /** Null where the holder was deleted. */
  holder: HolderContact | null;
  standing: Standing;
  hold: Hold;
}

/** Null for a token that nobody made. `lock` holds the session until the transaction ends. */
export async function openLink(
  world: ApiWorld,
  trx: Transaction,
  { token, request, origin }: Visitor,
  lock = false,
): Promise<OpenLink | null> {
  const found = await linkByToken(trx, token);
  if (found === null) return null;
  const session = lock ? await lockSession(trx, found.session.id) : found.session;
  const context = await openContext(world, trx, session);
  const account = await trx
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', session.relink_account)
    .executeTakeFirstOrThrow();
  const holder = await findHolder(context, session);
  const now = await customerTime(context, session.test_clock);
  const hold = holdOf(request, session, origin);
  const standing = standingOf({ session, link: found.link, account, has_holder: holder !== null, now });
  // Whoever is at the bank while his link runs out is not sent away.
  const underWay = standing === 'expired' && hold === 'holds' && session.visit !== null;
  return { context, session, account, holder, standing: underWay ? 'open' : standing, hold };
}

/** The page as it stands, or the one that a request has just led to. */
export async function pageView(
  { context, session, holder }: OpenLink,
  visitor: Visitor,
  shown: (view: FlowView) => HostedPage | Promise<HostedPage>,
): Promise<HostedPageView> {
  const view = await flowView(context, session);
  view.merchant.logo_url = ownPath(view.merchant.logo_url, visitor.origin);
  return {
    languages: languagesFor(context, session, holder, visitor.request),
    path: pathOf(visitor.token),
    form_token: visitor.form_token,
    view,
    return_url: session.return_url,
    page: await shown(view),
  };
}

/** What there is to say where nothing is known of the link, or something broke. */
export function bareView(visitor: Visitor, page: HostedPage): HostedPageView {
  const languages = acceptedLanguages(visitor.request);
  const { form_token } = visitor;
  return { languages, path: pathOf(visitor.token), form_token, view: null, return_url: null, page };
}

export function pathOf(token: string): string {
  return `/relink/${token}`;
}

/** What a mere look shows. */
export async function currentPage(open: OpenLink, view: FlowView): Promise<HostedPage> {
  const { context, session, standing, hold } = open;
  switch (standing) {
    case 'succeeded':
      return hold === 'holds' ? { type: 'success', next: await nextAccounts(context, session) } : { type: 'used' };
    case 'superseded':
    case 'shut_out':
    case 'repaired':
      return { type: standing };
    case 'ended':
      return { type: 'ended', declined: hold === 'holds' };
    case 'disconnected':
    case 'closed':
      return { type: 'gone', why: standing };
    case 'expired':
      return await expiredPage(context, session);
    case 'open':
      return hold === 'lost' ? { type: 'elsewhere' } : await openPage(open, view);
  }
}

async function openPage({ context, session, hold }: OpenLink, view: FlowView): Promise<HostedPage> {
  const visit = session.visit === null ? null : await visitById(context.trx, session.visit);
  if (visit === null || visit.state === 'left') return { type: 'ask', taken: false };
  if (hold !== 'holds') return { type: 'ask', taken: visit.state !== 'failed' };
  const { pane } = view;
  if (pane.type === 'bank' && pane.state === 'open') return { type: 'at_bank', opened: pane.launch_url === null };
  if (pane.type === 'progress' || pane.type === 'form') return { type: 'working' };
  return { type: pane.type === 'error' ? 'problem' : 'ask', taken: false };
}

async function expiredPage(context: Context, session: Row<'sessions'>): Promise<HostedPage> {
  const delivery = session.delivery_method ?? 'url';
  const email = delivery === 'email' ? await writableEmail(context, session) : null;
  return { type: 'expired', delivery, email: email && masked(email) };
}

async function nextAccounts(context: Context, session: Row<'sessions'>) {
  const others = await othersToRelink(context, session);
  return others.map(({ account, institution }) => ({
    id: account.id,
    label: {
      display_name: account.display_name,
      institution_name: institution.name,
      last4: account.last4,
      subcategory: account.subcategory,
    },
    institution: institutionView(institution),
  }));
}

/** Enough to recognise one's own address, too little to learn another's. */
export function masked(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}•••${email.slice(at)}`;
}

const LANGUAGES_MAX = 10;
const HEADER_MAX = 500;

/** Wished languages, best first. */
export function languagesFor(
  { merchant }: Context,
  session: Row<'sessions'>,
  holder: HolderContact | null,
  request: Request,
): string[] {
  const chosen = [session.locale, ...(holder?.preferred_locales ?? [])].filter((tag) => tag !== null);
  return [...chosen, ...acceptedLanguages(request), merchant.default_locale];
}

export function acceptedLanguages(request: Request): string[] {
  const header = (request.headers.get('accept-language') ?? '').slice(0, HEADER_MAX);
  const tags = header.split(',').map((part) => part.split(';')[0]!.trim());
  return tags.filter((tag) => tag !== '').slice(0, LANGUAGES_MAX);
}

/** Only what we serve ourselves is shown: the customer's visit is nobody else's business. */
export function ownPath(url: string | null, origin: string): string | null {
  if (url === null || !URL.canParse(url, origin)) return null;
  const absolute = new URL(url, origin);
  return absolute.origin === origin ? absolute.pathname : null;
}
