// A credential that works now: refreshed under a lease, by one process at a time, and committed before it is used.
import { setTimeout as delay } from 'node:timers/promises';
import type { Row, Transaction } from '#database/schema.ts';
import { BankError, type Credential } from '#domain/connections/bank.ts';
import { openCredential, sealCredential } from '#domain/connections/visit_rows.ts';
import { after, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import type { AuthorizationId } from '#kernel/id.ts';
import { randomText } from '#kernel/id.ts';
import type { Counter, Desk } from './desk.ts';

/** Longer than one refresh call with its time-out, so a lease never runs out under a living refresh. */
const LEASE_MS = 30 * SECOND_MS;
const REFRESH_BEFORE_MS = MINUTE_MS;
const WAIT_MS = 100;
const WAITS_MAX = 150;

export interface Usable {
  credential: Credential;
  version: number;
  /** The consent that this very credential stands for; a relink replaces both together. */
  consent: string;
}

/**
 * Null when the link has no credential (disconnected). Throws BankError when the bank refuses the refresh. `rejected` is the
 * version that the bank has just refused to read with: unless somebody replaced it meanwhile, it is refreshed once.
 */
export async function usableCredential(
  desk: Desk,
  id: AuthorizationId,
  counter: Counter,
  rejected: number | null = null,
): Promise<Usable | null> {
  for (let waits = 0; waits < WAITS_MAX; waits += 1) {
    const row = await desk.database.transact((trx) => authorization(trx, id));
    const credential = row && openCredential(desk, row);
    if (!row || credential === null || row.consent === null) return null;
    if (!isStale(credential, desk) && row.credential_version !== rejected)
      return { credential, version: row.credential_version, consent: row.consent };
    const owner = await takeLease(desk, row);
    if (owner !== null) return await refresh(desk, row, { credential, consent: row.consent }, owner, counter);
    await delay(WAIT_MS);
  }
  throw new BankError(
    'institution_unavailable',
    { status: null, code: null, interaction_id: null },
    'another process holds the refresh lease',
  );
}

/** The link has no credential any more: it was disconnected. */
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

function isStale(credential: Credential, desk: Desk): boolean {
  const end = credential.access_expires_at;
  return end !== null && end.getTime() - desk.clock.now().getTime() < REFRESH_BEFORE_MS;
}

async function authorization(trx: Transaction, id: AuthorizationId): Promise<Row<'authorizations'> | null> {
  return (await trx.selectFrom('authorizations').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

async function takeLease(desk: Desk, row: Row<'authorizations'>): Promise<string | null> {
  const owner = randomText(16, desk.random);
  const now = desk.clock.now();
  const taken = await desk.database.transact((trx) =>
    trx
      .updateTable('authorizations')
      .set({ lease_owner: owner, lease_until: after(now, LEASE_MS), refresh_in_flight_at: now })
      .where('id', '=', row.id)
      .where('credential_version', '=', row.credential_version)
      .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<', now)]))
      .executeTakeFirst(),
  );
  return taken.numUpdatedRows === 1n ? owner : null;
}

async function refresh(
  desk: Desk,
  row: Row<'authorizations'>,
  { credential, consent }: Pick<Usable, 'credential' | 'consent'>,
  owner: string,
  counter: Counter,
): Promise<Usable | null> {
  try {
    const { credential: fresh } = await counter.connector.refresh(counter.profile, credential);
    const version = row.credential_version + 1;
    const stored = await desk.database.transact((trx) =>
      trx
        .updateTable('authorizations')
        .set({
          credential: sealCredential(desk, row.id, fresh),
          credential_version: version,
          lease_owner: null,
          lease_until: null,
          refresh_in_flight_at: null,
        })
        .where('id', '=', row.id)
        .where('credential_version', '=', row.credential_version)
        .executeTakeFirst(),
    );
    return stored.numUpdatedRows === 1n ? { credential: fresh, version, consent } : null;
  } catch (error) {
    await releaseLease(desk, row.id, owner);
    throw error;
  }
}

async function releaseLease(desk: Desk, id: AuthorizationId, owner: string): Promise<void> {
  await desk.database.transact((trx) =>
    trx
      .updateTable('authorizations')
      .set({ lease_owner: null, lease_until: null, refresh_in_flight_at: null })
      .where('id', '=', id)
      .where('lease_owner', '=', owner)
      .execute(),
  );
}
