// Sends one mail: marked first, then handed over without a transaction, then what became of it is written down.
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import { afterCommit } from '#database/transact.ts';
import type { Context, Vault } from '#domain/context.ts';
import { lockMail, type SendOutcome, settleSending } from '#domain/mails/outcome.ts';
import { postponeMail, prepareMail } from '#domain/mails/prepare.ts';
import { openContext } from '#domain/open_context.ts';
import type { Effects } from '#jobs/run.ts';
import type { Clock } from '#kernel/clock.ts';
import type { MailId, Random } from '#kernel/id.ts';
import type { Handover, MailServer } from './smtp.ts';

export interface MailWorld {
  database: Database;
  clock: Clock;
  random: Random;
  vault: Vault;
  log: Logger;
  config: { mail: { from: string } };
  public_url: string;
  /** Null: none is configured, and the sandbox keeps its mails in its mailbox. */
  mail_server: MailServer | null;
}

/** A link to sign in with is over after a quarter of an hour. */
const SIGN_IN_ATTEMPTS_MAX = 8;

const NO_SERVER = { reason: 'no mail server is configured (SMTP_URL)', code: 'no_server' };

export async function sendMail(world: MailWorld, id: MailId, attempt: number): Promise<Effects> {
  const { database, config, public_url } = world;
  const mail = await database.transact((trx) =>
    asMerchant(world, trx, id, (context) => prepareMail(context, id, { from: config.mail.from, public_url })),
  );
  if (mail === null) return async () => {};
  const handover = await handOver(world, mail);
  if (handover.type === 'refused' && !handover.for_good) {
    await database.transact((trx) => postponeMail({ trx }, id, handover.reason));
    if (mail.type === 'sign_in' && attempt >= SIGN_IN_ATTEMPTS_MAX) return giveMailUp(world, id);
    // The answer of a mail server may repeat the customer's address, so it stands with the mail and not in the log.
    throw new Error(`the mail server did not take the e-mail (${handover.code})`);
  }
  const outcome = outcomeOf(handover);
  return settled(world, id, (context) => settleSending(context, id, 'sending', outcome), handover);
}

/** After the last try: never sent, or, where a try ended without a word, perhaps sent. */
export function giveMailUp(world: MailWorld, id: MailId): Effects {
  return settled(world, id, async (context) => {
    const locked = await lockMail(context.trx, id);
    if (locked === null) return;
    const reason = locked.mail.detail ?? 'the e-mail could not be written';
    await settleSending(context, id, 'queued', { state: 'failed', detail: reason });
    await settleSending(context, id, 'sending', { state: 'unknown', detail: reason });
  });
}

type Prepared = NonNullable<Awaited<ReturnType<typeof prepareMail>>>;

async function handOver({ mail_server }: MailWorld, mail: Prepared): Promise<Handover> {
  if (mail_server !== null) return await mail_server.hand(mail);
  return mail.sandbox ? { type: 'taken' } : { type: 'refused', for_good: true, ...NO_SERVER };
}

function outcomeOf(handover: Handover): SendOutcome {
  if (handover.type === 'taken') return { state: 'sent', detail: null };
  return { state: handover.type === 'unknown' ? 'unknown' : 'failed', detail: handover.reason };
}

function settled(
  world: MailWorld,
  id: MailId,
  work: (context: Context) => Promise<void>,
  handover: Handover | null = null,
): Effects {
  return async (trx) => void (await asMerchant(world, trx, id, work, handover));
}

/**
 * Runs a rule as the merchant and mode that the mail belongs to; null where there is no such mail. The log answers whether a
 * customer was written to: one line for each mail that was handed over, or that the rule settled.
 */
async function asMerchant<T>(
  world: MailWorld,
  trx: Transaction,
  id: MailId,
  work: (context: Context) => Promise<T>,
  handover: Handover | null = null,
): Promise<T | null> {
  const before = await mailById(trx, id);
  if (before === undefined) return null;
  const result = await work(await openContext(world, trx, before));
  const now = (await mailById(trx, id))!;
  if (handover !== null || now.state !== before.state) {
    const code = handover === null || handover.type === 'taken' ? null : handover.code;
    afterCommit(trx, () => logMail(world.log, now, code));
  }
  return result;
}

async function mailById(trx: Transaction, id: MailId) {
  return await trx
    .selectFrom('mails')
    .select(['merchant', 'livemode', 'id', 'session', 'type', 'state', 'message_id'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Never the address, nor the words of a mail server, which may repeat it. */
function logMail(log: Logger, mail: NonNullable<Awaited<ReturnType<typeof mailById>>>, code: string | null): void {
  const { id, session, type, state, message_id } = mail;
  if (state === 'queued' || state === 'sending') return;
  const line = { mail: id, session, type, state, message_id, ...(code !== null && { code }) };
  if (state === 'failed' || state === 'unknown') log.warn(line, 'an e-mail was not sent, or perhaps not');
  else log.info(line, 'an e-mail was sent');
}
