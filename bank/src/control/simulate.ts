// What an operator makes happen to an account, as a customer or the bank would.
import { ControlError } from '#control/body.ts';
import { type Account, replaceAccount, setStatus } from '#store/accounts.ts';
import { type Condition, setCondition } from '#store/conditions.ts';
import { stopSharing } from '#store/consent_changes.ts';
import { accountsOfConsent, type Consent, consentById, consentsOf } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { tokenUnder } from '#store/numbers.ts';
import { type Person, timeOf } from '#store/people.ts';

/** Events that lay a condition on the account or lift it. */
const CONDITION_EVENTS = {
  frozen: ['frozen', true],
  thawed: ['frozen', false],
  restricted: ['restricted', true],
  unrestricted: ['restricted', false],
  locked: ['locked', true],
  unlocked: ['locked', false],
  closing: ['closing', true],
  closing_cancelled: ['closing', false],
  opening: ['opening', true],
  opened: ['opening', false],
  unsupported: ['unsupported', true],
  supported: ['unsupported', false],
  number_pending: ['number_pending', true],
  number_ready: ['number_pending', false],
  incomplete: ['incomplete', true],
  complete: ['incomplete', false],
} as const satisfies Record<string, [Condition, boolean]>;
type ConditionEvent = keyof typeof CONDITION_EVENTS;

export const ACCOUNT_EVENTS = [
  'closed',
  'reopened',
  'unavailable',
  'sharing_stopped',
  'identity_lost',
  'number_expired',
  'number_revoked',
  ...(Object.keys(CONDITION_EVENTS) as ConditionEvent[]),
] as const;
export type AccountEvent = (typeof ACCOUNT_EVENTS)[number];

/** What happens to an account, and under which consents (all live ones of the person when null). */
export interface AccountHappening {
  person: Person;
  account: Account;
  event: AccountEvent;
  consent_id: string | null;
}

/** @throws ControlError 409 when it does not apply, 404 when the consent is not this person's or does not name the account */
export function simulateAccount(store: Store, happening: AccountHappening): Account {
  const { account, event } = happening;
  return store.transact(() => {
    switch (event) {
      case 'closed':
        return close(store, account);
      case 'reopened':
        return reopen(store, account);
      case 'identity_lost':
        markEverywhere(store, account, 'stopped');
        return replaceAccount(store, account);
      case 'unavailable':
        for (const consent of befallen(store, happening)) hide(store, consent, happening);
        return account;
      case 'sharing_stopped':
        for (const consent of befallen(store, happening)) stopSharing(store, consent, account.account_id);
        return account;
      case 'number_expired':
      case 'number_revoked':
        endNumbers(store, happening);
        return account;
      default:
        return condition(store, account, event);
    }
  });
}

function close(store: Store, account: Account): Account {
  if (account.status === 'CLOSED') throw new ControlError(409, 'The account is closed already.');
  setStatus(store, account.account_id, 'CLOSED');
  return { ...account, status: 'CLOSED' };
}

function condition(store: Store, account: Account, event: ConditionEvent): Account {
  const [name, on] = CONDITION_EVENTS[event];
  if (!setCondition(store, account, name, on)) {
    throw new ControlError(409, `The account is ${on ? 'already' : 'not'} ${name}.`);
  }
  return account;
}

/** A reopened account has to be shared anew: earlier consents still show it, but no longer open it. */
function reopen(store: Store, account: Account): Account {
  if (account.status === 'OPEN') throw new ControlError(409, 'The account is not closed.');
  setStatus(store, account.account_id, 'OPEN');
  markEverywhere(store, account, 'needs_consent');
  return { ...account, status: 'OPEN' };
}

function markEverywhere(store: Store, account: Account, flag: 'stopped' | 'needs_consent'): void {
  store.run(`UPDATE consent_accounts SET ${flag} = 1 WHERE account_id = ?`, account.account_id);
}

/** The live consents an event befalls; at least one. */
function befallen(store: Store, { person, account, consent_id }: AccountHappening): Consent[] {
  const named = consent_id === null ? consentsOf(store, person.person_id) : [consentById(store, consent_id)];
  const found = named.filter(
    (consent) => consent?.person_id === person.person_id && names(store, consent, account),
  ) as Consent[];
  if (consent_id !== null && found.length === 0) {
    throw new ControlError(404, 'The person has no such consent that names this account.', 'consent_id');
  }
  const live = found.filter((consent) => consent.status === 'ACTIVE');
  if (live.length === 0) throw new ControlError(409, 'No live consent names this account.');
  return live;
}

function names(store: Store, consent: Consent, account: Account): boolean {
  return accountsOfConsent(store, consent.consent_id).some(
    (entry) => entry.account_id === account.account_id && !entry.stopped,
  );
}

function hide(store: Store, consent: Consent, { account, person }: AccountHappening): void {
  const sql = 'UPDATE consent_accounts SET unavailable = 1 WHERE consent_id = ? AND account_id = ?';
  store.run(sql, consent.consent_id, account.account_id);
  store.run('UPDATE consents SET updated = ? WHERE consent_id = ?', timeOf(person), consent.consent_id);
}

function endNumbers(store: Store, happening: AccountHappening): void {
  const { account, person, event } = happening;
  if (account.facts.number.kind !== 'tokenized_account_number') {
    throw new ControlError(409, 'The account has no tokenized number.');
  }
  const issued = befallen(store, happening).filter((consent) => tokenUnder(store, consent, account) !== null);
  if (issued.length === 0) throw new ControlError(409, 'No tokenized number has been issued for this account yet.');
  for (const consent of issued) {
    const set = event === 'number_revoked' ? 'revoked = 1' : 'expires_at = ?, held_until_real = NULL';
    const values = event === 'number_revoked' ? [] : [timeOf(person)];
    store.run(
      `UPDATE numbers SET ${set} WHERE number_id IN
         (SELECT number_id FROM number_consents WHERE consent_id = ? AND account_id = ?)`,
      ...values,
      consent.consent_id,
      account.account_id,
    );
  }
}
