// Finds out whether a grant that no link took on has ended the link's own at the bank, and keeps the one that lives.
import { lockAuthorization } from '#domain/connections/authorization_rows.ts';
import type { ConsentView } from '#domain/connections/bank.ts';
import { type SpareGrant, settleGrant } from '#domain/connections/give_back.ts';
import { forgetLooseGrant, looseCredential } from '#domain/connections/revocation.ts';
import type { Effects } from '#jobs/run.ts';
import { asOwner, type Counter, counterAt, type Desk } from './desk.ts';

/** Throws while the bank does not answer, so the job is tried again: to end the last grant that lives cannot be undone. */
export async function settleSpareGrant(desk: Desk, spare: SpareGrant): Promise<Effects> {
  const opened = await desk.database.transact(async (trx) => {
    const link = await trx
      .selectFrom('authorizations')
      .selectAll()
      .where('id', '=', spare.authorization)
      .executeTakeFirst();
    const credential = await looseCredential({ trx, vault: desk.vault }, spare.loose_grant);
    if (link === undefined || credential === null) return null;
    return { link, credential, counter: await counterAt(desk, trx, link.institution) };
  });
  if (opened === null) return (trx) => forgetLooseGrant(trx, spare.loose_grant);
  const { link, credential, counter } = opened;
  const consent = spare.consent === null ? null : await counter.connector.getConsent(counter.profile, spare.consent);
  const replaced = await isReplaced(counter, link.consent, spare);
  return (trx) =>
    asOwner(desk, trx, link, async (context) => {
      const locked = await lockAuthorization(trx, link.id);
      if (locked?.consent !== link.consent)
        throw new Error('the link got another grant while the bank was being asked');
      await settleGrant(context, locked, spare, { credential, consent, replaced }, counter.profile.policy);
    });
}

/** A bank without records cannot say; then the newer grant is the one that this kind of bank keeps. */
async function isReplaced({ connector, profile }: Counter, own: string | null, spare: SpareGrant): Promise<boolean> {
  if (own === null) return true;
  if (own === spare.consent) return false;
  const { status }: ConsentView = await connector.getConsent(profile, own);
  return status !== 'active';
}
