// What an operator lays upon an open account, and what follows from it for those who read it and those who move money.
import type { Account } from '#store/accounts.ts';
import type { Store } from '#store/database.ts';

/**
 * `frozen`: it reads as ever, but no money goes in or out. `restricted`: it says so, too. `locked`: it cannot be read either.
 * `closing` and `opening`: FDX's PENDINGCLOSE and PENDINGOPEN. `unsupported`: its kind has no numbers for recipients.
 * `number_pending`: its number is not made yet. `incomplete`: a system behind it does not answer.
 */
export type Condition =
  | 'frozen'
  | 'restricted'
  | 'locked'
  | 'closing'
  | 'opening'
  | 'unsupported'
  | 'number_pending'
  | 'incomplete';

/** FDX's word for the state of an account. */
export type ToldStatus = 'OPEN' | 'CLOSED' | 'RESTRICTED' | 'PENDINGCLOSE' | 'PENDINGOPEN';

export function conditionsOf(store: Store, account_id: string): ReadonlySet<Condition> {
  const sql = 'SELECT condition FROM account_conditions WHERE account_id = ?';
  return new Set(store.all<{ condition: Condition }>(sql, account_id).map((row) => row.condition));
}

export function isUnder(store: Store, account: Account, condition: Condition): boolean {
  return conditionsOf(store, account.account_id).has(condition);
}

/** Lays a condition on an account, or lifts it; whether that changed anything. */
export function setCondition(store: Store, account: Account, condition: Condition, on: boolean): boolean {
  const sql = on
    ? 'INSERT INTO account_conditions (account_id, condition) VALUES (?, ?) ON CONFLICT DO NOTHING'
    : 'DELETE FROM account_conditions WHERE account_id = ? AND condition = ?';
  return store.run(sql, account.account_id, condition) > 0;
}

export function liftConditions(store: Store, slug: string): void {
  store.run(
    'DELETE FROM account_conditions WHERE account_id IN (SELECT account_id FROM accounts WHERE slug = ?)',
    slug,
  );
}

/** The state that recipients and the customer are told. */
export function toldStatus(store: Store, account: Account): ToldStatus {
  if (account.status === 'CLOSED') return 'CLOSED';
  const conditions = conditionsOf(store, account.account_id);
  if (conditions.has('restricted') || conditions.has('locked')) return 'RESTRICTED';
  if (conditions.has('opening')) return 'PENDINGOPEN';
  return conditions.has('closing') ? 'PENDINGCLOSE' : 'OPEN';
}

/** Whether recipients are told that money moves. A frozen account keeps its silence: that is found out by trying. */
export function seemsPayable(store: Store, account: Account): boolean {
  const status = toldStatus(store, account);
  return status === 'OPEN' || status === 'PENDINGCLOSE';
}

/** What keeps all money where it is. */
const HELD: readonly Condition[] = ['frozen', 'restricted', 'locked'];

/** Nacha's code of an entry that the state of the account sends back, or null where it lets it pass. */
export function returnCodeOf(store: Store, account: Account): 'R02' | 'R16' | 'R20' | null {
  if (account.status === 'CLOSED') return 'R02';
  const conditions = conditionsOf(store, account.account_id);
  if (HELD.some((held) => conditions.has(held))) return 'R16';
  return conditions.has('opening') || conditions.has('unsupported') ? 'R20' : null;
}
