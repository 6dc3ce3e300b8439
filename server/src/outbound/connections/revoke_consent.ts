// Ends a consent at the bank that the platform does not keep.
import type { Effects } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { counterAt, type Desk } from './desk.ts';

/**
 * Tried again by the job until the bank confirms; a consent that has already ended is fine. One that a link is using is left
 * alone: banks that keep one grant per customer answer a refused relink with the grant already in force.
 */
export async function revokeConsent(desk: Desk, institution: InstitutionId, consent: string): Promise<Effects> {
  const { counter, user } = await desk.database.transact(async (trx) => ({
    counter: await counterAt(desk, trx, institution),
    user: await trx
      .selectFrom('authorizations')
      .select('id')
      .where('institution', '=', institution)
      .where('consent', '=', consent)
      .where('status', '<>', 'disconnected')
      .limit(1)
      .executeTakeFirst(),
  }));
  if (user === undefined) await counter.connector.revoke(counter.profile, consent);
  return async () => {};
}
