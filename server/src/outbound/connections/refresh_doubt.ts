// What may have become of a refresh token: whether the bank can have replaced it unheard, and when it may be used again. Pure.
import type { Row } from '#database/schema.ts';
import { BankError, type Credential } from '#domain/connections/bank.ts';
import type { InstitutionPolicy } from '#domain/connections/institution_policy.ts';
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';

/**
 * A refresh is at most three exchanges of eight seconds (discovery, the token, once more with the nonce that the bank asks for),
 * and whoever holds a lease gives it back whatever happens. So a lease that runs out is one of a process that was killed, or was
 * held up and may still come back with the bank's answer. Where a second use of the token would end the consent, that process
 * gets minutes, which also covers clocks of nodes that do not agree; elsewhere the next one takes over while a grace still lasts.
 */
const LEASE_MS: Readonly<Record<InstitutionPolicy['rotation'], number>> = {
  never: 30 * SECOND_MS,
  grace: 30 * SECOND_MS,
  strict: 2 * MINUTE_MS,
};
/** The least that a bank with a grace keeps the old token good for. */
const GRACE_MS = MINUTE_MS;

export function leaseLife(policy: Pick<InstitutionPolicy, 'rotation'>): number {
  return LEASE_MS[policy.rotation];
}

/**
 * `spared`: the bank did not use the token. `refused`: the token is dead. `unknown`: the bank may have replaced it, and the answer
 * is lost.
 */
export function outcomeOf(error: unknown): 'spared' | 'refused' | 'unknown' {
  if (!(error instanceof BankError)) return 'unknown';
  if (error.kind === 'credential_rejected' || isWrongPassword(error)) return 'refused';
  const { status } = error.upstream;
  return status !== null && status >= 400 && status < 500 ? 'spared' : 'unknown';
}

/** One try is all that a password has: a bank counts wrong ones, and locks its customer out (bank-connectors, section 4, row 23). */
export function isWrongPassword(error: unknown): boolean {
  return error instanceof BankError && error.kind === 'password_rejected';
}

/** Whether the token may have been replaced by a refresh whose answer never came, at a bank where that makes it worthless. */
export function isDoubtful(
  { refresh_in_flight_at: asked }: Pick<Row<'authorizations'>, 'refresh_in_flight_at'>,
  { rotation }: Pick<InstitutionPolicy, 'rotation'>,
  now: Date,
): boolean {
  if (asked === null || rotation === 'never') return false;
  return rotation === 'strict' || now.getTime() - asked.getTime() >= GRACE_MS;
}

/** Whether the access token works for so long yet. */
export function livesFor({ access_expires_at: end }: Credential, ms: number, now: Date): boolean {
  return end === null || end.getTime() - now.getTime() >= ms;
}
