// Which errors of the database callers may tell apart, for both engines (both carry PostgreSQL's own codes).

/** A database that cannot be opened or used; the message is one line for an operator. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

interface PostgresError {
  code: string;
  constraint?: string;
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** True for 23505; with a name, only when it is that constraint or unique index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== '23505') return false;
  return constraint === undefined || (error as unknown as PostgresError).constraint === constraint;
}

/** True for 40001 and 40P01: the same transaction may succeed when it is run again. */
export function isSerializationOrDeadlock(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** True for 55P03: a row or advisory lock was not free (`NOWAIT`, or not within lock_timeout). */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/** True when a table has changed under a prepared statement; it has to be prepared anew. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}

// These fields repeat values of rows or whole statements, so they must not reach a log that prints an error's fields.
const TELLTALE_FIELDS = ['detail', 'where', 'internalQuery'] as const;

/** Makes the fields that may hold customers' data invisible to loggers; they stay readable by name. */
export function hideValues(error: unknown): void {
  if (!(error instanceof Error)) return;
  for (const field of TELLTALE_FIELDS) {
    if (field in error) Object.defineProperty(error, field, { enumerable: false });
  }
}
