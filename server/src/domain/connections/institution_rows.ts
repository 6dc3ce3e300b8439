// The institutions' SQL: seeding them, finding one by id, slug or name, searching them by what a customer types.
import { type SqlBool, sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Row, Transaction } from '#database/schema.ts';
import type { InstitutionProfile } from '#domain/connections/bank.ts';
import { institutionPolicy } from '#domain/connections/institution_policy.ts';
import { INSTITUTIONS, type InstitutionSeed } from '#domain/connections/institutions.data.ts';

type Institution = Row<'institutions'>;

const SEARCH_LIMIT = 20;
const MAX_QUERY_LENGTH = 100;
const MAX_QUERY_WORDS = 8;

/**
 * Brings the table to what the seeds say, the sandbox's unless told; safe to repeat and with several nodes starting at once. An
 * institution that is no longer among them is not offered any more: its links stay.
 */
export async function seedInstitutions(
  trx: Transaction,
  seeds: readonly InstitutionSeed[] = INSTITUTIONS,
): Promise<void> {
  const ids = seeds.map(({ id }) => id);
  await sql`update institutions set offered = false where offered and id <> all(${ids}::text[])`.execute(trx);
  if (seeds.length === 0) return;
  const rows = seeds.map((seed) => ({
    ...seed,
    protocol: json(seed.protocol),
    policy: json(seed.policy),
    offered: true,
  }));
  const changing = Object.keys(rows[0]!).filter((name) => name !== 'id');
  await trx
    .insertInto('institutions')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(Object.fromEntries(changing.map((name) => [name, sql.ref(`excluded.${name}`)]))),
    )
    .execute();
}

/** Null where there is none of that id in this mode. */
export async function institutionById(trx: Transaction, livemode: boolean, id: string): Promise<Institution | null> {
  const row = await inMode(trx, livemode)
    .where('id', '=', id as Institution['id'])
    .executeTakeFirst();
  return row ?? null;
}

/** The same, where a customer may choose it for a new link. */
export async function offeredInstitution(trx: Transaction, livemode: boolean, id: string): Promise<Institution | null> {
  const found = await institutionById(trx, livemode, id);
  return found?.offered ? found : null;
}

/** By the path segment of the bank's callback; slugs are unique across both modes. */
export async function institutionBySlug(trx: Transaction, slug: string): Promise<Institution | null> {
  const row = await trx.selectFrom('institutions').selectAll().where('slug', '=', slug).executeTakeFirst();
  return row ?? null;
}

/** By name, ignoring case; a final "s" may be left out ("Tokenized Account Number"). */
export async function institutionByName(
  trx: Transaction,
  livemode: boolean,
  text: string,
): Promise<Institution | null> {
  const name = text.trim().toLowerCase();
  const row = await inMode(trx, livemode)
    .where(sql<string>`lower(name)`, 'in', [name, `${name}s`])
    .orderBy(sql`length(name)`)
    .executeTakeFirst();
  return row ?? null;
}

/** By id or by name, as test helpers take it. */
export async function institutionByIdOrName(
  trx: Transaction,
  livemode: boolean,
  text: string,
): Promise<Institution | null> {
  return (await institutionById(trx, livemode, text)) ?? institutionByName(trx, livemode, text);
}

/**
 * The featured ones for an empty query; else those whose name has every word of it, names that begin with it first.
 * `countries`: only institutions that serve one of them; null: any.
 */
export async function searchInstitutions(
  trx: Transaction,
  livemode: boolean,
  query: string,
  limit: number = SEARCH_LIMIT,
  countries: string[] | null = null,
): Promise<Institution[]> {
  const text = query.slice(0, MAX_QUERY_LENGTH).trim();
  const rows = inMode(trx, livemode)
    .where('offered', '=', true)
    .limit(Math.min(limit, SEARCH_LIMIT))
    .$if(countries !== null, (some) => some.where(sql<SqlBool>`countries && ${countries}::text[]`));
  if (text === '') return rows.where('featured_rank', 'is not', null).orderBy('featured_rank').execute();
  const words = text.split(/\s+/).slice(0, MAX_QUERY_WORDS);
  return rows
    .where(({ and, eb }) => and(words.map((word) => eb('name', 'ilike', `%${literal(word)}%`))))
    .orderBy(sql<SqlBool>`name ILIKE ${`${literal(text)}%`}`, 'desc')
    .orderBy(sql`featured_rank NULLS LAST`)
    .orderBy('name')
    .execute();
}

/** A row as its connector sees it. Throws where the row's policy is not one. */
export function profileOf(row: Omit<InstitutionSeed, 'livemode'>): InstitutionProfile {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    protocol: row.protocol,
    policy: institutionPolicy.parse(row.policy),
  };
}

function inMode(trx: Transaction, livemode: boolean) {
  return trx.selectFrom('institutions').selectAll().where('livemode', '=', livemode);
}

/** `%` and `_` mean themselves. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
