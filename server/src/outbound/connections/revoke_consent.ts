// Ends a consent at the bank that the platform does not keep.

import type { Effects } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { counterAt, type Desk } from './desk.ts';

/** Tried again by the job until the bank confirms; a consent that has already ended is fine. */
export async function revokeConsent(desk: Desk, institution: InstitutionId, consent: string): Promise<Effects> {
  const { connector, profile } = await desk.database.transact((trx) => counterAt(desk, trx, institution));
  await connector.revoke(profile, consent);
  return async () => {};
}
