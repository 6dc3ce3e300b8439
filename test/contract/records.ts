// A fingerprint of every table, so that a test can say that a refused request changed nothing at all.
import { sql } from 'kysely';
import type { Database } from '../../server/src/database/open.ts';

/** Bookkeeping of requests, not of what they are about; so is when a key was last used. */
const LEFT_OUT = new Set(['idempotency_keys', 'schema_migrations']);

/** By table: the number of rows and a hash over all their contents. */
export async function records(database: Database): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string; state: string }>`${sql.join(
    (await tablesOf(database)).map(
      (name) => sql`
        select ${sql.lit(name)} as name,
          count(*) || ' ' || coalesce(md5(string_agg(row.text, ',' order by row.text)), '') as state
        from ${sql.table(name)} as each, lateral (select (to_jsonb(each) - 'last_used_at')::text as text) as row`,
    ),
    sql` union all `,
  )}`.execute(database.kysely);
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

async function tablesOf(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`.execute(database.kysely);
  return rows.map(({ name }) => name).filter((name) => !LEFT_OUT.has(name));
}
