// How operators sign in: links that work once, and the browsers in which somebody is signed in. On real time.
import { sql } from 'kysely';
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { enqueueMail } from '#domain/mails/mail.ts';
import { openContext } from '#domain/open_context.ts';
import { after, type Clock, DAY_MS, MINUTE_MS } from '#kernel/clock.ts';
import { newId, type Random, randomText, type SignInId } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import { confirmMembers, membersByEmail } from './member_rows.ts';

export type SignIn = Row<'sign_ins'>;
type LinkKind = Row<'sign_in_links'>['kind'];

/** What signing in needs besides its transaction; no merchant, because nobody is known yet. */
export type SignInBase = Pick<Context, 'trx' | 'clock' | 'random' | 'vault' | 'livemode'>;

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
/** Links that one address may ask for within `LINK_MS.sign_in`. */
const ASKED_MAX = 5;

/** A new link for an address; the token is told here once. */
export async function createSignInLink(
  { trx, clock, random }: { trx: Transaction; clock: Clock; random: Random },
  kind: LinkKind,
  email: string,
): Promise<string> {
  const token = randomText(TOKEN_LENGTH, random);
  const created = clock.now();
  await trx
    .insertInto('sign_in_links')
    .values({
      token_hash: hashSecret(token),
      kind,
      email: email.toLowerCase(),
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

/** Writes to a member who asks to be let in. Whoever is no member gets no mail, and the caller is not told. */
export async function requestSignIn(base: SignInBase, email: string, origin: string): Promise<void> {
  const [member] = await membersByEmail(base.trx, email);
  if (member === undefined) return;
  const now = base.clock.now();
  const asked = await base.trx
    .selectFrom('sign_in_links')
    .select('token_hash')
    .where('email', '=', member.email)
    .where('kind', '=', 'sign_in')
    .where('created', '>', after(now, -LINK_MS.sign_in))
    .limit(ASKED_MAX)
    .execute();
  if (asked.length >= ASKED_MAX) return;
  const token = await createSignInLink(base, 'sign_in', member.email);
  const context = await openContext(base, base.trx, { merchant: member.merchant, livemode: base.livemode });
  await enqueueMail(context, {
    type: 'sign_in',
    recipient: member.email,
    data: { minutes: LINK_MS.sign_in / MINUTE_MS },
    secret: signInUrl(origin, 'sign_in', token),
    created: now,
  });
}

/** Whose browser it is, for the list that its owner reads. */
export interface Browser {
  user_agent: string | null;
}

/**
 * Uses up a link and signs its person in; null for a link that is unknown, used or over. Following a mailed link proves
 * the address, so the invitations to it are accepted.
 */
export async function followLink(base: SignInBase, token: string, browser: Browser): Promise<string | null> {
  const now = base.clock.now();
  const link = await base.trx
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('token_hash', '=', hashSecret(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (link === undefined) return null;
  // The link of the terminal shows who runs the sandbox, and no address.
  if (link.kind !== 'start') await confirmMembers(base.trx, link.email, now);
  if ((await membersByEmail(base.trx, link.email)).length === 0) return null;
  return await signIn(base, link.email, browser);
}

/** Signs a person in who has shown who he is. Returns the cookie's value. */
export async function signIn({ trx, clock, random }: SignInBase, email: string, browser: Browser): Promise<string> {
  const token = randomText(TOKEN_LENGTH, random);
  const now = clock.now();
  await trx
    .insertInto('sign_ins')
    .values({
      id: newId('sgn', random),
      email,
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

/** A person's browsers, the newest first. */
export async function signInsOf({ trx, clock }: Pick<Context, 'trx' | 'clock'>, email: string): Promise<SignIn[]> {
  return await trx
    .selectFrom('sign_ins')
    .selectAll()
    .where('email', '=', email)
    .where('expires_at', '>', clock.now())
    .orderBy('sequence', 'desc')
    .limit(SIGN_INS_MAX)
    .execute();
}

/** Signs a browser of this person out; false where he has no such one. */
export async function endSignIn(trx: Transaction, email: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('sign_ins')
    .where('id', '=', id as SignInId)
    .where('email', '=', email)
    .executeTakeFirst();
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
