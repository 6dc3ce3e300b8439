// Who owns an account: a snapshot that stays as long as the bank tells the same, and gives way to a new one when it changes.
import type { Row, Transaction } from '#database/schema.ts';
import type { BankOwner } from '#domain/connections/bank_data.ts';
import type { Context } from '#domain/context.ts';
import { type AccountId, type AccountOwnershipId, newId } from '#kernel/id.ts';

/** More owners than any account has; a list that is longer is cut. */
const OWNERS_MAX = 100;

/** `at` is the time of the refresh that read them. */
export async function storeOwners(
  context: Context,
  account: AccountId,
  read: readonly BankOwner[],
  at: Date,
): Promise<void> {
  const { trx, random } = context;
  const owners = read.slice(0, OWNERS_MAX);
  const current = await trx
    .selectFrom('account_ownerships')
    .select('id')
    .where('account', '=', account)
    .where('replaced_at', 'is', null)
    .executeTakeFirst();
  if (current !== undefined) {
    const same = sameOwners(await ownersOf(trx, current.id), owners);
    if (same) {
      await trx.updateTable('account_owners').set({ refreshed_at: at }).where('ownership', '=', current.id).execute();
      return;
    }
    await trx.updateTable('account_ownerships').set({ replaced_at: at }).where('id', '=', current.id).execute();
  }
  const id = newId('fcaowns', random);
  await trx.insertInto('account_ownerships').values({ id, account, created: at, replaced_at: null }).execute();
  if (owners.length === 0) return;
  // Written last owner first: lists show what came last first, and the bank's first owner belongs in front.
  const rows = owners.toReversed().map(({ name, email, phone, raw_address }) => {
    const owner = { name, email, phone, raw_address, ownership: id, refreshed_at: at };
    return { ...owner, id: newId('fcaown', random) };
  });
  await trx.insertInto('account_owners').values(rows).execute();
}

/** In the bank's order. */
export async function ownersOf(trx: Transaction, ownership: AccountOwnershipId): Promise<Row<'account_owners'>[]> {
  return await trx
    .selectFrom('account_owners')
    .selectAll()
    .where('ownership', '=', ownership)
    .orderBy('sequence', 'desc')
    .limit(OWNERS_MAX)
    .execute();
}

function sameOwners(known: readonly BankOwner[], read: readonly BankOwner[]): boolean {
  if (known.length !== read.length) return false;
  return known.every((owner, index) => {
    const other = read[index] as BankOwner;
    return (['name', 'email', 'phone', 'raw_address'] as const).every((key) => owner[key] === other[key]);
  });
}
