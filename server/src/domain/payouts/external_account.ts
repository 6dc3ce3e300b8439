// External accounts: the bank accounts that a connected account is paid out to. Made, changed and deleted here, each with its event.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { previousAttributes } from '#domain/events/previous_attributes.ts';
import { recordEvent } from '#domain/events/record.ts';
import { type Metadata, mergeMetadata } from '#domain/metadata.ts';
import { FORGOTTEN } from '#domain/payments/bank_number.ts';
import { type BankAccountId, type MerchantId, newId } from '#kernel/id.ts';
import { type BankAccountObject, presentExternalAccount } from '#wire/bank_account.ts';
import { type BankAccountDetails, keptDigits, openDigits } from './bank_account.ts';
import type { BankToken } from './bank_token.ts';

export type ExternalAccount = Row<'external_accounts'>;

/** More than any account has. */
const EXTERNAL_ACCOUNTS_MAX = 100;

export interface NewExternalAccount {
  details: BankAccountDetails;
  /** Locked; it is used up. Null: the digits came by themselves. */
  token: BankToken | null;
  default_for_currency: boolean;
  metadata: Metadata;
}

/** Why one cannot be made. */
export type ExternalAccountProblem = 'token_used' | 'exists' | 'too_many' | 'too_much_metadata' | 'holder_differs';

/** The context's merchant is the connected account, and its row in `merchants` locked. The first of a currency is its default. */
export async function createExternalAccount(
  context: Context,
  { details, token, metadata, default_for_currency }: NewExternalAccount,
): Promise<ExternalAccount | ExternalAccountProblem> {
  const { trx, clock, random, merchant, livemode } = context;
  if (token !== null && token.used_at !== null) return 'token_used';
  if (!(await isHolders(context, details))) return 'holder_differs';
  const kept = mergeMetadata({}, metadata);
  if (kept === null) return 'too_much_metadata';
  const id = token?.bank_account ?? newId('ba', random);
  const { number, ...columns } = details;
  const digits = keptDigits(context, 'external_accounts', id, number);
  const others = await externalAccounts(context);
  if (others.length >= EXTERNAL_ACCOUNTS_MAX) return 'too_many';
  if (others.some(({ fingerprint, currency }) => fingerprint === digits.fingerprint && currency === details.currency))
    return 'exists';
  const first = others.every(({ currency }) => currency !== details.currency);
  const now = clock.now();
  if (token !== null) await trx.updateTable('bank_tokens').set({ used_at: now }).where('id', '=', token.id).execute();
  if (default_for_currency) await unsetDefault(context, others, details.currency);
  const made = await trx
    .insertInto('external_accounts')
    .values({
      ...columns,
      ...digits,
      id,
      merchant: merchant.id,
      livemode,
      status: 'new',
      default_for_currency: default_for_currency || first,
      metadata: json(kept),
      created: now,
      deleted_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const object = presentExternalAccount(made);
  await recordEvent(context, { type: 'account.external_account.created', object, created: now });
  return made;
}

/** A linked account that has a holder is his alone. */
async function isHolders({ trx, merchant }: Context, { account }: BankAccountDetails): Promise<boolean> {
  if (account === null) return true;
  const row = await trx
    .selectFrom('accounts')
    .select(['customer', 'connected_account'])
    .where('id', '=', account)
    .executeTakeFirstOrThrow();
  return row.customer === null && (row.connected_account === null || row.connected_account === merchant.id);
}

/** Those of the context's merchant that are not deleted. */
export async function externalAccounts({ trx, merchant, livemode }: Context): Promise<ExternalAccount[]> {
  return await trx
    .selectFrom('external_accounts')
    .selectAll()
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null)
    .orderBy('sequence', 'desc')
    .limit(EXTERNAL_ACCOUNTS_MAX)
    .execute();
}

/** What connected accounts are paid out to, as the wire shows it on them. */
export async function externalAccountsOf(
  { trx, livemode }: Pick<Context, 'trx' | 'livemode'>,
  owners: MerchantId[],
): Promise<Map<MerchantId, BankAccountObject[]>> {
  const shown = new Map(owners.map((owner): [MerchantId, BankAccountObject[]] => [owner, []]));
  if (owners.length === 0) return shown;
  const rows = await trx
    .selectFrom('external_accounts')
    .selectAll()
    .where('merchant', 'in', owners)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null)
    .orderBy('sequence', 'desc')
    .execute();
  for (const row of rows) shown.get(row.merchant)?.push(presentExternalAccount(row));
  return shown;
}

/** Null where the context's merchant has none of that id, or no longer. `lock` holds it until the transaction ends. */
export async function findExternalAccount(
  { trx, merchant, livemode }: Context,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<ExternalAccount | null> {
  const query = trx
    .selectFrom('external_accounts')
    .selectAll()
    .where('id', '=', id as BankAccountId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** What a merchant can say about one; absent: unchanged. */
export interface ExternalAccountChanges {
  account_holder_name?: string;
  account_holder_type?: ExternalAccount['account_holder_type'];
  account_type?: NonNullable<ExternalAccount['account_type']>;
  default_for_currency?: boolean;
  metadata?: Metadata | null;
}

/** `external` must be locked, as must the merchant's row. A default stays one until another becomes it. */
export async function updateExternalAccount(
  context: Context,
  external: ExternalAccount,
  { metadata: changed, default_for_currency, ...plain }: ExternalAccountChanges,
): Promise<ExternalAccount | 'too_much_metadata'> {
  const metadata = changed === undefined ? external.metadata : mergeMetadata(external.metadata, changed);
  if (metadata === null) return 'too_much_metadata';
  if (default_for_currency && !external.default_for_currency)
    await unsetDefault(context, await externalAccounts(context), external.currency);
  return await changeExternalAccount(context, external, {
    ...plain,
    metadata: json(metadata),
    ...(default_for_currency ? { default_for_currency } : {}),
  });
}

async function unsetDefault(context: Context, among: ExternalAccount[], currency: string): Promise<void> {
  const before = among.find((other) => other.default_for_currency && other.currency === currency);
  if (before !== undefined) await changeExternalAccount(context, before, { default_for_currency: false });
}

/** Writes values and tells of what became different on the wire; `always`: of nothing, too. */
export async function changeExternalAccount(
  context: Context,
  external: ExternalAccount,
  values: Updateable<Schema['external_accounts']>,
  always = false,
): Promise<ExternalAccount> {
  const { trx, clock } = context;
  const changed = await trx
    .updateTable('external_accounts')
    .set(values)
    .where('id', '=', external.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const object = presentExternalAccount(changed);
  const previous = previousAttributes(presentExternalAccount(external), object);
  if (previous === null && !always) return changed;
  await recordEvent(context, {
    type: 'account.external_account.updated',
    object,
    ...(previous === null ? {} : { previous_attributes: previous }),
    created: clock.now(),
  });
  return changed;
}

/** `external` must be locked. A default cannot go while others of its currency could take its place. */
export async function deleteExternalAccount(context: Context, external: ExternalAccount): Promise<'default' | null> {
  const { trx, clock } = context;
  const others = (await externalAccounts(context)).filter(
    ({ id, currency }) => id !== external.id && currency === external.currency,
  );
  if (external.default_for_currency && others.length > 0) return 'default';
  const now = clock.now();
  await trx
    .updateTable('external_accounts')
    .set({ deleted_at: now, sealed: FORGOTTEN })
    .where('id', '=', external.id)
    .execute();
  const object = presentExternalAccount(external);
  await recordEvent(context, { type: 'account.external_account.deleted', object, created: now });
  return null;
}

/** Whether the account still has these digits. */
export function hasDigits(
  { vault }: Pick<Context, 'vault'>,
  external: ExternalAccount,
  number: { routing_number: string; account_number: string },
): boolean {
  const { routing_number, account_number } = openDigits(vault, 'external_accounts', external);
  return routing_number === number.routing_number && account_number === number.account_number;
}
