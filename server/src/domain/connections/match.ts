// Tells which accounts that a bank lists are accounts we already know. Strong keys only: never a name, never a mask, never a guess.
import type { Row } from '#database/schema.ts';
import type { AccountId } from '#kernel/id.ts';
import { sameBytes } from '#kernel/secret.ts';

export type Known = Pick<Row<'accounts'>, 'id' | 'bank_account' | 'number_fingerprint'>;

export interface Listed {
  bank_account: string;
  /** Fingerprint of the real, not tokenized, number where it was read. */
  number_fingerprint: Uint8Array | null;
}

export interface Match {
  /** Listed bank account -> known account, with the key that decided. */
  matched: Map<string, { account: AccountId; key: 'bank_account' | 'number' }>;
  /** Listed accounts that no key ties to a known one. */
  added: string[];
  /** Known accounts that the bank does not list. */
  missing: AccountId[];
}

/**
 * Matches by the bank's persistent id first, then by number fingerprint where it is unique on both sides. An ambiguous
 * fingerprint matches nothing. Rule: architecture, section 4; bank-connectors, section 6.
 */
export function matchAccounts(known: Known[], listed: Listed[]): Match {
  const matched: Match['matched'] = new Map();
  const byBankAccount = new Map(known.map((account) => [account.bank_account, account]));
  for (const row of listed) {
    const account = byBankAccount.get(row.bank_account);
    if (account) matched.set(row.bank_account, { account: account.id, key: 'bank_account' });
  }
  const taken = new Set([...matched.values()].map((match) => match.account));
  const openKnown = known.filter((account) => !taken.has(account.id));
  const openListed = listed.filter((row) => !matched.has(row.bank_account));
  for (const row of openListed) {
    const account = onlyOneWith(openKnown, row.number_fingerprint);
    if (account && onlyOneWith(openListed, row.number_fingerprint)) {
      matched.set(row.bank_account, { account: account.id, key: 'number' });
    }
  }
  const found = new Set([...matched.values()].map((match) => match.account));
  return {
    matched,
    added: listed.filter((row) => !matched.has(row.bank_account)).map((row) => row.bank_account),
    missing: known.filter((account) => !found.has(account.id)).map((account) => account.id),
  };
}

function onlyOneWith<T extends { number_fingerprint: Uint8Array | null }>(
  rows: T[],
  print: Uint8Array | null,
): T | null {
  if (print === null) return null;
  const same = rows.filter((row) => row.number_fingerprint !== null && sameBytes(row.number_fingerprint, print));
  return same.length === 1 ? (same[0] as T) : null;
}
