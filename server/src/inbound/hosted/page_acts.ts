// What the customer can do on his page besides going to the bank: say no, ask for a new link, go on with the next account.
import type { Transaction } from '#database/schema.ts';
import { lockAuthorization } from '#domain/connections/authorization_rows.ts';
import { goingOn, markOpened, othersToRelink, renewLink, takePage } from '#domain/connections/hosted_page.ts';
import { leaveSession } from '#domain/connections/leave.ts';
import { requestRelink } from '#domain/connections/request_relink.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import type { SessionId } from '#kernel/id.ts';
import type { HostedPage, HostedPageView } from '#wire/hosted_page.ts';
import { seeOther } from './page_answer.ts';
import {
  bareView,
  currentPage,
  masked,
  type OpenLink,
  openLink,
  pageView,
  pathOf,
  type Visitor,
} from './page_state.ts';
import { newHold } from './visitor.ts';

/** A page to show, or an answer that is one already; and the cookies that go with it. */
export interface Outcome {
  show?: HostedPageView;
  /** Of the page, where its own says too little. */
  status?: number;
  answer?: Response;
  cookies?: string[];
  /** For the log. */
  session?: SessionId;
  /** The link to go on with. */
  token?: string;
}

export async function look(world: ApiWorld, trx: Transaction, visitor: Visitor): Promise<Outcome> {
  const open = await openLink(world, trx, visitor);
  return open === null ? unknown(visitor) : await asItStands(open, visitor);
}

/** The question before the no; it changes nothing. */
export async function lookAtDecline(world: ApiWorld, trx: Transaction, visitor: Visitor): Promise<Outcome> {
  const open = await openLink(world, trx, visitor);
  if (open === null) return unknown(visitor);
  return open.standing === 'open' ? await showing(open, visitor, { type: 'decline' }) : await asItStands(open, visitor);
}

/** The customer's word ends the session, wherever it stands. */
export async function decline(world: ApiWorld, trx: Transaction, visitor: Visitor): Promise<Outcome> {
  const open = await openLink(world, trx, visitor, true);
  if (open === null) return unknown(visitor);
  if (open.standing !== 'open') return await asItStands(open, visitor);
  const { context, session } = open;
  await markOpened(context, session);
  const { cookies } = await holdPage(world, open, visitor);
  await leaveSession(context, session.id);
  return { answer: seeOther(pathOf(visitor.token)), cookies, session: session.id };
}

export async function renew(world: ApiWorld, trx: Transaction, visitor: Visitor): Promise<Outcome> {
  const open = await openLink(world, trx, visitor, true);
  if (open === null) return unknown(visitor);
  if (open.standing !== 'expired') return await asItStands(open, visitor);
  await markOpened(open.context, open.session);
  const renewal = await renewLink(open.context, open.session);
  if (renewal.type === 'link') return { answer: seeOther(pathOf(renewal.token)) };
  if (renewal.type === 'no_address') {
    return await showing(open, visitor, { type: 'expired', delivery: 'email', email: null });
  }
  return await showing(open, visitor, { type: 'renewed', email: masked(renewal.email), fresh: renewal.fresh });
}

/** The session for another account of the same customer, in the browser that has just repaired one; else a page to show. */
export async function goOnWith(
  world: ApiWorld,
  trx: Transaction,
  visitor: Visitor,
  account: string | null,
): Promise<Outcome> {
  const open = await openLink(world, trx, visitor);
  if (open === null) return unknown(visitor);
  const { context, session, standing, hold } = open;
  if (standing !== 'succeeded' || hold !== 'holds') return await asItStands(open, visitor);
  const wanted = (await othersToRelink(context, session)).find((other) => other.account.id === account)?.account;
  if (wanted === undefined) return await asItStands(open, visitor);
  // Of two presses at once, the second finds what the first began.
  await lockAuthorization(trx, wanted.authorization_id);
  const begun = await goingOn(context, wanted.id);
  if (begun !== null) return begun;
  const origin = { delivery_method: 'url', source: 'page', requested_by: null, batch: null } as const;
  const made = await requestRelink(context, wanted.id, origin);
  if ('type' in made) return await asItStands(open, visitor);
  const { return_url, locale } = session;
  await trx.updateTable('sessions').set({ return_url, locale }).where('id', '=', made.session.id).execute();
  return { token: made.token };
}

/** The page's own script says that somebody sees it. */
export async function opened(world: ApiWorld, trx: Transaction, visitor: Visitor): Promise<Outcome> {
  const open = await openLink(world, trx, visitor);
  if (open !== null) await markOpened(open.context, open.session);
  return { answer: new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } }) };
}

/** Gives the page to this browser unless it has it. */
export async function holdPage(
  world: ApiWorld,
  { context, session, hold }: OpenLink,
  { origin }: Visitor,
): Promise<{ cookies: string[]; page_hash: Uint8Array }> {
  if (hold === 'holds') return { cookies: [], page_hash: session.page_hash! };
  const { hash, line } = newHold(session.id, origin, world.random);
  await takePage(context, session, hash);
  return { cookies: [line], page_hash: hash };
}

export async function asItStands(open: OpenLink, visitor: Visitor): Promise<Outcome> {
  return {
    show: await pageView(open, visitor, (view) => currentPage(open, view)),
    session: open.session.id,
  };
}

export async function showing(open: OpenLink, visitor: Visitor, page: HostedPage): Promise<Outcome> {
  return { show: await pageView(open, visitor, () => page), session: open.session.id };
}

/** The form was old, or not of a page of ours: nothing happens. */
export async function refused(world: ApiWorld, trx: Transaction, visitor: Visitor): Promise<Outcome> {
  const open = await openLink(world, trx, visitor);
  return open === null ? unknown(visitor) : await showing(open, visitor, { type: 'refused' });
}

export function unknown(visitor: Visitor): Outcome {
  return { show: bareView(visitor, { type: 'unknown' }) };
}
