// SQL of webhook endpoints.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { WebhookEndpointId } from '#kernel/id.ts';

export type WebhookEndpoint = Row<'webhook_endpoints'>;

/** Also a deleted one, so that it can be a cursor; null where the merchant has none of that id in this mode. */
export async function findWebhookEndpoint(context: Context, id: string): Promise<WebhookEndpoint | null> {
  return (await byId(context, id).executeTakeFirst()) ?? null;
}

/** One that is not deleted, held until the transaction ends. */
export async function lockWebhookEndpoint(context: Context, id: string): Promise<WebhookEndpoint | null> {
  return (await byId(context, id).where('deleted_at', 'is', null).forUpdate().executeTakeFirst()) ?? null;
}

function byId({ trx, merchant, livemode }: Context, id: string) {
  return trx
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', id as WebhookEndpointId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
}

/** Locks the merchant's row first, so that two requests at once cannot both take the last place. */
export async function countEndpoints({ trx, merchant, livemode }: Context): Promise<number> {
  await trx.selectFrom('merchants').select('id').where('id', '=', merchant.id).forNoKeyUpdate().execute();
  const { count } = await trx
    .selectFrom('webhook_endpoints')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
