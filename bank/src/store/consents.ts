// Consents: what a person lets a client read, from its grant to its end. The record decides; tokens only point at it.
import { randomBytes } from 'node:crypto';
import type { ConsentTerm } from '#data/institutions.ts';
import type { Store } from '#store/database.ts';
import { institutionOfPerson, type Person, personById, timeOf } from '#store/people.ts';

/** How long after the grant a consent ends that ends "shortly after". Real time; nothing where the time is set. */
const SHORTLY_MS = 2_000;
const DAY_MS = 86_400_000;

/** Who ended a consent, in FDX's words. */
export type Initiator =
  | 'INDIVIDUAL'
  | 'DATA_PROVIDER'
  | 'DATA_RECIPIENT'
  | 'DATA_ACCESS_PLATFORM'
  | 'MERCHANT'
  | 'VENDOR';
export type RevocationReason = 'USER_ACTION' | 'BUSINESS_RULE';

/** A row of `consents`. Moments are milliseconds in the person's time. */
export interface Consent {
  consent_id: string;
  slug: string;
  client_id: string;
  person_id: string;
  status: 'ACTIVE' | 'EXPIRED' | 'REVOKED';
  /** Space-separated scopes. */
  scope: string;
  account_hint: string | null;
  /** 1 for the person's first consent with this client. */
  ordinal: number;
  created: number;
  updated: number;
  ends_at: number | null;
  end_announced: 0 | 1;
  held_until_real: number;
  reauthentication: 0 | 1;
  revocation_reason: RevocationReason | null;
  revocation_initiator: Initiator | null;
}

/**
 * A consent's account. `stopped`: no longer listed by it. `unavailable`: listed, but not readable. `needs_consent`: shown, but
 * only a new consent opens it.
 */
export interface ConsentAccount {
  account_id: string;
  stopped: 0 | 1;
  unavailable: 0 | 1;
  needs_consent: 0 | 1;
}

/** What the customer agreed to. */
export interface Grant {
  consent_id: string;
  client_id: string;
  scope: string;
  account_hint: string | null;
  account_ids: string[];
}

/** A new consent id, for banks without a grant of their own. */
export function newConsentId(): string {
  return randomBytes(24).toString('base64url');
}

/** Writes the consent of a person who has just agreed. Nothing that existed before changes. */
export function grantConsent(store: Store, person: Person, grant: Grant): Consent {
  return store.transact(() => {
    const ordinal = ordinalOf(store, person, grant.client_id);
    const term = termOf(person, ordinal);
    const created = timeOf(person);
    const end = endOf(person, term, created);
    store.run(
      `INSERT INTO consents (consent_id, slug, client_id, person_id, status, scope, account_hint, ordinal, created,
         updated, ends_at, end_announced, held_until_real)
       VALUES (?, ?, ?, ?, 'ACTIVE', ?, ?, ?, ?, ?, ?, ?, ?)`,
      grant.consent_id,
      person.slug,
      grant.client_id,
      person.person_id,
      grant.scope,
      grant.account_hint,
      ordinal,
      created,
      created,
      end.ends_at,
      term.announced ? 1 : 0,
      end.held_until_real,
    );
    grant.account_ids.forEach((account_id, position) => {
      store.run(
        'INSERT INTO consent_accounts (consent_id, account_id, position) VALUES (?, ?, ?)',
        grant.consent_id,
        account_id,
        position,
      );
    });
    return rawConsent(store, grant.consent_id)!;
  });
}

interface End {
  ends_at: number | null;
  held_until_real: number;
}

/**
 * Under a set time "shortly" is no time at all, yet the client must be able to finish the link it is making. So such an end
 * is held until 2 s of real time have passed or the person's time is told again, whichever is first.
 */
function endOf(person: Person, term: ConsentTerm, created: number): End {
  if (term.ends === 'none') return { ends_at: null, held_until_real: 0 };
  if (term.ends !== 'shortly') return { ends_at: created + term.ends.days * DAY_MS, held_until_real: 0 };
  if (person.set_time === null) return { ends_at: created + SHORTLY_MS, held_until_real: 0 };
  return { ends_at: created, held_until_real: Date.now() + SHORTLY_MS };
}

/** The end a consent granted now would announce, or null: customers read it before they agree. */
export function announcedEnd(store: Store, person: Person, client_id: string): number | null {
  const term = termOf(person, ordinalOf(store, person, client_id));
  return term.announced ? endOf(person, term, timeOf(person)).ends_at : null;
}

function ordinalOf(store: Store, person: Person, client_id: string): number {
  const earlier = store.get<{ count: number }>(
    'SELECT count(*) AS count FROM consents WHERE person_id = ? AND client_id = ?',
    person.person_id,
    client_id,
  );
  return (earlier?.count ?? 0) + 1;
}

function termOf(person: Person, ordinal: number): ConsentTerm {
  const institution = institutionOfPerson(person);
  return ordinal === 1 ? institution.first_consent : institution.later_consents;
}

/** Counts a "shortly" from now on: the client has its tokens only at the code exchange, and needs its two seconds then. */
export function restartShortEnd(store: Store, consent_id: string): void {
  const consent = rawConsent(store, consent_id);
  if (consent?.status !== 'ACTIVE') return;
  const person = personById(store, consent.person_id);
  const term = termOf(person, consent.ordinal);
  if (term.ends !== 'shortly') return;
  const end = endOf(person, term, timeOf(person));
  store.run(
    'UPDATE consents SET ends_at = ?, held_until_real = ? WHERE consent_id = ?',
    end.ends_at,
    end.held_until_real,
    consent_id,
  );
}

function rawConsent(store: Store, consent_id: string): Consent | undefined {
  return store.get<Consent>('SELECT * FROM consents WHERE consent_id = ?', consent_id);
}

/** The consent as it stands at this moment, or undefined. An end that has come is written down before it is told. */
export function consentById(store: Store, consent_id: string): Consent | undefined {
  return store.transact(() => {
    const consent = rawConsent(store, consent_id);
    if (!consent || !hasEnded(store, consent)) return consent;
    endConsent(store, consent, { status: 'EXPIRED' });
    return rawConsent(store, consent_id);
  });
}

function hasEnded(store: Store, consent: Consent): boolean {
  if (consent.status !== 'ACTIVE' || consent.ends_at === null) return false;
  if (Date.now() < consent.held_until_real) return false;
  return consent.ends_at <= timeOf(personById(store, consent.person_id));
}

/** The consents of a person, the oldest first. */
export function consentsOf(store: Store, person_id: string): Consent[] {
  const ids = store.all<{ consent_id: string }>(
    'SELECT consent_id FROM consents WHERE person_id = ? ORDER BY rowid',
    person_id,
  );
  return ids.map((row) => consentById(store, row.consent_id)!);
}

/** The accounts a consent names, in the order they were shared. */
export function accountsOfConsent(store: Store, consent_id: string): ConsentAccount[] {
  return store.all<ConsentAccount>(
    'SELECT account_id, stopped, unavailable, needs_consent FROM consent_accounts WHERE consent_id = ? ORDER BY position',
    consent_id,
  );
}

/** How a consent ends. */
export type Ending = { status: 'EXPIRED' } | { status: 'REVOKED'; reason: RevocationReason; initiator: Initiator };

/** Ends a consent and every token that points at it, in one step. The caller has seen that it is ACTIVE. */
export function endConsent(store: Store, consent: Consent, ending: Ending): void {
  store.transact(() => {
    const revocation = ending.status === 'REVOKED' ? ending : undefined;
    store.run(
      `UPDATE consents SET status = ?, updated = ?, revocation_reason = ?, revocation_initiator = ?
       WHERE consent_id = ? AND status = 'ACTIVE'`,
      ending.status,
      timeOf(personById(store, consent.person_id)),
      revocation?.reason ?? null,
      revocation?.initiator ?? null,
      consent.consent_id,
    );
    store.run('DELETE FROM oauth_records WHERE grant_id = ?', consent.consent_id);
    store.run(
      "DELETE FROM oauth_records WHERE slug = ? AND model = 'Grant' AND id = ?",
      consent.slug,
      consent.consent_id,
    );
    store.run('DELETE FROM form_tokens WHERE consent_id = ?', consent.consent_id);
  });
}
