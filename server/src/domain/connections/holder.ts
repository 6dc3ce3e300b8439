// Whom a link belongs to: a customer, a connected account of the merchant's, or nobody. Two are the same, and rows are one's own.
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Holder } from '#database/schema.ts';

export function sameHolder(one: Holder, other: Holder): boolean {
  return one.customer === other.customer && one.connected_account === other.connected_account;
}

export function hasHolder({ customer, connected_account }: Holder): boolean {
  return customer !== null || connected_account !== null;
}

/** The holder alone, of a row that has more. */
export function holderOf({ customer, connected_account }: Holder): Holder {
  return { customer, connected_account };
}

/** True of the rows of this holder. Rows without a holder have nothing in common, so of no holder it is true of none. */
export function heldBy({ customer, connected_account }: Holder): Expression<SqlBool> {
  if (customer !== null) return sql<SqlBool>`customer = ${customer}`;
  return connected_account === null ? sql<SqlBool>`false` : sql<SqlBool>`connected_account = ${connected_account}`;
}
