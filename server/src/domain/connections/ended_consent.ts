// What it means for a link that its consent has ended at the bank, or that a clock has run out. Pure.
import type { ConsentView, Diagnosis } from './bank.ts';

/**
 * Null while the consent lives or nothing is known of it. Rules: bank-connectors, section 4, rows 1 to 4. Our own revocation carries
 * its reason in the bank's record: a link that was ended for good stays ended, even for a database that does not know of it any
 * more; a consent that only made room for another one says nothing against a link that we keep (a backup was restored, say): the
 * customer can repair it, so it is not thrown away.
 */
export function endedConsent(consent: ConsentView | null): Diagnosis | null {
  switch (consent?.status) {
    case 'expired':
      return dead('access_expired', 'expiry');
    case 'superseded': {
      const { superseded_by } = consent;
      return { ...dead('access_denied', 'superseded'), ...(superseded_by && { superseded_by }) };
    }
    case 'revoked':
      return revoked(consent);
    default:
      return null;
  }
}

function revoked({ ended_by, ended_for }: ConsentView): Diagnosis {
  if (ended_by !== 'us') return dead('access_denied', ended_by ?? 'customer');
  return ended_for === 'wish' ? { type: 'disconnected' } : dead('unspecified', 'us');
}

export type Death = Extract<Diagnosis, { type: 'dead' }>;

export function dead(cause: Death['cause'], ended: Death['ended']): Death {
  return { type: 'dead', cause, action: 'relink_required', ended };
}

/** Ends that were known beforehand, in the customer's time; null where none was. */
export interface KnownEnds {
  consent: Date | null;
  /** From when on the bank wants a new sign-in. */
  demand: Date | null;
  /** Of the credential, if nobody used it in time. */
  refresh: Date | null;
}

/** A death without a reason has one where a clock had run out: rows 5 and 6. */
export function orByClock(death: Death, ends: KnownEnds, now: Date): Death {
  if (death.ended !== null || death.cause !== 'unspecified') return death;
  if (ends.demand !== null && ends.demand <= now) return dead('institution_requirement', null);
  if (ends.consent !== null && ends.consent <= now) return dead('access_expired', 'expiry');
  return ends.refresh !== null && ends.refresh <= now ? dead('access_expired', null) : death;
}
