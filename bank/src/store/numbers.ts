// Account numbers as a data recipient gets them: the real one, or a token issued per consent.
import { randomInt, randomUUID } from 'node:crypto';
import { type NumberTerm, ROUTING_NUMBER } from '#data/account_sets.ts';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { type Account, accountById } from '#store/accounts.ts';
import { seemsPayable } from '#store/conditions.ts';
import { type Consent, consentById } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { type Person, personById, timeOf } from '#store/people.ts';
import { supersededBy } from '#store/superseded.ts';

const SHORTLY_MS = 2_000;
/** How long a number that ends "shortly after" waits, in real time, to be read for the first time. */
const HOLD_MS = 600_000;
const DAY_MS = 86_400_000;

/** What a recipient may be told of a number. */
export interface AccountNumber {
  bankId: string;
  identifier: string;
  identifierType: 'ACCOUNT_NUMBER' | 'TOKENIZED_ACCOUNT_NUMBER';
  /** Only an active one moves money. EXPIRED: its time is over. REVOKED: somebody ended it, or its last consent, except a recipient who gave his back. */
  status: 'ACTIVE' | 'EXPIRED' | 'REVOKED';
  /** Whether money can move now: the number is active and the account open. */
  usable: boolean;
  /** Milliseconds in the person's time; null where no end is known. */
  expires_at: number | null;
}

interface NumberRow {
  number_id: string;
  routing_number: string;
  identifier: string;
  expires_at: number | null;
  /** Until when (real time) an expiry is held back; null where it is not. */
  held_until_real: number | null;
  revoked: 0 | 1;
  /** Whether the number itself was told already, not only its end. */
  read: 0 | 1;
}

/**
 * The number of an account under a consent, or null where it has none. The first call under a new consent issues a token,
 * or carries the earlier one over where the consent was about another account.
 * @param reading whether the number itself is told now, and not only when it ends
 */
export function numberUnder(store: Store, consent: Consent, account: Account, reading: boolean): AccountNumber | null {
  const policy = account.facts.number;
  if (policy.kind === 'none' || account.account_number === null) return null;
  if (policy.kind === 'account_number') return realNumber(store, account, account.account_number);
  return store.transact(() => {
    const known = boundNumber(store, consent.consent_id, account.account_id);
    const row =
      known ?? bind(store, consent, account, carried(store, consent, account) ?? issue(store, consent, account));
    const told = reading ? countFromReading(store, personById(store, consent.person_id), row) : row;
    return toldOf(store, consent, account, told);
  });
}

function realNumber(store: Store, account: Account, identifier: string): AccountNumber {
  return {
    bankId: ROUTING_NUMBER,
    identifier,
    identifierType: 'ACCOUNT_NUMBER',
    status: 'ACTIVE',
    usable: seemsPayable(store, account),
    expires_at: null,
  };
}

/** The token already bound to an account under a consent; issues nothing. */
export function tokenUnder(store: Store, consent: Consent, account: Account): AccountNumber | null {
  const row = boundNumber(store, consent.consent_id, account.account_id);
  return row ? toldOf(store, consent, account, row) : null;
}

function boundNumber(store: Store, consent_id: string, account_id: string): NumberRow | undefined {
  return store.get<NumberRow>(
    `SELECT numbers.number_id, routing_number, identifier, expires_at, held_until_real, revoked, read
     FROM numbers JOIN number_consents USING (number_id)
     WHERE number_consents.consent_id = ? AND number_consents.account_id = ?`,
    consent_id,
    account_id,
  );
}

/** The newest earlier token of this client, person and account, where it is to be the new consent's number, too. */
function carried(store: Store, consent: Consent, account: Account): NumberRow | undefined {
  const earlier = store.get<NumberRow>(
    `SELECT number_id, routing_number, identifier, expires_at, held_until_real, revoked, read FROM numbers
     WHERE person_id = ? AND account_id = ? AND client_id = ? ORDER BY rowid DESC LIMIT 1`,
    consent.person_id,
    account.account_id,
    consent.client_id,
  );
  return earlier && carriesOver(store, consent, account, earlier) ? earlier : undefined;
}

/**
 * A number per consent stays where the new consent was about another account. A number per client stays until somebody's word
 * ended it, and one that survives revocation stays in any case.
 */
function carriesOver(store: Store, consent: Consent, account: Account, earlier: NumberRow): boolean {
  switch (policyAt(account)) {
    case 'per_client':
      return statusOf(store, consent.person_id, account, earlier) === 'ACTIVE';
    case 'survive_revocation':
      return !earlier.revoked;
    default:
      return consent.account_hint !== null && consent.account_hint !== account.account_id;
  }
}

function policyAt(account: Account): Institution['numbers'] {
  return institutionOf(account.slug)?.numbers ?? 'per_consent';
}

function bind(store: Store, consent: Consent, account: Account, row: NumberRow): NumberRow {
  store.run(
    'INSERT INTO number_consents (consent_id, account_id, number_id) VALUES (?, ?, ?)',
    consent.consent_id,
    account.account_id,
    row.number_id,
  );
  return row;
}

function issue(store: Store, consent: Consent, account: Account): NumberRow {
  const policy = account.facts.number;
  if (policy.kind !== 'tokenized_account_number') throw new Error('Only tokenized numbers are issued.');
  const person = personById(store, consent.person_id);
  const issued = timeOf(person);
  const first = isFirstShare(store, consent, account);
  const row: NumberRow = {
    number_id: randomUUID(),
    routing_number: randomRoutingNumber(),
    identifier: randomIdentifier(),
    ...expiryOf(first ? policy.first : policy.later, person),
    revoked: 0,
    read: 0,
  };
  store.run(
    `INSERT INTO numbers (number_id, client_id, person_id, account_id, routing_number, identifier, issued, expires_at,
       held_until_real) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.number_id,
    consent.client_id,
    consent.person_id,
    account.account_id,
    row.routing_number,
    row.identifier,
    issued,
    row.expires_at,
    row.held_until_real,
  );
  return row;
}

/** Whether no earlier consent of this person and client named the account. */
function isFirstShare(store: Store, consent: Consent, account: Account): boolean {
  const earlier = store.get(
    `SELECT 1 FROM consents JOIN consent_accounts USING (consent_id)
     WHERE consents.person_id = ? AND consents.client_id = ? AND consents.ordinal < ? AND account_id = ? LIMIT 1`,
    consent.person_id,
    consent.client_id,
    consent.ordinal,
    account.account_id,
  );
  return earlier === undefined;
}

type Expiry = Pick<NumberRow, 'expires_at' | 'held_until_real'>;

/** "Shortly" is counted from the first time the number itself is read: see `countFromReading`. */
function expiryOf(term: NumberTerm, person: Person): Expiry {
  const issued = timeOf(person);
  if (term === 'endless') return { expires_at: null, held_until_real: null };
  if (term === 'dead') return { expires_at: issued - DAY_MS, held_until_real: null };
  if (term !== 'shortly') return { expires_at: issued + term.days * DAY_MS, held_until_real: null };
  return { expires_at: person.set_time === null ? issued + SHORTLY_MS : issued, held_until_real: Date.now() + HOLD_MS };
}

/**
 * Counts a held "shortly" from now, because the number is being read: the client gets it alive. Under a set time it then stays
 * alive until that time is told again, or for two real seconds.
 */
function countFromReading(store: Store, person: Person, row: NumberRow): NumberRow {
  if (row.held_until_real === null || row.read || Date.now() >= row.held_until_real) return row;
  const time = timeOf(person);
  const expires_at = person.set_time === null ? time + SHORTLY_MS : time;
  const held_until_real = Date.now() + SHORTLY_MS;
  const sql = 'UPDATE numbers SET expires_at = ?, held_until_real = ?, read = 1 WHERE number_id = ?';
  store.run(sql, expires_at, held_until_real, row.number_id);
  return { ...row, expires_at, held_until_real, read: 1 };
}

function toldOf(store: Store, consent: Consent, account: Account, row: NumberRow): AccountNumber {
  const status = statusOf(store, consent.person_id, account, row);
  return {
    bankId: row.routing_number,
    identifier: row.identifier,
    identifierType: 'TOKENIZED_ACCOUNT_NUMBER',
    status,
    usable: status === 'ACTIVE' && seemsPayable(store, account),
    expires_at: row.expires_at,
  };
}

/** Whom a token was issued for, and whether it moves money now; undefined where no token has these digits. */
export function tokenByDigits(
  store: Store,
  routing_number: string,
  identifier: string,
): { person_id: string; account: Account; alive: boolean } | undefined {
  const row = store.get<NumberRow & { person_id: string; account_id: string }>(
    `SELECT number_id, person_id, account_id, routing_number, identifier, expires_at, held_until_real, revoked, read
     FROM numbers WHERE routing_number = ? AND identifier = ?`,
    routing_number,
    identifier,
  );
  if (row === undefined) return undefined;
  const { person_id } = row;
  const account = accountById(store, row.account_id)!;
  return { person_id, account, alive: statusOf(store, person_id, account, row) === 'ACTIVE' };
}

function statusOf(store: Store, person_id: string, account: Account, row: NumberRow): AccountNumber['status'] {
  if (row.revoked) return 'REVOKED';
  const time = timeOf(personById(store, person_id));
  if (row.expires_at !== null && row.expires_at <= time && Date.now() >= (row.held_until_real ?? 0)) return 'EXPIRED';
  return isBacked(store, account, row.number_id) ? 'ACTIVE' : 'REVOKED';
}

/**
 * A token lives as long as one consent that names it lives; and on, where the recipient gave the last of them back himself: he
 * reads no more, but what the customer lets him debit is another agreement. The word of the customer or the bank ends it. A
 * token per client outlives consents that ran out or were superseded, too; one that survives revocation needs no consent.
 */
function isBacked(store: Store, account: Account, number_id: string): boolean {
  const policy = policyAt(account);
  if (policy === 'survive_revocation') return true;
  const named = store
    .all<{ consent_id: string }>('SELECT consent_id FROM number_consents WHERE number_id = ?', number_id)
    .map((row) => consentById(store, row.consent_id)!);
  if (named.some((consent) => consent.status === 'ACTIVE')) return true;
  const last = Math.max(...named.map((consent) => consent.updated));
  return named
    .filter((consent) => consent.updated === last)
    .every(
      (consent) =>
        consent.revocation_initiator === 'DATA_RECIPIENT' || (policy === 'per_client' && ranItsCourse(store, consent)),
    );
}

/** Whether a consent ended without anybody's word against the recipient. */
function ranItsCourse(store: Store, consent: Consent): boolean {
  return consent.status === 'EXPIRED' || supersededBy(store, consent.consent_id) !== null;
}

function randomIdentifier(): string {
  return `9${Array.from({ length: 16 }, () => randomInt(0, 10)).join('')}`;
}

/** A routing number with a right check digit (ABA: weights 3, 7, 1). */
function randomRoutingNumber(): string {
  const digits = [1, 1, 0, 0, ...Array.from({ length: 4 }, () => randomInt(0, 10))];
  const weights = [3, 7, 1, 3, 7, 1, 3, 7];
  const sum = digits.reduce((total, digit, index) => total + digit * weights[index]!, 0);
  return `${digits.join('')}${(10 - (sum % 10)) % 10}`;
}
