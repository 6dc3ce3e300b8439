// JSON as a statement's parameter: text with a cast, because a bare object or array means something else to PostgreSQL.
import { type ColumnType, type RawBuilder, sql } from 'kysely';

/** A jsonb column: read parsed; written through `json()` only, because drivers disagree on bare values. */
export type Json<T> = ColumnType<T, unknown, unknown>;

/**
 * A value for a `jsonb` column or comparison: `values({ metadata: json(metadata) })`.
 *
 * Throws on what JSON has no text for (undefined, a function).
 */
export function json<T>(value: T): RawBuilder<T> {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError('bug: this value has no JSON text');
  return sql<T>`${text}::jsonb`;
}
