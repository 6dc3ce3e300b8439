// What it means for a link that its consent has ended at the bank. Pure.
import type { ConsentView, Diagnosis } from './bank.ts';

/**
 * Null while the consent lives or nothing is known of it. Rules: bank-connectors, section 4, rows 1 to 4. The bank's own
 * revocation, seen at one customer, is a refusal. One of ours belongs to a link that we no longer keep; met at a link that we do
 * keep (a backup was restored, say), the customer can repair it, so the link is not thrown away.
 */
export function endedConsent(consent: ConsentView | null): Diagnosis | null {
  switch (consent?.status) {
    case 'expired':
      return { cause: 'access_expired', action: 'relink_required' };
    case 'revoked':
      return { cause: consent.ended_by === 'us' ? 'unspecified' : 'access_denied', action: 'relink_required' };
    default:
      return null;
  }
}
