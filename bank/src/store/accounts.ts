// Accounts and who has them: an account may belong to several people and keeps its id for all of them.
import { randomInt, randomUUID } from 'node:crypto';
import type { AccountFacts, AccountSeed } from '#data/account_sets.ts';
import type { Store } from '#store/database.ts';

/** A row of `accounts` with its facts read. */
export interface Account {
  account_id: string;
  slug: string;
  display_name: string;
  last4: string;
  account_type: string;
  status: 'OPEN' | 'CLOSED';
  account_number: string | null;
  facts: AccountFacts;
}

interface Owner {
  person_id: string;
  slug: string;
}

const COLUMNS = `accounts.account_id, accounts.slug, accounts.display_name, accounts.last4, accounts.account_type,
  accounts.status, accounts.account_number, accounts.facts`;

type Row = Omit<Account, 'facts'> & { facts: string };

function read(row: Row): Account {
  return { ...row, facts: JSON.parse(row.facts) };
}

/** Gives a person a new account made from a row of a set. */
export function addAccount(store: Store, person: Owner, seed: AccountSeed, position: number): Account {
  const { display_name, last4, account_type, account_number, ...facts } = seed;
  const account: Account = {
    account_id: randomUUID(),
    slug: person.slug,
    display_name,
    last4,
    account_type,
    status: 'OPEN',
    account_number,
    facts,
  };
  insert(store, account);
  attach(store, person.person_id, account.account_id, position);
  return account;
}

function insert(store: Store, account: Account): void {
  store.run(
    `INSERT INTO accounts (account_id, slug, display_name, last4, account_type, status, account_number, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    account.account_id,
    account.slug,
    account.display_name,
    account.last4,
    account.account_type,
    account.status,
    account.account_number,
    JSON.stringify(account.facts),
  );
}

/** Gives a person an existing account; nothing happens where he has it already. */
export function attach(store: Store, person_id: string, account_id: string, position: number): void {
  store.run(
    'INSERT INTO person_accounts (person_id, account_id, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    person_id,
    account_id,
    position,
  );
}

/** The accounts a person has now, in their order at the bank. */
export function accountsOf(store: Store, person_id: string): Account[] {
  return store
    .all<Row>(
      `SELECT ${COLUMNS} FROM accounts JOIN person_accounts USING (account_id)
       WHERE person_accounts.person_id = ? ORDER BY person_accounts.position, accounts.rowid`,
      person_id,
    )
    .map(read);
}

/** One account, or undefined. */
export function accountById(store: Store, account_id: string): Account | undefined {
  const row = store.get<Row>(`SELECT ${COLUMNS} FROM accounts WHERE account_id = ?`, account_id);
  return row && read(row);
}

/** Where a person's account stands in his list, or undefined where he does not have it. */
export function positionOf(store: Store, person_id: string, account_id: string): number | undefined {
  return store.get<{ position: number }>(
    'SELECT position FROM person_accounts WHERE person_id = ? AND account_id = ?',
    person_id,
    account_id,
  )?.position;
}

/**
 * The accounts with a real number, each with one of its people; only that of `account_id` where it is told. At most two rows:
 * more than one is ambiguous however many there are.
 */
export function accountsWithNumber(
  store: Store,
  account_number: string,
  account_id: string | null,
): { account: Account; person_id: string | null }[] {
  return store
    .all<Row & { person_id: string | null }>(
      `SELECT ${COLUMNS}, (SELECT person_id FROM person_accounts WHERE account_id = accounts.account_id
         ORDER BY rowid LIMIT 1) AS person_id
       FROM accounts WHERE account_number = ? AND account_id = coalesce(?, account_id) LIMIT 2`,
      account_number,
      account_id,
    )
    .map(({ person_id, ...row }) => ({ account: read(row), person_id }));
}

export function setStatus(store: Store, account_id: string, status: Account['status']): void {
  store.run('UPDATE accounts SET status = ? WHERE account_id = ?', status, account_id);
}

/**
 * Replaces an account by a twin of the same name and books under a new id, number and mask, for everyone who had it: what a
 * bank's migration looks like from outside.
 */
export function replaceAccount(store: Store, account: Account): Account {
  const digits = String(randomInt(0, 1_000_000_000)).padStart(9, '0');
  const twin: Account = {
    ...account,
    account_id: randomUUID(),
    last4: digits.slice(-4) === account.last4 ? otherMask(account.last4) : digits.slice(-4),
    account_number: account.account_number === null ? null : `000${digits}`,
    facts: { ...account.facts, history_of: account.facts.history_of ?? account.account_id },
  };
  if (twin.account_number !== null) twin.account_number = twin.account_number.slice(0, -4) + twin.last4;
  insert(store, twin);
  store.run('UPDATE transactions SET account_id = ? WHERE account_id = ?', twin.account_id, account.account_id);
  store.run('UPDATE balances SET account_id = ? WHERE account_id = ?', twin.account_id, account.account_id);
  store.run('UPDATE person_accounts SET account_id = ? WHERE account_id = ?', twin.account_id, account.account_id);
  return twin;
}

function otherMask(last4: string): string {
  return String((Number(last4) + 1) % 10_000).padStart(4, '0');
}
