// A credential that works now: refreshed under a lease, by one process at a time, and committed before it is used.
import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from '#database/schema.ts';
import { BankError, type BankErrorKind, type Credential } from '#domain/connections/bank.ts';
import type { InstitutionPolicy } from '#domain/connections/institution_policy.ts';
import { openCredential } from '#domain/connections/sealed_credential.ts';
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import type { AuthorizationId } from '#kernel/id.ts';
import type { Counter, Desk } from './desk.ts';
import { isDoubtful, isWrongPassword, livesFor, outcomeOf } from './refresh_doubt.ts';
import {
  giveLeaseBack,
  keepFresh,
  type Lease,
  mayCall,
  recordLoss,
  recordRefusal,
  takeLease,
  wasCutOff,
} from './refresh_lease.ts';

/** An access token is replaced while it still works, so that nobody has to wait for it. */
const REFRESH_BEFORE_MS = MINUTE_MS;
/** Longer than one exchange with its time-out: with less left, a token could end on the way. */
const USE_BEFORE_MS = 10 * SECOND_MS;
const WAIT_MS = 100;
const WAITS_MAX = 150;

export interface Usable {
  credential: Credential;
  version: number;
  /** The consent that this very credential stands for; a relink replaces both together. Null: the bank keeps no records. */
  consent: string | null;
}

/**
 * Null when the link has no credential (disconnected, or its grant has ended). Throws BankError when the bank refuses the refresh. `spent` is a version that
 * is no longer good enough, because the bank has just refused to read with it or its life has to be renewed: unless somebody
 * replaced it meanwhile, it is refreshed once. What the bank has called a wrong password is refused here, without asking again.
 */
export async function usableCredential(
  desk: Desk,
  id: AuthorizationId,
  counter: Counter,
  spent: number | null = null,
): Promise<Usable | null> {
  const care = careFor(counter);
  for (let waits = 0; waits < WAITS_MAX; waits += 1) {
    const link = await linkOf(desk, id);
    const usable = link && usableOf(desk, link);
    if (!link || !usable) return null;
    if (link.refused_version === usable.version)
      throw trouble('password_rejected', 'the bank has called it wrong already');
    const now = desk.clock.now();
    const accepted = usable.version !== spent;
    if (accepted && livesFor(usable.credential, REFRESH_BEFORE_MS, now)) return usable;
    // What is left of an access token is used up before anything is risked, and while somebody else takes care of the next one.
    const lasts = accepted && livesFor(usable.credential, USE_BEFORE_MS, now);
    if (lasts && (link.credential_lost_at !== null || isDoubtful(link, care, now))) return usable;
    if (link.credential_lost_at !== null) throw trouble('credential_lost', 'the credential was lost in a refresh');
    const lease = await takeLease(desk, id, usable.version, care);
    const fresh = lease && (await refresh(desk, counter, lease, usable));
    if (fresh) return fresh;
    if (lasts && lease === null) return usable;
    await delay(WAIT_MS);
  }
  throw trouble('institution_unavailable', 'another process holds the refresh lease');
}

/** The link has no credential any more: it was disconnected, or its grant has ended. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

/**
 * Calls the bank with a credential that works. A first refusal of the token says little, so it is refreshed once and the call
 * repeated (bank-connectors, section 4, row 8). Throws `Gone`, and what the call throws.
 */
export async function withCredential<T>(
  desk: Desk,
  id: AuthorizationId,
  counter: Counter,
  call: (credential: Credential) => Promise<T>,
): Promise<T> {
  const usable = await usableCredential(desk, id, counter);
  if (usable === null) throw new Gone();
  try {
    return await call(usable.credential);
  } catch (error) {
    if (!(error instanceof BankError) || error.kind !== 'credential_rejected') throw error;
    const fresh = await usableCredential(desk, id, counter, usable.version);
    if (fresh === null) throw new Gone();
    return await call(fresh.credential);
  }
}

async function linkOf(desk: Desk, id: AuthorizationId): Promise<Row<'authorizations'> | null> {
  const links = desk.database.kysely.selectFrom('authorizations').selectAll();
  return (await links.where('id', '=', id).executeTakeFirst()) ?? null;
}

function usableOf(desk: Desk, link: Row<'authorizations'>): Usable | null {
  const credential = openCredential(desk, link);
  return credential && { credential, version: link.credential_version, consent: link.consent };
}

/** One attempt. Null when the link got another credential meanwhile: what stands is looked at anew. */
async function refresh(desk: Desk, counter: Counter, lease: Lease, usable: Usable): Promise<Usable | null> {
  const { connector, profile } = counter;
  const care = careFor(counter);
  if (connector.counts_refreshes && wasCutOff(lease)) return await lost(desk, counter, lease);
  try {
    if (isDoubtful(lease.link, care, lease.taken)) await probe(counter, usable);
    if (!mayCall(desk, lease, care)) throw trouble('institution_unavailable', 'this process was held up');
  } catch (error) {
    // The token was not sent, so it is no more in doubt than it was.
    await giveLeaseBack(desk, lease, false, connector.counts_refreshes === true);
    throw error;
  }
  const answer = await connector.refresh(profile, usable.credential).catch((error: unknown) => ({ error }));
  if ('error' in answer) return await notRefreshed(desk, counter, lease, answer.error);
  const { credential, rotated } = answer;
  if (rotated && profile.policy.rotation === 'never')
    desk.log.error(
      { event: 'credential.rotates', institution: profile.slug },
      'this bank replaces refresh tokens; its row has to say so (rotation)',
    );
  const kept = await keepFresh(desk, lease, profile.policy, credential);
  counted(desk, counter, kept ? 'kept' : 'overtaken');
  return kept ? { ...usable, credential, version: usable.version + 1 } : null;
}

/** How a token is handled: what counts as a sign-in is sent as rarely as what may be used once. */
function careFor({ connector, profile }: Counter): Pick<InstitutionPolicy, 'rotation'> {
  return connector.counts_refreshes ? { rotation: 'strict' } : profile.policy;
}

/** Before a token is perhaps used for the second time: a consent that has ended needs no token, and a bank that is down gets none. */
async function probe({ connector, profile }: Counter, { consent }: Usable): Promise<void> {
  if (consent === null) return;
  const { status } = await connector.getConsent(profile, consent);
  if (status !== 'active' && status !== 'unknown') throw trouble('credential_rejected', 'the consent has ended');
}

async function notRefreshed(desk: Desk, counter: Counter, lease: Lease, error: unknown): Promise<null> {
  const { connector, profile } = counter;
  const outcome = outcomeOf(error);
  if (isWrongPassword(error)) {
    counted(desk, counter, outcome);
    await recordRefusal(desk, lease);
    throw error;
  }
  if (outcome !== 'refused' || lease.link.refresh_in_flight_at === null || profile.policy.rotation === 'never') {
    counted(desk, counter, outcome);
    await giveLeaseBack(desk, lease, outcome === 'unknown', connector.counts_refreshes === true);
    throw error;
  }
  return await lost(desk, counter, lease);
}

/** Null when the link got another credential meanwhile. */
async function lost(desk: Desk, counter: Counter, lease: Lease): Promise<null> {
  const { link } = lease;
  if (!(await recordLoss(desk, lease))) return null;
  counted(desk, counter, 'lost');
  const { slug } = counter.profile;
  const line = {
    event: 'credential.lost',
    authorization: link.id,
    institution: slug,
    asked: link.refresh_in_flight_at,
  };
  const why = counter.connector.counts_refreshes
    ? 'the bank may have called the password wrong'
    : 'the bank had replaced the token';
  desk.log.error(line, `a refresh of ours was cut off, ${why}, and the customer has to relink`);
  throw trouble('credential_lost', 'the credential was lost in a refresh');
}

function counted(
  desk: Desk,
  { profile }: Counter,
  outcome: ReturnType<typeof outcomeOf> | 'kept' | 'overtaken' | 'lost',
) {
  desk.metrics.count('relink_credential_refreshes_total', { institution: profile.slug, outcome });
}

function trouble(kind: BankErrorKind, message: string): BankError {
  return new BankError(kind, { status: null, code: null, interaction_id: null }, message);
}
