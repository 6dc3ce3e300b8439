// What can be read of an account besides its numbers: what each kind of data takes, who offers it, how often it may be asked for. Pure.
import type { DataFeature } from '#database/data_tables.ts';
import type { Permission, Row } from '#database/schema.ts';
import { after, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import { lookup } from '#kernel/lookup.ts';

export const DATA_FEATURES = ['balance', 'inferred_balances', 'ownership', 'transactions'] as const;

interface Rule {
  /** The customer has to have given all of them; the bank has to offer what they stand for. */
  permissions: readonly Permission[];
  /** From one refresh to the next that a merchant may ask for, in the customer's time. Our choice: the documents name none. */
  pause_ms: number;
}

const RULES: Record<DataFeature, Rule> = {
  balance: { permissions: ['balances'], pause_ms: 5 * MINUTE_MS },
  // Worked out from today's balance and what was booked since, so it takes both.
  inferred_balances: { permissions: ['balances', 'transactions'], pause_ms: HOUR_MS },
  ownership: { permissions: ['ownership'], pause_ms: HOUR_MS },
  transactions: { permissions: ['transactions'], pause_ms: 15 * MINUTE_MS },
};

/** After a refresh that failed. */
const PAUSE_MS_AFTER_FAILURE = MINUTE_MS;

/** The names that a session's `prefetch` uses. */
const BY_PREFETCH: Readonly<Record<string, DataFeature>> = {
  balances: 'balance',
  inferred_balances: 'inferred_balances',
  ownership: 'ownership',
  transactions: 'transactions',
};

export function permissionsFor(feature: DataFeature): readonly Permission[] {
  return RULES[feature].permissions;
}

/** Whether permissions cover a kind of data as a whole. */
export function covers(permissions: readonly Permission[], feature: DataFeature): boolean {
  return RULES[feature].permissions.every((permission) => permissions.includes(permission));
}

/** What an investment is worth moves without transactions, so no past balance follows from them. */
export function offers(
  institution: Pick<Row<'institutions'>, 'features'>,
  account: Pick<Row<'accounts'>, 'category'>,
  feature: DataFeature,
): boolean {
  if (feature === 'inferred_balances' && account.category !== 'cash' && account.category !== 'credit') return false;
  return RULES[feature].permissions.every((permission) => institution.features.includes(permission));
}

export function prefetchedFeatures(prefetch: readonly string[]): DataFeature[] {
  return prefetch.flatMap((name) => lookup(BY_PREFETCH, name) ?? []);
}

/** When a refresh that began at `attempted` may be followed by another one. */
export function nextAvailable(feature: DataFeature, status: 'succeeded' | 'failed', attempted: Date): Date {
  return after(attempted, status === 'succeeded' ? RULES[feature].pause_ms : PAUSE_MS_AFTER_FAILURE);
}

/** Why data cannot be asked for or read. */
export type DataProblem =
  | { type: 'disconnected' }
  | { type: 'inactive' }
  | { type: 'not_covered'; feature: DataFeature; permissions: readonly Permission[] }
  | { type: 'not_offered'; feature: DataFeature }
  | { type: 'too_early'; feature: DataFeature; next_at: Date }
  | { type: 'never_refreshed' };

type Account = Pick<Row<'accounts'>, 'status' | 'permissions' | 'category'>;

/** What was read before stays readable while an account is inactive; nothing does once it is disconnected (rulings, "Payments"). */
export function readProblem(account: Account, feature: DataFeature): DataProblem | null {
  if (account.status === 'disconnected') return { type: 'disconnected' };
  if (covers(account.permissions, feature)) return null;
  return { type: 'not_covered', feature, permissions: permissionsFor(feature) };
}

/** Why the bank cannot be asked for data. */
export function askProblem(
  account: Account,
  institution: Pick<Row<'institutions'>, 'features'>,
  feature: DataFeature,
): DataProblem | null {
  if (account.status === 'inactive') return { type: 'inactive' };
  const unreadable = readProblem(account, feature);
  if (unreadable !== null) return unreadable;
  return offers(institution, account, feature) ? null : { type: 'not_offered', feature };
}
