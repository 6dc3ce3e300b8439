// Who reads, and under which consent: asked at every single request, so a consent's end is felt at once.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type { Institution } from '#data/institutions.ts';
import { FdxError } from '#fdx/errors.ts';
import { challenge, checkSender, presentedToken } from '#fdx/presented.ts';
import { CONSENT_SCOPE } from '#oauth/scopes.ts';
import { type Account, accountById } from '#store/accounts.ts';
import { accountsOfConsent, type Consent, consentById, noteRead } from '#store/consents.ts';
import { consentOfSession } from '#store/form_sessions.ts';
import type { Client, World } from '#world.ts';

const SIGN_IN_AGAIN = 'The customer has to sign in at the bank again.';

/** The consent that a request's token points at, whatever has become of it. At a form bank whoever bears a token may use it. */
async function consentIdOf(world: World, institution: Institution, c: Context): Promise<string | undefined> {
  const token = presentedToken(institution, c);
  if (token === undefined) return undefined;
  if (institution.sign_in === 'form') return consentOfSession(world.store, token);
  const found = await world.providers(institution.slug)?.AccessToken.find(token);
  if (found) await checkSender(world, institution, c, token, found);
  return found?.grantId;
}

/**
 * The live consent a request reads under.
 * @throws FdxError 603 when token or consent is dead, the token is somebody else's or a new sign-in is required, 602 when the
 * scope is missing
 */
export async function consentOfRequest(
  world: World,
  institution: Institution,
  c: Context,
  scope?: string,
): Promise<Consent> {
  const consent_id = await consentIdOf(world, institution, c);
  const found = consent_id === undefined ? undefined : consentById(world.store, consent_id);
  const consent = found && noteRead(world.store, found, resourceOf(c));
  if (consent?.status !== 'ACTIVE' || consent.slug !== institution.slug) {
    throw new FdxError('603', challenge(institution, 'invalid_token'));
  }
  if (consent.reauthentication) {
    const stepUp = challenge(institution, 'insufficient_user_authentication', SIGN_IN_AGAIN);
    throw new FdxError('603', stepUp, SIGN_IN_AGAIN);
  }
  if (scope !== undefined && !consent.scope.split(' ').includes(scope)) throw new FdxError('602');
  return consent;
}

/** What a request reads, as far as one read is told from another: a later look at the same list asks for other times. */
export function resourceOf(c: Context): string {
  const { pathname, searchParams } = new URL(c.req.url);
  for (const name of ['startTime', 'endTime']) searchParams.delete(name);
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`;
}

/** An account a consent shows; `needs_consent`: no more than that it exists. */
export interface SharedAccount {
  account: Account;
  needs_consent: boolean;
}

/** The accounts that a consent shows, in the order they were shared. */
export function sharedAccounts(world: World, consent: Consent): SharedAccount[] {
  return accountsOfConsent(world.store, consent.consent_id)
    .filter((entry) => !entry.stopped && !entry.unavailable)
    .map((entry) => ({
      account: accountById(world.store, entry.account_id)!,
      needs_consent: entry.needs_consent === 1,
    }));
}

/**
 * One account of a consent.
 * @throws FdxError 701 when the consent does not show it, 602 when it needs a new consent, 705 when it is closed
 */
export function accountOfRequest(world: World, consent: Consent, account_id: string): Account {
  const shared = sharedAccounts(world, consent).find((candidate) => candidate.account.account_id === account_id);
  if (!shared) throw new FdxError('701');
  if (shared.needs_consent) throw new FdxError('602');
  if (shared.account.status === 'CLOSED') throw new FdxError('705');
  return shared.account;
}

/**
 * The client that acts for itself: by a client-credentials token at an OAuth bank, by its secret at a form bank.
 * @throws FdxError 603, or 602 when the token has another scope
 */
export async function clientOfRequest(world: World, institution: Institution, c: Context): Promise<string> {
  if (institution.sign_in === 'form') {
    const client = clientBySecret(world, c);
    if (!client) throw new FdxError('603', { 'www-authenticate': 'Basic realm="bank"' });
    return client.client_id;
  }
  const token = presentedToken(institution, c);
  const found =
    token === undefined ? undefined : await world.providers(institution.slug)?.ClientCredentials.find(token);
  if (token === undefined || !found?.clientId) throw new FdxError('603', challenge(institution, 'invalid_token'));
  await checkSender(world, institution, c, token, found);
  if (!(found.scope ?? '').split(' ').includes(CONSENT_SCOPE)) throw new FdxError('602');
  return found.clientId;
}

/** The client whose id and secret a request carries (`client_secret_basic`), or undefined. */
export function clientBySecret(world: World, c: Context): Client | undefined {
  const encoded = /^Basic (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return undefined;
  const id = formDecoded(pair.slice(0, colon));
  const client = world.clients.find((candidate) => candidate.client_id === id);
  return client && sameSecret(client.client_secret, formDecoded(pair.slice(colon + 1))) ? client : undefined;
}

/** RFC 6749 2.3.1: id and secret are form-encoded before they are joined. */
function formDecoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}

/** Compares in constant time, also where the lengths differ. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(one), digest(other));
}
