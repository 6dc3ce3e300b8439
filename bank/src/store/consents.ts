// Consents: what a person lets a client read, from its grant to its end. The record decides; tokens only point at it.
import { randomBytes } from 'node:crypto';
import type { ConsentTerm } from '#data/institutions.ts';
import type { Store } from '#store/database.ts';
import { announce } from '#store/notifications.ts';
import { institutionOfPerson, type Person, personById, timeOf } from '#store/people.ts';
import { comeDue } from '#store/sign_in_demands.ts';

/** How long after the grant a consent ends that ends "shortly after". Real time; nothing where the time is set. */
const SHORTLY_MS = 2_000;
/** How long such an end waits, in real time, for the client to finish the link it is making. */
const HOLD_MS = 600_000;
/** How many resources are remembered as read while an end is held. */
const MAX_READS = 500;
const MAX_RESOURCE_LENGTH = 512;
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
  /** Since when (real time) a "shortly after" is held; null where nothing is held. */
  held_from_real: number | null;
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
  /** How long the client asked for; null: as long as the bank gives. */
  duration_days: number | null;
}

/** A new consent id, for banks without a grant of their own. */
export function newConsentId(): string {
  return randomBytes(24).toString('base64url');
}

/** Writes the consent of a person who has just agreed. Nothing that existed before changes. */
export function grantConsent(store: Store, person: Person, grant: Grant): Consent {
  return store.transact(() => {
    const ordinal = ordinalOf(store, person, grant.client_id);
    const term = termOf(person, ordinal, grant.duration_days);
    const created = timeOf(person);
    const end = endOf(person, term, created);
    store.run(
      `INSERT INTO consents (consent_id, slug, client_id, person_id, status, scope, account_hint, ordinal, created,
         updated, ends_at, end_announced, held_from_real)
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
      end.held_from_real,
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
  held_from_real: number | null;
}

/**
 * "Shortly after" must leave the client time to finish the link it is making, though its customer may still be choosing among
 * the accounts, and though under a set time shortly is no time at all. So such an end is held: see `noteRead`.
 */
function endOf(person: Person, term: ConsentTerm, created: number): End {
  if (term.ends === 'none') return { ends_at: null, held_from_real: null };
  if (term.ends !== 'shortly') return { ends_at: created + term.ends.days * DAY_MS, held_from_real: null };
  const ends_at = person.set_time === null ? created + SHORTLY_MS : created;
  return { ends_at, held_from_real: Date.now() };
}

/**
 * Notes that a client reads a resource under a consent whose end is held. Two real seconds after the grant, the first read of
 * each resource still belongs to the making of the link; a second read of the same one is a later look, and lifts the hold.
 * (Telling the person's time lifts it too, and ten minutes do.)
 * @returns the consent as it stands after that
 */
export function noteRead(store: Store, consent: Consent, resource: string): Consent {
  const { held_from_real: held, consent_id } = consent;
  if (consent.status !== 'ACTIVE' || held === null) return consent;
  const known = store.get('SELECT 1 FROM consent_reads WHERE consent_id = ? AND resource = ?', consent_id, resource);
  if (!known) {
    remember(store, consent_id, resource);
    return consent;
  }
  return Date.now() < held + SHORTLY_MS ? consent : liftHold(store, consent_id);
}

function remember(store: Store, consent_id: string, resource: string): void {
  const reads = store.get<{ count: number }>(
    'SELECT count(*) AS count FROM consent_reads WHERE consent_id = ?',
    consent_id,
  );
  if (resource.length > MAX_RESOURCE_LENGTH || (reads?.count ?? 0) >= MAX_READS) return;
  store.run('INSERT INTO consent_reads (consent_id, resource) VALUES (?, ?)', consent_id, resource);
}

/** Lets an end that was held take its course. */
function liftHold(store: Store, consent_id: string): Consent {
  store.run('UPDATE consents SET held_from_real = NULL WHERE consent_id = ?', consent_id);
  store.run('DELETE FROM consent_reads WHERE consent_id = ?', consent_id);
  return consentById(store, consent_id)!;
}

/** A refresh two seconds after the grant is a later look: the link was made with the first access token. */
export function noteRefresh(store: Store, consent: Consent): Consent {
  const { held_from_real: held } = consent;
  const later = consent.status === 'ACTIVE' && held !== null && Date.now() >= held + SHORTLY_MS;
  return later ? liftHold(store, consent.consent_id) : consent;
}

/** The day on which a consent granted now would end, or null: customers read it before they agree, whatever clients are told. */
export function lastDay(store: Store, person: Person, client_id: string, duration_days: number | null): number | null {
  const term = termOf(person, ordinalOf(store, person, client_id), duration_days);
  return typeof term.ends === 'object' ? endOf(person, term, timeOf(person)).ends_at : null;
}

function ordinalOf(store: Store, person: Person, client_id: string): number {
  const earlier = store.get<{ count: number }>(
    'SELECT count(*) AS count FROM consents WHERE person_id = ? AND client_id = ?',
    person.person_id,
    client_id,
  );
  return (earlier?.count ?? 0) + 1;
}

/** The bank's term. A client may ask for less, never for more; an end that it asked for is no secret. */
function termOf(person: Person, ordinal: number, duration_days: number | null = null): ConsentTerm {
  const institution = institutionOfPerson(person);
  const term = ordinal === 1 ? institution.first_consent : institution.later_consents;
  if (duration_days === null || term.ends === 'shortly') return term;
  const longest = term.ends === 'none' ? Number.POSITIVE_INFINITY : term.ends.days;
  return duration_days < longest ? { ends: { days: duration_days }, announced: true } : term;
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
    'UPDATE consents SET ends_at = ?, held_from_real = ? WHERE consent_id = ?',
    end.ends_at,
    end.held_from_real,
    consent_id,
  );
}

function rawConsent(store: Store, consent_id: string): Consent | undefined {
  return store.get<Consent>('SELECT * FROM consents WHERE consent_id = ?', consent_id);
}

/** The consent as it stands at this moment, or undefined. What has come by time is written down before it is told. */
export function consentById(store: Store, consent_id: string): Consent | undefined {
  return store.transact(() => {
    const consent = rawConsent(store, consent_id);
    if (!consent) return undefined;
    if (hasEnded(store, consent)) endConsent(store, consent, { status: 'EXPIRED' });
    else if (!comeDue(store, consent)) return consent;
    return rawConsent(store, consent_id);
  });
}

function hasEnded(store: Store, consent: Consent): boolean {
  if (consent.status !== 'ACTIVE' || consent.ends_at === null) return false;
  if (consent.held_from_real !== null && Date.now() < consent.held_from_real + HOLD_MS) return false;
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
    store.run(
      `INSERT INTO dead_tokens (slug, token_hash, consent_id)
       SELECT slug, id, grant_id FROM oauth_records WHERE grant_id = ? AND model = 'RefreshToken' ON CONFLICT DO NOTHING`,
      consent.consent_id,
    );
    loseTokens(store, consent);
    store.run(
      "DELETE FROM oauth_records WHERE slug = ? AND model = 'Grant' AND id = ?",
      consent.slug,
      consent.consent_id,
    );
    store.run('DELETE FROM consent_reads WHERE consent_id = ?', consent.consent_id);
    // Who ends a consent himself needs no word of it.
    if (revocation?.initiator === 'DATA_RECIPIENT') return;
    announce(store, consent, {
      type: revocation ? 'CONSENT_REVOKED' : 'CONSENT_UPDATED',
      initiator: revocation?.initiator ?? 'DATA_PROVIDER',
    });
  });
}

/** Forgets every token that points at a consent; the record itself stays as it is. */
export function loseTokens(store: Store, consent: Consent): void {
  store.run('DELETE FROM oauth_records WHERE grant_id = ?', consent.consent_id);
  store.run('DELETE FROM form_keys WHERE consent_id = ?', consent.consent_id);
  store.run('DELETE FROM form_sessions WHERE consent_id = ?', consent.consent_id);
}
