// The addresses of a hosted session's page: secret, good for 30 days of the customer's time, renewed on his wish.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { randomText, type SessionId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { hashSecret } from '#kernel/secret.ts';

export const LINK_DAYS = 30;
export const LINK_TOKEN_LENGTH = 32;

type Session = Pick<Row<'sessions'>, 'id' | 'merchant' | 'test_clock'>;

/** Makes the session's next link and returns its token. The ones before stay known, so that they can point to it. */
export async function createLink(context: Context, session: Session): Promise<string> {
  const token = randomText(LINK_TOKEN_LENGTH, context.random);
  const created = await customerTime(context, session.test_clock);
  const newest = await newestLink(context.trx, session.id);
  const number = (newest?.number ?? 0) + 1;
  await context.trx
    .insertInto('hosted_links')
    .values({
      session: session.id,
      number,
      token_hash: hashSecret(token),
      token_sealed: context.vault.sealer.seal(token, placeOf(session, number)),
      created,
      expires_at: after(created, LINK_DAYS * DAY_MS),
    })
    .execute();
  return token;
}

export async function newestLink(trx: Transaction, session: SessionId): Promise<Row<'hosted_links'> | null> {
  const row = await trx
    .selectFrom('hosted_links')
    .selectAll()
    .where('session', '=', session)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The token of the session's newest link, to be shown again. */
export async function tokenOf(
  context: Pick<Context, 'trx' | 'vault'>,
  session: Pick<Session, 'id' | 'merchant'>,
): Promise<string | null> {
  const link = await newestLink(context.trx, session.id);
  return link && context.vault.sealer.open(link.token_sealed, placeOf(session, link.number));
}

/** The link with its session; null for a token that nobody made. */
export async function linkByToken(
  trx: Transaction,
  token: string,
): Promise<{ link: Row<'hosted_links'>; session: Row<'sessions'> } | null> {
  const link = await trx
    .selectFrom('hosted_links')
    .selectAll()
    .where('token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (link === undefined) return null;
  const session = await trx.selectFrom('sessions').selectAll().where('id', '=', link.session).executeTakeFirstOrThrow();
  return { link, session };
}

/** The address of the page; `origin` is the platform's public one. */
export function linkUrl(origin: string, token: string): string {
  return `${origin}/relink/${token}`;
}

function placeOf({ id, merchant }: Pick<Session, 'id' | 'merchant'>, number: number): Place {
  return { tenant: merchant, table: 'hosted_links', column: 'token_sealed', row: `${id}/${number}` };
}
