// Linked accounts with data, written straight into the database, for tests of the API that need no bank.
import { sql } from 'kysely';
import type { LinkStatus, Permission, Row, Transaction } from '../../server/src/database/schema.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { type AccountId, type MerchantId, newId } from '../../server/src/kernel/id.ts';
import { systemRandom } from '../../server/src/vault.ts';
import type { TestApi } from '../api.ts';

export const BANK = 'fcinst_Qn1aNn8l07746s';
const DAY_MS = 86_400_000;

export interface Wanted {
  permissions?: Permission[];
  status?: LinkStatus;
  category?: Row<'accounts'>['category'];
  subscriptions?: string[];
  merchant?: MerchantId;
}

/** One account on an authorization of its own, without holder. */
export async function writeAccount(api: TestApi, wanted: Wanted = {}): Promise<AccountId> {
  const { permissions = ['balances', 'ownership', 'transactions'], status = 'active', category = 'cash' } = wanted;
  const { subscriptions = [], merchant = api.merchant.id } = wanted;
  const id = newId('fca', systemRandom);
  const link = newId('fcauth', systemRandom);
  const why = status === 'inactive' ? sql`'access_denied', 'relink_required'` : sql`null, null`;
  await api.database.transact(async (trx) => {
    await seedInstitutions(trx);
    await sql`insert into authorizations (id, merchant, livemode, institution, bank_subject, status, inactive_cause, inactive_action, created)
      values (${link}, ${merchant}, false, ${BANK}, ${link}, ${status}, ${why}, ${new Date()})`.execute(trx);
    await sql`insert into accounts (id, merchant, livemode, authorization_id, institution, bank_account, display_name, last4, category,
        subcategory, currency, status, inactive_cause, inactive_action, permissions, subscriptions, supported_payment_method_types, created)
      values (${id}, ${merchant}, false, ${link}, ${BANK}, ${id}, 'Checking', '6789', ${category}, ${category === 'cash' ? 'checking' : 'other'},
        'usd', ${status}, ${why}, ${permissions}, ${subscriptions}, '{us_bank_account}', ${new Date()})`.execute(trx);
  });
  return id;
}

/** A refresh as one that ended at `at`; answers its id where it is one of transactions. */
export async function writeRefresh(
  trx: Transaction,
  account: AccountId,
  feature: Row<'account_refreshes'>['feature'],
  { status, at }: { status: 'succeeded' | 'failed'; at: Date },
): Promise<string> {
  const id = newId('fctxnref', systemRandom);
  const { rows } = await sql<{ attempt: number }>`select nextval('account_refresh_attempts') as attempt`.execute(trx);
  const attempt = rows[0]!.attempt;
  const row = { attempt, status, last_attempted_at: at, next_available_at: at } as const;
  const succeeded = status === 'succeeded' ? at : null;
  const times = { succeeded_at: succeeded, refreshed_at: succeeded, bank_account: null };
  await trx
    .insertInto('account_refreshes')
    .values({ account, feature, ...row, ...times })
    .onConflict((conflict) => conflict.columns(['account', 'feature']).doUpdateSet({ ...row, ...times }))
    .execute();
  if (feature === 'transactions') {
    await trx.insertInto('transaction_refreshes').values({ id, account, attempt, created: at }).execute();
  }
  return id;
}

/** A refresh that found so many transactions, a day apart, the newest at `at`; answers their ids, newest first. */
export async function writeTransactions(
  api: TestApi,
  account: AccountId,
  count: number,
  at = new Date(),
): Promise<{ ids: string[]; refresh: string }> {
  return await api.database.transact(async (trx) => {
    const refresh = await writeRefresh(trx, account, 'transactions', { status: 'succeeded', at });
    const rows = Array.from({ length: count }, (_, index) => ({
      id: newId('fctxn', systemRandom),
      account,
      bank_transaction: newId('fctxn', systemRandom),
      status: 'posted' as const,
      amount: -100 - index,
      currency: 'usd',
      description: `Purchase ${index}`,
      transacted_at: new Date(at.getTime() - index * DAY_MS),
      posted_at: at,
      void_at: null,
      refresh: sql<number>`(select max(attempt) from transaction_refreshes where account = ${account})`,
      updated: at,
    }));
    // In no order, because the order in which banks tell means nothing.
    const shuffled = rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    await trx.insertInto('transactions').values(shuffled).execute();
    return { ids: rows.map(({ id }) => id), refresh };
  });
}
