// SQL of connected accounts, seen from their platform.
import type { Kysely } from 'kysely';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { externalAccountsOf } from '#domain/payouts/external_account.ts';
import type { MerchantId } from '#kernel/id.ts';
import { type ConnectedAccountObject, presentConnectedAccount } from '#wire/connected_account.ts';

export type ConnectedAccount = Row<'connected_accounts'>;

/** Also a deleted one; null where the context's merchant is not the platform of one of that id in this mode. */
export async function findConnectedAccount(context: Context, id: string): Promise<ConnectedAccount | null> {
  return (await byId(context, id).executeTakeFirst()) ?? null;
}

/** The same, held until the transaction ends. Rows that point to it may still be written: who links does not wait for who edits. */
export async function lockConnectedAccount(context: Context, id: string): Promise<ConnectedAccount | null> {
  return (await byId(context, id).forNoKeyUpdate().executeTakeFirst()) ?? null;
}

function byId({ trx, merchant, livemode }: Context, id: string) {
  return trx
    .selectFrom('connected_accounts')
    .selectAll()
    .where('id', '=', id as MerchantId)
    .where('platform', '=', merchant.id)
    .where('livemode', '=', livemode);
}

/** What a platform acts as when it names a connected account; null for a deleted one, a foreign one and one of the other mode. */
export async function connectedMerchant(
  database: Kysely<Schema>,
  { platform, livemode }: { platform: MerchantId; livemode: boolean },
  id: string,
): Promise<Row<'merchants'> | null> {
  const row = await database
    .selectFrom('merchants')
    .innerJoin('connected_accounts', 'connected_accounts.id', 'merchants.id')
    .selectAll('merchants')
    .where('merchants.id', '=', id as MerchantId)
    .where('merchants.platform', '=', platform)
    .where('connected_accounts.livemode', '=', livemode)
    .where('connected_accounts.deleted_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** The wire objects of rows already read, with the bank accounts that they are paid out to. */
export async function connectedAccountObjects(
  context: Pick<Context, 'trx' | 'livemode'>,
  accounts: ConnectedAccount[],
): Promise<ConnectedAccountObject[]> {
  const externals = await externalAccountsOf(
    context,
    accounts.map(({ id }) => id),
  );
  return accounts.map((account) => presentConnectedAccount(account, externals.get(account.id)));
}

export async function connectedAccountObject(
  context: Pick<Context, 'trx' | 'livemode'>,
  account: ConnectedAccount,
): Promise<ConnectedAccountObject> {
  const [object] = await connectedAccountObjects(context, [account]);
  return object!;
}
