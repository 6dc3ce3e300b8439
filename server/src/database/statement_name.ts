// The name of a prepared statement: the same for the same text, on every session of both engines.
import { hash } from 'node:crypto';

/** 43 characters of base64url (PostgreSQL cuts names at 63 bytes); different texts never share one. */
export function statementName(sql: string): string {
  return hash('sha256', sql, 'base64url');
}
