// Ends a grant at the bank that the platform does not keep.
import { sql } from 'kysely';
import type { Transaction } from '#database/schema.ts';
import { type AuditOwner, audit } from '#domain/audit.ts';
import type { Grant, RevocationReason } from '#domain/connections/bank.ts';
import { forgetLooseGrant, looseCredential } from '#domain/connections/revocation.ts';
import type { Effects } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { counterAt, type Desk } from './desk.ts';

/** `owner`: who asked; jobs that are older than the audit log do not say. */
export type Revocation = { institution: InstitutionId; reason: RevocationReason; owner?: AuditOwner } & (
  | { consent: string }
  /** The id of a grant that was put away with its tokens. */
  | { loose_grant: string }
);

const nothing: Effects = async () => {};

/**
 * Tried again by the job until the bank confirms; a grant that has already ended is fine. A consent that a link is using is left
 * alone: banks that keep one grant per customer answer a refused relink with the grant already in force.
 */
export async function revokeConsent(desk: Desk, revocation: Revocation): Promise<Effects> {
  const { institution, reason } = revocation;
  const { counter, grant } = await desk.database.transact(async (trx) => ({
    counter: await counterAt(desk, trx, institution),
    grant:
      'consent' in revocation
        ? await unused(trx, institution, revocation.consent)
        : await loose(desk, trx, revocation.loose_grant),
  }));
  if (grant === null) return forgetGrant(revocation);
  const told = await counter.connector.revoke(counter.profile, grant, reason);
  return async (trx) => {
    await forgetGrant(revocation)(trx);
    const which = 'consent' in revocation ? { consent: revocation.consent } : { loose_grant: revocation.loose_grant };
    const entry = { action: 'token.revoked', institution, detail: { reason, ...which } } as const;
    if (told && revocation.owner) await audit({ trx, clock: desk.clock }, revocation.owner, entry);
  };
}

/** The tokens that were put away are not kept for longer than somebody tries. */
export function forgetGrant(revocation: Revocation): Effects {
  return 'consent' in revocation ? nothing : (trx) => forgetLooseGrant(trx, revocation.loose_grant);
}

async function loose({ vault }: Desk, trx: Transaction, id: string): Promise<Grant | null> {
  const credential = await looseCredential({ trx, vault }, id);
  return credential && { credential };
}

/** Null while somebody uses it or is about to: a visit that comes to nothing gives back what it obtained. */
async function unused(trx: Transaction, institution: InstitutionId, consent: string) {
  const link = await trx
    .selectFrom('authorizations')
    .select('id')
    .where('institution', '=', institution)
    .where('consent', '=', consent)
    .where('status', '<>', 'disconnected')
    .limit(1)
    .executeTakeFirst();
  if (link !== undefined) return null;
  const visit = await trx
    .selectFrom('bank_visits')
    .select('id')
    .where('institution', '=', institution)
    .where('credential', 'is not', null)
    .where(({ ref }) => sql<boolean>`${ref('consent')}->>'id' = ${consent}`)
    .limit(1)
    .executeTakeFirst();
  return visit === undefined ? { consent } : null;
}
