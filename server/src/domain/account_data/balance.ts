// The balance of an account as its bank told it last.
import type { BankBalance } from '#domain/connections/bank_data.ts';
import type { Context } from '#domain/context.ts';
import type { AccountId } from '#kernel/id.ts';

export async function storeBalance({ trx }: Context, account: AccountId, read: BankBalance): Promise<void> {
  const { as_of, type, currency, current } = read;
  const detail = read.type === 'cash' ? read.available : read.used;
  const row = { account, as_of, type, currency, current, detail };
  await trx
    .insertInto('account_balances')
    .values(row)
    .onConflict((conflict) => conflict.column('account').doUpdateSet(row))
    .execute();
}
