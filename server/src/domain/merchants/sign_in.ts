// How operators sign in: links that work once, and the browsers in which somebody is signed in. On real time.
import { sql } from 'kysely';
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { enqueueMail } from '#domain/mails/mail.ts';
import { openContext } from '#domain/open_context.ts';
import { after, type Clock, DAY_MS, MINUTE_MS } from '#kernel/clock.ts';
import { type MerchantId, newId, type Random, randomText, type SignInId } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import { confirmedMemberships, confirmMember, type Member, membersByEmail, type Person } from './member_rows.ts';

export type SignIn = Row<'sign_ins'>;
type LinkKind = Row<'sign_in_links'>['kind'];

/** What signing in needs besides its transaction; no merchant, because nobody is known yet. */
export type SignInBase = Pick<Context, 'trx' | 'clock' | 'random' | 'vault' | 'livemode'>;

/** Where links by mail lead, and who can read them. */
export interface LinkDesk {
  /** The origin that operators reach us by. */
  public_url: string;
  /** There is no mail server: a link stands in the mailbox of its merchant, whose owners and keys read it. */
  mailbox_only: boolean;
}

const TOKEN_LENGTH = 43;
export const INVITATION_DAYS = 7;
const LINK_MS: Record<LinkKind, number> = {
  sign_in: 15 * MINUTE_MS,
  invitation: INVITATION_DAYS * DAY_MS,
  // Stands in a terminal, on the machine that runs the sandbox.
  start: 7 * DAY_MS,
};
/** A browser that comes back within this time stays signed in. */
export const SIGNED_IN_MS = 30 * DAY_MS;
/** How often a browser's last use is written down. */
const TOUCH_MS = 5 * MINUTE_MS;
/** Mails with a link that one address gets from one business, and the time within which. */
const MAILED_MAX = 5;
const MAILED_MS = { sign_in: LINK_MS.sign_in, invitation: DAY_MS };
/** Businesses that a person is written to about at once, where each has a mailbox of its own. */
const MAILBOXES_MAX = 20;

/** Whom a link is for. `bound`: it opens `merchant` only, because others than its person may read it. */
export type LinkFor =
  | { kind: 'start'; email: string; merchant: null; bound: false }
  | { kind: LinkKind; email: string; merchant: MerchantId; bound: boolean };

/** A new link for an address; the token is told here once. */
export async function createSignInLink(
  { trx, clock, random }: { trx: Transaction; clock: Clock; random: Random },
  { kind, email, merchant, bound }: LinkFor,
): Promise<string> {
  const token = randomText(TOKEN_LENGTH, random);
  const created = clock.now();
  await trx
    .insertInto('sign_in_links')
    .values({
      token_hash: hashSecret(token),
      kind,
      email: email.toLowerCase(),
      merchant,
      bound,
      created,
      expires_at: after(created, LINK_MS[kind]),
      used_at: null,
    })
    .execute();
  return token;
}

/** The address that an operator follows. The token is behind `#`, so that no server, log or referrer ever sees it. */
export function signInUrl(origin: string, kind: LinkKind, token: string): string {
  return `${origin}/dashboard/${kind === 'start' ? 'start' : 'auth/open'}#${token}`;
}

/**
 * Writes to a member who asks to be let in. Whoever is no member gets no mail, and the caller is not told. Where mails
 * stay in mailboxes, each of his merchants' has a link of its own, which opens that one.
 */
export async function requestSignIn(base: SignInBase, email: string, desk: LinkDesk): Promise<void> {
  const members = await membersByEmail(base.trx, email);
  // Whose invitation nobody accepted does not get to write in the place of those he works for.
  const confirmed = members.filter((member) => member.confirmed_at !== null);
  const best = confirmed.length > 0 ? confirmed : members;
  for (const member of desk.mailbox_only ? members.slice(0, MAILBOXES_MAX) : best.slice(0, 1)) {
    await mailSignIn(base, member, desk);
  }
}

/** Whether this address has had as many links of this kind from this business as anybody gets within its time. */
export async function mailedTooOften(
  { trx, clock }: Pick<Context, 'trx' | 'clock'>,
  kind: keyof typeof MAILED_MS,
  { email, merchant }: Pick<Member, 'email' | 'merchant'>,
): Promise<boolean> {
  const mailed = await trx
    .selectFrom('sign_in_links')
    .select('token_hash')
    .where('email', '=', email)
    .where('merchant', '=', merchant)
    .where('kind', '=', kind)
    .where('created', '>', after(clock.now(), -MAILED_MS[kind]))
    .limit(MAILED_MAX)
    .execute();
  return mailed.length >= MAILED_MAX;
}

async function mailSignIn(base: SignInBase, member: Member, desk: LinkDesk): Promise<void> {
  const now = base.clock.now();
  if (await mailedTooOften(base, 'sign_in', member)) return;
  const { merchant } = member;
  const bound = desk.mailbox_only;
  const token = await createSignInLink(base, { kind: 'sign_in', email: member.email, merchant, bound });
  const context = await openContext(base, base.trx, { merchant, livemode: base.livemode });
  await enqueueMail(context, {
    type: 'sign_in',
    recipient: member.email,
    data: { minutes: LINK_MS.sign_in / MINUTE_MS },
    secret: signInUrl(desk.public_url, 'sign_in', token),
    bound,
    created: now,
  });
}

/** Whose browser it is, for the list that its owner reads. */
export interface Browser {
  user_agent: string | null;
}

/**
 * Uses up a link and signs its person in; null for a link that is unknown, used or over. Following a mailed link accepts
 * the invitation of the merchant it was made for. `start`: only a link of the terminal will do.
 */
export async function followLink(
  base: SignInBase,
  { token, start }: { token: string; start: boolean },
  browser: Browser,
): Promise<string | null> {
  const now = base.clock.now();
  const known = base.trx.updateTable('sign_in_links').set({ used_at: now }).where('token_hash', '=', hashSecret(token));
  const link = await (start ? known.where('kind', '=', 'start') : known)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (link === undefined) return null;
  const { email, merchant } = link;
  // The link of the terminal shows who runs the sandbox, and no address.
  if (link.kind !== 'start' && merchant !== null) await confirmMember(base.trx, { email, merchant }, now);
  const person = { email, merchant: link.bound ? merchant : null };
  if ((await confirmedMemberships(base.trx, person)).length === 0) return null;
  return await signIn(base, person, browser);
}

/** Signs a person in who has shown who he is. Returns the cookie's value. */
export async function signIn(
  { trx, clock, random }: SignInBase,
  { email, merchant }: Person,
  browser: Browser,
): Promise<string> {
  const token = randomText(TOKEN_LENGTH, random);
  const now = clock.now();
  await trx
    .insertInto('sign_ins')
    .values({
      id: newId('sgn', random),
      email,
      merchant,
      token_hash: hashSecret(token),
      ...browser,
      created: now,
      last_used_at: now,
      expires_at: after(now, SIGNED_IN_MS),
    })
    .execute();
  return token;
}

/** The sign-in behind a cookie; null where there is none, or it is over. */
export async function signInByToken(
  { trx, clock }: Pick<Context, 'trx' | 'clock'>,
  token: string,
): Promise<SignIn | null> {
  const row = await trx
    .selectFrom('sign_ins')
    .selectAll()
    .where('token_hash', '=', hashSecret(token))
    .where('expires_at', '>', clock.now())
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps a browser in use signed in. Returns whether the cookie is to be renewed as well. */
export async function touchSignIn({ trx, clock }: Pick<Context, 'trx' | 'clock'>, row: SignIn): Promise<boolean> {
  const now = clock.now();
  if (after(row.last_used_at, TOUCH_MS) > now) return false;
  await trx
    .updateTable('sign_ins')
    .set({ last_used_at: now, expires_at: after(now, SIGNED_IN_MS) })
    .where('id', '=', row.id)
    .execute();
  return true;
}

const SIGN_INS_MAX = 100;

/** A person's browsers, the newest first; of those that open other merchants only as far as he has shown who he is. */
export async function signInsOf(
  { trx, clock }: Pick<Context, 'trx' | 'clock'>,
  { email, merchant }: Person,
): Promise<SignIn[]> {
  const all = trx.selectFrom('sign_ins').selectAll().where('email', '=', email);
  return await (merchant === null ? all : all.where('merchant', '=', merchant))
    .where('expires_at', '>', clock.now())
    .orderBy('sequence', 'desc')
    .limit(SIGN_INS_MAX)
    .execute();
}

/** Signs a browser of this person out; false where he has no such one. */
export async function endSignIn(trx: Transaction, { email, merchant }: Person, id: string): Promise<boolean> {
  const own = trx
    .deleteFrom('sign_ins')
    .where('id', '=', id as SignInId)
    .where('email', '=', email);
  const { numDeletedRows } = await (merchant === null ? own : own.where('merchant', '=', merchant)).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Deletes browsers, links and challenges whose time is over; at most `most` of each. Returns the largest number. */
export async function forgetSignIns(trx: Transaction, now: Date, most: number): Promise<number> {
  const counts = [];
  for (const table of ['sign_ins', 'sign_in_links', 'passkey_challenges'] as const) {
    const key = table === 'sign_ins' ? 'id' : table === 'sign_in_links' ? 'token_hash' : 'hash';
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (
      select ${sql.ref(key)} from ${sql.table(table)} where expires_at <= ${now} limit ${most})`.execute(trx);
    counts.push(Number(numAffectedRows ?? 0));
  }
  return Math.max(...counts);
}
