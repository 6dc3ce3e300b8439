// Rules of the Stripe CLI's listeners: what opens one, how long events are kept for it, what signs them.
import type { Context } from '#domain/context.ts';
import { newEndpointSecret } from '#domain/webhook_endpoints/endpoint_secret.ts';
import { after, SECOND_MS } from '#kernel/clock.ts';
import { type MerchantId, newId, randomText } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { hashSecret } from '#kernel/secret.ts';

/** Events are kept this long for a listener without a socket: the CLI resets its connection now and then, and a process may be replaced. */
export const LISTENING_MS = 60 * SECOND_MS;
/** Listeners that one business may have at once. */
export const MAX_LISTENERS = 50;
const WEBSOCKET_ID_LENGTH = 32;

/** Why there is no listener. */
export type CliSessionProblem = 'too_many';

export interface OpenedCliSession {
  /** Signs every event to the business's listeners. */
  secret: string;
  /** Opens the socket; told once. */
  websocket_id: string;
}

/** A new listener, which hears every event once it has opened its socket. One that only asked for the secret is forgotten. */
export async function openCliSession(
  context: Context,
  device_name: string,
): Promise<OpenedCliSession | CliSessionProblem> {
  const { trx, random, clock, merchant, livemode } = context;
  const now = clock.now();
  const listening = await trx
    .selectFrom('cli_sessions')
    .select('id')
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('listening_until', '>', now)
    .where('socket', 'is not', null)
    .limit(MAX_LISTENERS)
    .execute();
  if (listening.length >= MAX_LISTENERS) return 'too_many';
  const websocket_id = `cliws_${randomText(WEBSOCKET_ID_LENGTH, random)}`;
  const row = { id: newId('clis', random), merchant: merchant.id, livemode, device_name, socket: null };
  await trx
    .insertInto('cli_sessions')
    .values({
      ...row,
      websocket_hash: hashSecret(websocket_id),
      created: now,
      listening_until: after(now, LISTENING_MS),
    })
    .execute();
  return { secret: await listenerSecret(context), websocket_id };
}

/** The business's secret, made when its first listener asks. */
async function listenerSecret({ trx, random, clock, vault, merchant, livemode }: Context): Promise<string> {
  const sealed = vault.sealer.seal(newEndpointSecret(random), listenerSecretPlace(merchant.id, livemode));
  await trx
    .insertInto('cli_secrets')
    .values({ merchant: merchant.id, livemode, secret: sealed, created: clock.now() })
    .onConflict((conflict) => conflict.columns(['merchant', 'livemode']).doNothing())
    .execute();
  const { secret } = await trx
    .selectFrom('cli_secrets')
    .select('secret')
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .executeTakeFirstOrThrow();
  return vault.sealer.open(secret, listenerSecretPlace(merchant.id, livemode));
}

export function listenerSecretPlace(merchant: MerchantId, livemode: boolean): Place {
  return { tenant: merchant, table: 'cli_secrets', column: 'secret', row: `${merchant}|${livemode ? 'live' : 'test'}` };
}
