// The rules of the customer's own page: how a link stands, which browser goes through it, new links, what else needs a repair.
import type { Holder, Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { enqueueMail } from '#domain/mails/mail.ts';
import { confirmedEmails } from '#domain/merchants/member_rows.ts';
import { after, HOUR_MS } from '#kernel/clock.ts';
import type { AccountId, SessionId } from '#kernel/id.ts';
import { hasHolder, heldBy } from './holder.ts';
import { findHolder } from './holder_contact.ts';
import { createLink, newestLink, tokenOf } from './hosted_link.ts';
import { EMAIL_PAUSE_MS, needsRelink, stillWanted } from './hosted_relink.ts';
import { recordStep } from './session_steps.ts';
import { abandonVisit } from './visit.ts';

type Session = Row<'sessions'>;

/** One new e-mail for an expired link in this time of the customer's: its button is open to whoever has the old link. */
const RENEWAL_PAUSE_MS = HOUR_MS;

/** What can still be done with a link. The first that holds. */
export type Standing =
  | 'succeeded'
  | 'superseded'
  | 'ended'
  | 'disconnected'
  | 'closed'
  | 'shut_out'
  | 'repaired'
  | 'expired'
  | 'open';

export interface Standpoint {
  session: Pick<Session, 'status' | 'superseded_by' | 'renews_before'>;
  link: Pick<Row<'hosted_links'>, 'expires_at'>;
  account: Row<'accounts'>;
  /** False where the holder was deleted. */
  has_holder: boolean;
  /** The customer's time. */
  now: Date;
}

/** Pure. */
export function standingOf({ session, link, account, has_holder, now }: Standpoint): Standing {
  if (session.status === 'succeeded') return 'succeeded';
  if (session.superseded_by !== null) return 'superseded';
  if (account.status === 'disconnected' || !has_holder) return 'disconnected';
  if (session.status !== 'pending') return 'ended';
  if (account.status === 'inactive' && account.inactive_action !== 'relink_required') {
    // An account has reasons of its own; what the bank requires is about the link.
    return account.inactive_cause === 'institution_requirement' ? 'shut_out' : 'closed';
  }
  if (!stillWanted(session, account, now)) return 'repaired';
  return link.expires_at <= now ? 'expired' : 'open';
}

/** The customer has the page before him: seen by its script or by his first press of a button, never by a mere GET. */
export async function markOpened(context: Context, session: Session): Promise<void> {
  if (session.opened_at !== null || session.status !== 'pending') return;
  const opened_at = context.clock.now();
  const { numUpdatedRows } = await context.trx
    .updateTable('sessions')
    .set({ opened_at })
    .where('id', '=', session.id)
    .where('opened_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await recordStep(context, session, 'opened');
}

/** From now on the browser with this cookie goes through the session; what another one had begun is dropped. */
export async function takePage(context: Context, session: Session, page_hash: Uint8Array): Promise<void> {
  if (session.visit !== null && session.status === 'pending') await abandonVisit(context, session.visit);
  await context.trx
    .updateTable('sessions')
    .set({ page_hash, ...(session.status === 'pending' && { visit: null }) })
    .where('id', '=', session.id)
    .execute();
}

export type Renewal =
  | { type: 'link'; token: string }
  | { type: 'mail'; email: string; fresh: boolean }
  | { type: 'no_address' };

/**
 * Another link for the same session. One that the merchant hands out is there at once; one by e-mail goes to the customer's
 * address as we know it, outside the 48 hours but not at will. The session's row must be locked.
 */
export async function renewLink(context: Context, session: Session): Promise<Renewal> {
  const now = await customerTime(context, session.test_clock);
  const newest = await newestLink(context.trx, session.id);
  const expired = newest === null || newest.expires_at <= now;
  if (session.delivery_method === 'url') {
    if (!expired) return { type: 'link', token: (await tokenOf(context, session))! };
    const token = await createLink(context, session);
    await recordStep(context, session, 'renewed', { delivery_method: 'url' });
    return { type: 'link', token };
  }
  const email = await writableEmail(context, session);
  if (email === null) return { type: 'no_address' };
  if (await writtenLately(context, session.id, now)) return { type: 'mail', email, fresh: false };
  if (expired) await createLink(context, session);
  await recordStep(context, session, 'renewed', { delivery_method: 'email' });
  await enqueueMail(context, { type: 'relink_request', session: session.id, recipient: email, created: now });
  return { type: 'mail', email, fresh: true };
}

/** Where a mail to the session's holder may go: the sandbox writes to confirmed members only (rulings, "Hosted sessions"). */
export async function writableEmail(context: Context, session: Holder): Promise<string | null> {
  const email = (await findHolder(context, session))?.email ?? null;
  if (!email || context.livemode) return email || null;
  return (await confirmedEmails(context)).has(email.toLowerCase()) ? email : null;
}

/** A mail that could not be sent has told the customer nothing. */
async function writtenLately(context: Context, session: SessionId, now: Date): Promise<boolean> {
  const last = await context.trx
    .selectFrom('mails')
    .select('id')
    .where('session', '=', session)
    .where('created', '>', after(now, -RENEWAL_PAUSE_MS))
    .where('state', '<>', 'failed')
    .limit(1)
    .executeTakeFirst();
  return last !== undefined;
}

const NEXT_MAX = 5;
const LOOKED_AT_MAX = 50;

/**
 * Other accounts of the session's holder that need a repair, the oldest first. A number that lives no longer than we warn ahead
 * needs one again at once: whoever has just done it is not asked to go round in circles, unless the connection itself is broken.
 */
export async function othersToRelink(
  context: Context,
  session: Session,
): Promise<{ account: Row<'accounts'>; institution: Row<'institutions'> }[]> {
  if (!hasHolder(session)) return [];
  const now = await customerTime(context, session.test_clock);
  const accounts = await context.trx
    .selectFrom('accounts')
    .selectAll()
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where(heldBy(session))
    .where('id', '<>', session.relink_account)
    .where('attention_at', '<=', now)
    .orderBy('sequence')
    .limit(LOOKED_AT_MAX)
    .execute();
  const done = await repairedLately(context, session, now);
  const wanting = accounts
    .filter((account) => needsRelink(account, now) && (account.status === 'inactive' || !done.has(account.id)))
    .slice(0, NEXT_MAX);
  if (wanting.length === 0) return [];
  const banks = await context.trx
    .selectFrom('institutions')
    .selectAll()
    .where('id', 'in', [...new Set(wanting.map((account) => account.institution))])
    .execute();
  return wanting.map((account) => ({ account, institution: banks.find((bank) => bank.id === account.institution)! }));
}

async function repairedLately(context: Context, holder: Holder, now: Date): Promise<Set<AccountId | null>> {
  const rows = await context.trx
    .selectFrom('sessions')
    .innerJoin('session_steps', 'session_steps.session', 'sessions.id')
    .select('sessions.relink_account')
    .where('sessions.merchant', '=', context.merchant.id)
    .where('sessions.livemode', '=', context.livemode)
    .where(heldBy(holder))
    .where('session_steps.step', '=', 'succeeded')
    .where('session_steps.at', '>', after(now, -EMAIL_PAUSE_MS))
    .execute();
  return new Set(rows.map(({ relink_account }) => relink_account));
}

/** The session in which a customer already began to repair this account from another page; pressed twice, it is the same one. */
export async function goingOn(context: Context, account: string): Promise<{ token: string } | null> {
  const session = await context.trx
    .selectFrom('sessions')
    .select(['id', 'merchant', 'test_clock'])
    .where('relink_account', '=', account as NonNullable<Session['relink_account']>)
    .where('ui_mode', '=', 'hosted')
    .where('source', '=', 'page')
    .where('status', '=', 'pending')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (session === undefined) return null;
  const now = await customerTime(context, session.test_clock);
  const newest = await newestLink(context.trx, session.id);
  if (newest === null || newest.expires_at <= now) return null;
  return { token: (await tokenOf(context, session))! };
}
