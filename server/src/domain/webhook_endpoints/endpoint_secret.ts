// An endpoint's signing secret: shown again, and rolled with a time in which the former one signs, too.
import type { Kysely } from 'kysely';
import type { Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { assert } from '#kernel/assert.ts';
import { after, HOUR_MS } from '#kernel/clock.ts';
import { type Random, randomText } from '#kernel/id.ts';
import { OVERLAP_HOURS_MAX } from '#wire/dashboard_workspace.ts';
import { secretPlace } from './delivery.ts';
import type { WebhookEndpoint } from './webhook_endpoint_rows.ts';

const SECRET_LENGTH = 32;

export function newEndpointSecret(random: Random): string {
  return `whsec_${randomText(SECRET_LENGTH, random)}`;
}

/** The secret in the clear, for somebody who may see it. */
export function revealEndpointSecret({ vault }: Pick<Context, 'vault'>, endpoint: WebhookEndpoint): string {
  return vault.sealer.open(endpoint.secret, secretPlace(endpoint));
}

/**
 * Puts a new secret in the place of the one before, which signs on for `overlap_hours`. Where an older one was still
 * signing, it stops. `endpoint` must be locked.
 */
export async function rollEndpointSecret(
  context: Context,
  endpoint: WebhookEndpoint,
  overlap_hours: number,
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  assert(overlap_hours >= 0 && overlap_hours <= OVERLAP_HOURS_MAX, 'a secret overlaps for some hours');
  const { trx, vault, random, clock } = context;
  const secret = newEndpointSecret(random);
  const overlaps = overlap_hours > 0;
  const former = overlaps ? revealEndpointSecret(context, endpoint) : '';
  const rolled = await trx
    .updateTable('webhook_endpoints')
    .set({
      secret: vault.sealer.seal(secret, secretPlace(endpoint)),
      // A sealed value opens only in its own column, so it is sealed anew.
      previous_secret: overlaps ? vault.sealer.seal(former, secretPlace(endpoint, 'previous_secret')) : null,
      previous_secret_until: overlaps ? after(clock.now(), overlap_hours * HOUR_MS) : null,
    })
    .where('id', '=', endpoint.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { endpoint: rolled, secret };
}

/** Erases former secrets that sign no more. */
export async function forgetFormerSecrets(database: Kysely<Schema>, now: Date): Promise<void> {
  await database
    .updateTable('webhook_endpoints')
    .set({ previous_secret: null, previous_secret_until: null })
    .where('previous_secret_until', '<=', now)
    .execute();
}
