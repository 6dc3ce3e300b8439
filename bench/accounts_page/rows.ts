// A database of one merchant with as many accounts as asked for, most of them healthy, as they would be after years.
import { sql } from 'kysely';
import type { Database } from '../../server/src/database/open.ts';
import { seedInstitutions } from '../../server/src/domain/connections/institution_rows.ts';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { MerchantId } from '../../server/src/kernel/id.ts';
import { openVault, systemRandom } from '../../server/src/vault.ts';
import { type KindName, writeLinks } from '../../test/links.ts';

/** Of a hundred accounts. */
const SHARES: Partial<Record<KindName, number>> = {
  needs_no_relink: 90,
  broken: 4,
  expiring: 3,
  cannot_be_repaired: 1,
  disconnected: 1,
  no_email: 1,
};
const HUNDRED = 100;
/** Rows that one transaction writes; kinds take turns, so that each is spread over the whole table. */
const CHUNK = 50_000;

export const OTHER_BANK = 'fcinst_Tk4nAcctNumb3r';

export async function fill(database: Database, folder: string, accounts: number): Promise<void> {
  const merchant = await merchantIn(database, folder);
  const indexes = await dropIndexes(database);
  const now = systemClock.now();
  const written = new Map<KindName, number>();
  for (let done = 0; done < accounts; done += CHUNK) {
    const size = Math.min(CHUNK, accounts - done);
    await database.transact(async (trx) => {
      for (const [name, share] of Object.entries(SHARES)) {
        const kind = name as KindName;
        const from = (written.get(kind) ?? 0) + 1;
        const count = Math.round((size * share) / HUNDRED);
        await writeLinks(trx, { merchant, kind, from, count, now });
        written.set(kind, from + count - 1);
      }
    });
    process.stderr.write(`  ${(done + size).toLocaleString('en')} accounts\r`);
  }
  process.stderr.write('\n');
  for (const index of indexes) await run(database, index);
  await run(database, `update accounts set institution = '${OTHER_BANK}' where sequence % 50 = 0`);
}

/** Made anew at the end, which takes a fraction of the time of keeping them up to date. Returns how. */
async function dropIndexes(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string; text: string }>`
    select i.indexname as name, i.indexdef as text from pg_indexes i
    where i.tablename in ('accounts', 'authorizations', 'customers') and i.schemaname = 'public'
      and not exists (select 1 from pg_constraint c where c.conname = i.indexname)
      and i.indexname not in ('accounts_by_authorization')`.execute(database.kysely);
  for (const { name } of rows) await run(database, `drop index ${name}`);
  return rows.map(({ text }) => text);
}

/** With the patience that migrations have: an index over a million rows takes longer than a request may. */
async function run(database: Database, text: string): Promise<void> {
  await database.transact((trx) => database.script(trx, `set local statement_timeout = '10min'; ${text}`));
}

async function merchantIn(database: Database, data_folder: string): Promise<MerchantId> {
  const base = { clock: systemClock, random: systemRandom };
  const vault = await openVault({ encryption_key: null, encryption_keys_old: [], data_folder }, { database, ...base });
  return await database.transact(async (trx) => {
    await seedInstitutions(trx);
    return (await ensureSandboxMerchant(trx, null, { ...base, vault })).merchant.id;
  });
}
