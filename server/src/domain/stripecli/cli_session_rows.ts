// SQL of the Stripe CLI's listeners: which socket serves one, how long it is heard, and what is forgotten.
import { type Kysely, sql } from 'kysely';
import type { Row, Schema, Transaction } from '#database/schema.ts';
import { after } from '#kernel/clock.ts';
import type { CliSessionId, MerchantId } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import { LISTENING_MS, MAX_LISTENERS } from './cli_session.ts';

export type CliSession = Pick<Row<'cli_sessions'>, 'id' | 'merchant' | 'livemode'>;

/** Gives a listener's events to a new socket, first those that the one before did not bring to their end; null where the id opens none, or none any more, or the business has enough others. */
export async function takeOver(
  trx: Transaction,
  { websocket_id, socket, now }: { websocket_id: string; socket: string; now: Date },
): Promise<CliSession | null> {
  const row = await trx
    .updateTable('cli_sessions')
    .set({ socket, listening_until: after(now, LISTENING_MS) })
    .where('websocket_hash', '=', hashSecret(websocket_id))
    .where('listening_until', '>', now)
    .where(
      sql<boolean>`(
        select count(*) from cli_sessions other
        where other.merchant = cli_sessions.merchant and other.livemode = cli_sessions.livemode and other.id <> cli_sessions.id
          and other.listening_until > ${now} and other.socket is not null
      ) < ${MAX_LISTENERS}`,
    )
    .returning(['id', 'merchant', 'livemode'])
    .executeTakeFirst();
  if (row === undefined) return null;
  await trx
    .updateTable('cli_deliveries')
    .set({ due_at: now })
    .where('session', '=', row.id)
    .where('status', '=', sql.lit('pending'))
    .execute();
  return row;
}

/** Keeps the listeners of open sockets; answers with the sockets that still serve theirs. */
export async function keepListening(
  database: Kysely<Schema>,
  sockets: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const rows = await database
    .updateTable('cli_sessions')
    .set({ listening_until: after(now, LISTENING_MS) })
    .where('socket', 'in', sockets)
    .where('listening_until', '>', now)
    .returning('socket')
    .execute();
  return new Set(rows.map(({ socket }) => socket ?? ''));
}

/** Ends a listener that does not acknowledge: nothing is kept for it any more, and its id opens nothing. */
export async function endListening(trx: Transaction, session: CliSessionId, now: Date): Promise<void> {
  await trx.updateTable('cli_sessions').set({ listening_until: now, socket: null }).where('id', '=', session).execute();
  await trx
    .updateTable('cli_deliveries')
    .set({ status: 'failed', due_at: null })
    .where('session', '=', session)
    .where('status', '=', sql.lit('pending'))
    .execute();
}

/** The sealed secret that the merchant's listeners verify with. */
export async function sealedSecret(
  database: Kysely<Schema>,
  merchant: MerchantId,
  livemode: boolean,
): Promise<Uint8Array> {
  const { secret } = await database
    .selectFrom('cli_secrets')
    .select('secret')
    .where('merchant', '=', merchant)
    .where('livemode', '=', livemode)
    .executeTakeFirstOrThrow();
  return secret;
}

/** Forgets listeners, and with them their deliveries, that ended before; tells how many. */
export async function forgetListeners(trx: Transaction, before: Date, limit: number): Promise<number> {
  const old = trx.selectFrom('cli_sessions').select('id').where('listening_until', '<', before).limit(limit);
  const deleted = await trx.deleteFrom('cli_sessions').where('id', 'in', old).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
