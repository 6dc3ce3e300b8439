// A database of one merchant with one very busy account, and many usual ones around it, as they would be after half a year.
import { sql } from 'kysely';
import type { Database } from '../../server/src/database/open.ts';
import type { Transaction } from '../../server/src/database/schema.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { MerchantId } from '../../server/src/kernel/id.ts';
import { openVault, systemRandom } from '../../server/src/vault.ts';
import { writeLinks } from '../../test/links.ts';

/** Accounts beside the busy one. */
const OTHERS = 1_000;
/** A first refresh, some hundred daily ones, and a last one that brought a handful. */
const REFRESHES = 180;
const LAST_CHANGES = 5;
/** Transactions that one statement writes, for each side. */
const CHUNK = 25_000;

/** The account that is asked about; ids as test/links.ts makes them. */
export const BUSY = 'fca_needs_no_relink00000001';

/** Half of the transactions in the busy account, half spread over a thousand others. */
export async function fill(database: Database, folder: string, transactions: number): Promise<void> {
  const now = systemClock.now();
  const merchant = await merchantIn(database, folder);
  await database.transact(async (trx) => {
    await writeLinks(trx, { merchant, kind: 'needs_no_relink', count: 1 + OTHERS, now });
    await sql`update accounts set permissions = '{transactions}'`.execute(trx);
    await sql`insert into transaction_refreshes (id, account, attempt, created)
      select 'fctxnref_' || n, ${BUSY}, n, ${now}::timestamptz from generate_series(1, ${REFRESHES}::int) n`.execute(
      trx,
    );
    await sql`insert into account_refreshes (account, feature, attempt, status, last_attempted_at, next_available_at, succeeded_at)
      values (${BUSY}, 'transactions', ${REFRESHES}, 'succeeded', ${now}, ${now}, ${now})`.execute(trx);
  });
  for (let from = 1; from <= transactions; from += CHUNK) {
    const part = { from, until: Math.min(from + CHUNK - 1, transactions), of: transactions };
    await database.transact((trx) => writeTransactions(trx, part, now));
  }
}

/** Spread evenly over 180 days; the older half came with the first refresh, the rest day by day, a handful with the last one. */
async function writeTransactions(
  trx: Transaction,
  { from, until, of: count }: { from: number; until: number; of: number },
  now: Date,
): Promise<void> {
  await sql`insert into transactions (id, account, bank_transaction, status, amount, currency, description, transacted_at, posted_at, refresh, updated)
    select 'fctxn_' || side || lpad(i::text, 9, '0'),
      case side when 'a' then ${BUSY} else 'fca_needs_no_relink' || lpad((2 + i % ${OTHERS}::int)::text, 8, '0') end,
      'bank' || i, 'posted', -100 - i % 10000, 'usd', 'Purchase ' || i,
      ${now}::timestamptz - (i * 180.0 / ${count}::int) * interval '1 day', ${now}::timestamptz,
      case when i <= ${LAST_CHANGES}::int then ${REFRESHES}::int
        when i < ${count}::int / 2 then ${REFRESHES}::int - 1 - (i * 2.0 * ${REFRESHES - 2}::int / ${count}::int)::int else 1 end,
      ${now}::timestamptz
    from generate_series(${from}::int, ${until}::int) i, (values ('a'), ('b')) sides (side)`.execute(trx);
}

async function merchantIn(database: Database, data_folder: string): Promise<MerchantId> {
  const base = { clock: systemClock, random: systemRandom };
  const vault = await openVault({ encryption_key: null, encryption_keys_old: [], data_folder }, { database, ...base });
  return await database.transact(async (trx) => {
    await seedInstitutions(trx);
    return (await ensureSandboxMerchant(trx, null, { ...base, vault })).merchant.id;
  });
}
