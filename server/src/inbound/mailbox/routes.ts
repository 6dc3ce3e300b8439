// The sandbox's mailbox for people: /mailbox, /mailbox/:mail and /mailbox/:mail/html, for signed-in members only.
import type { Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { bodyOf, keptMails, mailCursor } from '#domain/mails/mail_rows.ts';
import { confirmedMemberships, type Member } from '#domain/merchants/member_rows.ts';
import { signInByToken } from '#domain/merchants/sign_in.ts';
import { signInToken } from '#inbound/dashboard/cookie.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { type Origins, ownOrigin } from '#inbound/http/origin.ts';
import { startRequestLog } from '#inbound/http/request_log.ts';
import { asApiError } from '#inbound/http/serve.ts';
import { transact } from '#inbound/http/transact.ts';
import { type MailId, newId } from '#kernel/id.ts';
import { type Language, listPage, mailAlone, mailPage, notice } from './pages.ts';

const PAGE_SIZE = 50;
const ASKED_MAX = 512;

interface Reader extends Pick<Context, 'trx' | 'vault' | 'merchant'> {
  livemode: false;
  with_connected: true;
  member: Member;
}

/** Null for every other address. Made in the sandbox only. */
export function createMailbox(world: ApiWorld, origins: Origins): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const url = new URL(request.url);
    const [, mailbox, id, part, ...rest] = url.pathname.split('/');
    const known = mailbox === 'mailbox' && rest.length === 0 && (part === undefined || part === 'html');
    if (!known || request.method !== 'GET') return null;
    const language = /^\s*de\b/i.test(request.headers.get('accept-language') ?? '') ? 'de' : 'en';
    const request_id = newId('req', world.random);
    const log = startRequestLog(world.log, request.method, request_id);
    log.route(id ? '/mailbox/:mail' : '/mailbox');
    const token = signInToken(request, ownOrigin(origins, request));
    const response = await transact(world.database, async (trx) => {
      const readers = token === null ? [] : await readersOf(world, trx, token);
      if (readers.length === 0) return notice(language, 401);
      if (!id) return await answerList(readers, url, language);
      return await answerMail(readers, id, part === 'html' ? { pictures: origins.public_url } : { language });
    }).catch((error: unknown) => {
      const { status } = asApiError(error, { id: request_id, log });
      return notice(language, status === 500 ? 500 : 503);
    });
    log.done(response.status);
    return response;
  };
}

/** One for each business that whoever is signed in is a member of. */
async function readersOf(world: ApiWorld, trx: Transaction, token: string): Promise<Reader[]> {
  const sign_in = await signInByToken({ trx, clock: world.clock }, token);
  if (sign_in === null) return [];
  const members = await confirmedMemberships(trx, sign_in);
  if (members.length === 0) return [];
  const merchants = await trx
    .selectFrom('merchants')
    .selectAll()
    .where(
      'id',
      'in',
      members.map((member) => member.merchant),
    )
    .execute();
  return members.map((member) => {
    const merchant = merchants.find((row) => row.id === member.merchant)!;
    return { trx, vault: world.vault, merchant, livemode: false, with_connected: true, member };
  });
}

/** A link that signs somebody in is read by him and by owners only: it would lend his role to others. */
function readable(reader: Reader, to?: string) {
  const mails = keptMails(reader, to);
  const { role, email } = reader.member;
  if (role === 'owner') return mails;
  return mails.where((is) =>
    is.or([is('type', 'not in', ['sign_in', 'member_invitation']), is(is.fn('lower', ['recipient']), '=', email)]),
  );
}

async function answerList(readers: Reader[], url: URL, language: Language): Promise<Response> {
  const merchant = asked(url, 'merchant');
  const reader = readers.find((one) => one.merchant.id === merchant) ?? readers[0]!;
  const to = asked(url, 'to');
  const after = asked(url, 'after');
  const cursor = after === null ? undefined : await mailCursor(reader, after);
  let query = readable(reader, to ?? undefined);
  if (cursor !== undefined) query = query.where('sequence', '<', cursor.sequence);
  const rows = await query
    .orderBy('sequence', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute();
  const mails = rows.slice(0, PAGE_SIZE);
  const next = new URLSearchParams({
    ...(merchant !== null && { merchant }),
    ...(to !== null && { to }),
    after: mails.at(-1)?.id ?? '',
  });
  const older = rows.length > PAGE_SIZE ? `/mailbox?${next}` : null;
  return listPage(language, { mails, to, older, first: cursor === undefined });
}

/** Null where the query does not say, or says nothing that could be stored. */
function asked(url: URL, name: string): string | null {
  const value = url.searchParams.get(name)?.trim() ?? '';
  return value === '' || value.length > ASKED_MAX || value.includes('\0') ? null : value;
}

async function answerMail(
  readers: Reader[],
  id: string,
  show: { language: Language } | { pictures: string },
): Promise<Response> {
  for (const reader of readers) {
    const mail = await readable(reader)
      .where('id', '=', id as MailId)
      .executeTakeFirst();
    if (mail === undefined) continue;
    const { html, text } = bodyOf(reader, mail, { may_sign_in: true });
    return 'language' in show ? mailPage(show.language, mail, text) : mailAlone(html, show.pictures);
  }
  return notice('language' in show ? show.language : 'en', 404);
}
