// SQL of mails that can still be read: the sandbox keeps their words, live mode forgets them once they are sent.
import { type Expression, type SqlBool, sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { MailId } from '#kernel/id.ts';
import { mailPlace } from './mail.ts';
import type { Mail } from './outcome.ts';

type Owner = Pick<Context, 'trx' | 'merchant' | 'livemode'> & {
  /** Also mails of the merchant's connected accounts, for his team to read. */
  with_connected?: boolean;
};

function theirs({ trx, merchant, with_connected = false }: Owner): Expression<SqlBool> {
  const own = sql<SqlBool>`mails.merchant = ${merchant.id}`;
  if (!with_connected) return own;
  const connected = trx.selectFrom('connected_accounts').select('id').where('platform', '=', merchant.id);
  return sql<SqlBool>`(${own} or mails.merchant in (${connected}))`;
}

/** The merchant's mails that have been written, to one address or to all; not ordered. */
export function keptMails(owner: Owner, to?: string) {
  const kept = owner.trx
    .selectFrom('mails')
    .selectAll()
    .where(theirs(owner))
    .where('livemode', '=', owner.livemode)
    .where('body', 'is not', null);
  return to === undefined ? kept : kept.where(sql<boolean>`lower(recipient) = ${to.toLowerCase()}`);
}

/** Where a mail stands among the merchant's own. */
export async function mailCursor(owner: Owner, id: string): Promise<{ sequence: number } | undefined> {
  return await owner.trx
    .selectFrom('mails')
    .select('sequence')
    .where('id', '=', id as MailId)
    .where(theirs(owner))
    .where('livemode', '=', owner.livemode)
    .executeTakeFirst();
}

interface Body {
  html: string;
  text: string;
}

/**
 * HTML and text as they were sent. A link that signs somebody in is left out where it would open more than this merchant,
 * and for a reader who may not sign in himself.
 */
export function bodyOf({ vault }: Pick<Context, 'vault'>, mail: Mail, reader: { may_sign_in: boolean }): Body {
  if (mail.body === null) return { html: '', text: '' };
  const body = JSON.parse(vault.sealer.open(mail.body, mailPlace(mail, 'body'))) as Body;
  const linked = mail.type === 'sign_in' || mail.type === 'member_invitation';
  return linked && !(reader.may_sign_in && bound(mail)) ? withoutLink(body, mail.language) : body;
}

function bound({ data }: Mail): boolean {
  return typeof data === 'object' && data !== null && 'bound' in data && data.bound === true;
}

/** Every address with something behind `#`: what follows there is the token. */
const SIGN_IN_LINK = /https?:\/\/[^\s"'<>]*#[^\s"'<>]+/g;

function withoutLink({ html, text }: Body, language: string | null): Body {
  const words =
    language === 'de' ? '(Den Link zeigt nur die E-Mail selbst.)' : '(The link is shown by the e-mail itself only.)';
  const unlinked = html.replace(/ href="https?:[^"]*#[^"]+"/g, '');
  return { html: unlinked.replace(SIGN_IN_LINK, words), text: text.replace(SIGN_IN_LINK, words) };
}

const ROWS_MAX = 1_000;

/** Forgets whom mails of long ago went to, what they said and the links in them; that they were written stays. Returns how many. */
export async function forgetMails(trx: Transaction, before: Date): Promise<number> {
  const old = trx
    .selectFrom('mails')
    .select('id')
    .where('recorded_at', '<', before)
    .where('recipient', '<>', sql.lit(''))
    .where('state', 'not in', ['queued', 'sending'])
    .limit(ROWS_MAX);
  const { numUpdatedRows } = await trx
    .updateTable('mails')
    .set({ recipient: '', data: json({}), body: null, secret: null })
    .where('id', 'in', old)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
