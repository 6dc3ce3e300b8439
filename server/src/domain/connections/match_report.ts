// What a relink did to its account, for operators: by which key it was found again, and what is different. No digit of a number.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { sameBytes } from '#kernel/secret.ts';
import { numbersOf } from './account_rows.ts';
import type { Match } from './match.ts';

export interface Snapshot {
  account: Row<'accounts'>;
  number: Row<'account_numbers'> | null;
}

interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

export type Report = { matched_by: 'bank_account_id' | 'account_number'; changes: Change[] };

/** The account that a hosted session is about, as it stands; null for a session that nobody reads a timeline of. */
export async function snapshot(context: Context, session: Row<'sessions'>): Promise<Snapshot | null> {
  if (session.ui_mode !== 'hosted' || session.relink_account === null) return null;
  const account = await context.trx
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', session.relink_account)
    .executeTakeFirstOrThrow();
  const numbers = await numbersOf(context.trx, [account.id]);
  return { account, number: numbers.get(account.id) ?? null };
}

/** Pure. Null where no key tied the account to one at the bank. */
export function matchReport(match: Match, before: Snapshot, after: Snapshot): Report | null {
  const found = [...match.matched.values()].find(({ account }) => account === before.account.id);
  if (found === undefined) return null;
  const matched_by = found.key === 'bank_account' ? 'bank_account_id' : 'account_number';
  return { matched_by, changes: changesBetween(before, after) };
}

function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  const [old, fresh] = [facts(before), facts(after)];
  const changes = Object.keys(old).map((field) => ({
    field,
    before: old[field] ?? null,
    after: fresh[field] ?? null,
  }));
  const numbers = [before.number?.fingerprint ?? null, after.number?.fingerprint ?? null] as const;
  const same =
    numbers[0] === null || numbers[1] === null ? numbers[0] === numbers[1] : sameBytes(numbers[0], numbers[1]);
  const changed = changes.filter((change) => change.before !== change.after);
  return same ? changed : [...changed, { field: 'account_number', before: null, after: null }];
}

function facts({ account, number }: Snapshot): Record<string, string | null> {
  return {
    status: account.status,
    display_name: account.display_name,
    last4: account.last4,
    subcategory: account.subcategory,
    permissions: account.permissions.toSorted().join(', '),
    authorization: account.authorization_id,
    number_status: number?.status ?? null,
    number_expires_at: number?.expected_expiry_at?.toISOString() ?? null,
  };
}
