// Tells a caller with the key of the wrong mode so: what he names exists, but in the other mode.
import type { Context } from '#domain/context.ts';
import { ApiError, inOtherMode } from './errors.ts';

/** Where objects of a mode are kept, by the noun that `noSuch` was told. Test clocks exist in test mode only. */
const TABLES = {
  account: 'accounts',
  authorization: 'authorizations',
  customer: 'customers',
  mandate: 'mandates',
  PaymentMethod: 'payment_methods',
  setupintent: 'setup_intents',
  event: 'events',
  session: 'sessions',
  'webhook endpoint': 'webhook_endpoints',
} as const;

/** The error to answer with: the same one, or a `No such …` that says where the object is. Only the merchant's own are told of. */
export async function explainMissing({ trx, merchant, livemode }: Context, error: unknown): Promise<unknown> {
  if (!(error instanceof ApiError) || error.missing === null) return error;
  const { noun, id } = error.missing;
  const table = TABLES[noun as keyof typeof TABLES];
  if (table === undefined) return error;
  const found = await trx
    .selectFrom(table)
    .select('id')
    .where('id', '=', id as never)
    .where('merchant', '=', merchant.id)
    .where('livemode', '<>', livemode)
    .executeTakeFirst();
  return found === undefined ? error : inOtherMode(error, livemode);
}
