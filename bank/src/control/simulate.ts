// What an operator makes happen to a consent or an account, as a customer or the bank would.
import { ControlError } from '#control/body.ts';
import { type Account, isFrozen, replaceAccount, setFrozen, setStatus } from '#store/accounts.ts';
import { accountsOfConsent, type Consent, consentById, consentsOf, endConsent } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { tokenUnder } from '#store/numbers.ts';
import { type Person, personById, timeOf } from '#store/people.ts';

export const CONSENT_EVENTS = ['revoked', 'expired', 'reauthentication_required', 'recovered'] as const;
export type ConsentEvent = (typeof CONSENT_EVENTS)[number];

export const ACCOUNT_EVENTS = [
  'closed',
  'reopened',
  'unavailable',
  'sharing_stopped',
  'identity_lost',
  'number_expired',
  'number_revoked',
  'frozen',
  'thawed',
] as const;
export type AccountEvent = (typeof ACCOUNT_EVENTS)[number];

/** @throws ControlError 409 when the consent is not in a state in which this can happen */
export function simulateConsent(store: Store, consent: Consent, event: ConsentEvent): void {
  if (consent.status !== 'ACTIVE') throw new ControlError(409, `The consent has already ended: ${consent.status}.`);
  const happen: Record<ConsentEvent, () => void> = {
    revoked: () => endConsent(store, consent, { status: 'REVOKED', reason: 'USER_ACTION', initiator: 'INDIVIDUAL' }),
    expired: () => endConsent(store, consent, { status: 'EXPIRED' }),
    reauthentication_required: () => setReauthentication(store, consent, 1),
    recovered: () => recover(store, consent),
  };
  happen[event]();
}

function setReauthentication(store: Store, consent: Consent, flag: 0 | 1): void {
  const time = timeOf(personById(store, consent.person_id));
  const sql = 'UPDATE consents SET reauthentication = ?, updated = ? WHERE consent_id = ?';
  store.run(sql, flag, time, consent.consent_id);
}

function recover(store: Store, consent: Consent): void {
  const cleared = store.run(
    'UPDATE consent_accounts SET unavailable = 0 WHERE consent_id = ? AND unavailable = 1',
    consent.consent_id,
  );
  if (!consent.reauthentication && cleared === 0)
    throw new ControlError(409, 'Nothing about this consent needs recovery.');
  setReauthentication(store, consent, 0);
}

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
        mark(store, happening, 'unavailable');
        return account;
      case 'sharing_stopped':
        mark(store, happening, 'stopped');
        return account;
      case 'number_expired':
      case 'number_revoked':
        endNumbers(store, happening);
        return account;
      case 'frozen':
      case 'thawed':
        return freeze(store, account, event === 'frozen');
    }
  });
}

function close(store: Store, account: Account): Account {
  if (account.status === 'CLOSED') throw new ControlError(409, 'The account is closed already.');
  setStatus(store, account.account_id, 'CLOSED');
  return { ...account, status: 'CLOSED' };
}

/** A frozen account can be read, but no money goes in or out. */
function freeze(store: Store, account: Account, frozen: boolean): Account {
  if (isFrozen(store, account.account_id) === frozen) {
    throw new ControlError(409, frozen ? 'The account is frozen already.' : 'The account is not frozen.');
  }
  setFrozen(store, account.account_id, frozen);
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

function mark(store: Store, happening: AccountHappening, flag: 'stopped' | 'unavailable'): void {
  for (const consent of befallen(store, happening)) {
    store.run(
      `UPDATE consent_accounts SET ${flag} = 1 WHERE consent_id = ? AND account_id = ?`,
      consent.consent_id,
      happening.account.account_id,
    );
    store.run('UPDATE consents SET updated = ? WHERE consent_id = ?', timeOf(happening.person), consent.consent_id);
  }
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
