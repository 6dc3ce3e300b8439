// The grant at the bank that a link lives by: taking on a new one, in place of the one that it had.
import type { Permission, Row } from '#database/schema.ts';
import { audit, auditOwner } from '#domain/audit.ts';
import type { Context } from '#domain/context.ts';
import { endConsent } from './authorization_rows.ts';
import type { ConsentView, Credential } from './bank.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { lifeOf } from './keep_alive.ts';
import { scheduleRevocation } from './revocation.ts';
import { openCredential, sealCredential } from './sealed_credential.ts';

type Link = Row<'authorizations'>;

export interface NewGrant {
  credential: Credential;
  consent: ConsentView | null;
  bank_user: string | null;
  permissions: Permission[];
}

/** The new credential replaces the old one, and the link works; only then is the old consent ended at the bank. */
export async function adoptGrant(
  context: Context,
  link: Link,
  grant: NewGrant,
  policy: InstitutionPolicy,
  now: Date,
): Promise<void> {
  const superseded = await takeGrant(context, link, grant, now);
  await context.trx
    .updateTable('authorizations')
    .set({ status: 'active', inactive_cause: null, inactive_action: null })
    .where('id', '=', link.id)
    .execute();
  if (superseded !== null)
    return await scheduleRevocation(context, link.institution, { consent: superseded }, 'replaced');
  // Where a bank keeps no records, nobody can tell a grant that it renewed from a second one; only the second may be ended.
  const old = grant.consent === null && policy.grants === 'many' ? openCredential(context, link) : null;
  if (old !== null) await scheduleRevocation(context, link.institution, { credential: old }, 'replaced');
}

/** Puts the grant in the place of the link's own and leaves its status as it is. Returns the consent that it replaced. */
export async function takeGrant(context: Context, link: Link, grant: NewGrant, now: Date): Promise<string | null> {
  const { credential, consent, bank_user } = grant;
  await context.trx
    .updateTable('authorizations')
    .set({
      bank_user,
      consent: consent?.id ?? null,
      credential: sealCredential(context, link, credential),
      credential_version: link.credential_version + 1,
      lease_owner: null,
      lease_until: null,
      refresh_in_flight_at: null,
      granted_at: now,
      ...lifeOf(credential, context.clock.now(), now),
      credential_lost_at: null,
      suspended_since: null,
      checked_at: context.clock.now(),
    })
    .where('id', '=', link.id)
    .execute();
  await audit(context, auditOwner(context), {
    action: 'token.adopted',
    institution: link.institution,
    authorization: link.id,
    detail: { consent: consent?.id ?? null, version: link.credential_version + 1 },
  });
  const superseded = link.consent !== null && link.consent !== consent?.id ? link.consent : null;
  if (consent !== null) await rememberConsent(context, link, consent, superseded, grant.permissions, now);
  if (superseded !== null) {
    const ended = { ended_by: 'superseded', ended_at: now } as const;
    await endConsent(context.trx, { authorization: link.id, bank_consent: superseded, ...ended });
  }
  return superseded;
}

async function rememberConsent(
  context: Context,
  link: Link,
  consent: ConsentView,
  superseded: string | null,
  permissions: Permission[],
  now: Date,
): Promise<void> {
  const granted = { permissions, granted_at: now, expires_at: consent.expires_at, ended_at: null, ended_by: null };
  await context.trx
    .insertInto('consents')
    .values({ authorization_id: link.id, bank_consent: consent.id, supersedes: superseded, ...granted })
    // Some banks keep one grant per customer and renew it: then it is the same record, and how it ended before is over.
    .onConflict((conflict) =>
      conflict
        .columns(['authorization_id', 'bank_consent'])
        .doUpdateSet({ ...granted, ended_by_bank_at: null, ended_among_many: false }),
    )
    .execute();
}
