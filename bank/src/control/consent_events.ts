// What an operator makes happen to consents: to one of them, to those of some people, or to all of a bank.
import { ControlError } from '#control/body.ts';
import { type Consent, endConsent, loseTokens } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { ease } from '#store/online_access.ts';
import { setReauthentication } from '#store/sign_in_demands.ts';

/** `revoked` by the customer, `revoked_by_bank` by a rule of the bank's; `tokens_lost`: the consent lives, its tokens do not. */
export const CONSENT_EVENTS = [
  'revoked',
  'revoked_by_bank',
  'expired',
  'tokens_lost',
  'reauthentication_required',
  'recovered',
] as const;
export type ConsentEvent = (typeof CONSENT_EVENTS)[number];

/** @throws ControlError 409 when the consent is not in a state in which this can happen */
export function simulateConsent(store: Store, consent: Consent, event: ConsentEvent): void {
  if (consent.status !== 'ACTIVE') throw new ControlError(409, `The consent has already ended: ${consent.status}.`);
  if (!happens(store, consent, event)) throw new ControlError(409, 'Nothing about this consent needs recovery.');
}

/** Lets an event befall many live consents at once; to how many it did. */
export function simulateConsents(store: Store, consents: readonly Consent[], event: ConsentEvent): number {
  return store.transact(() => consents.filter((consent) => happens(store, consent, event)).length);
}

/** Whether the event changed anything. */
function happens(store: Store, consent: Consent, event: ConsentEvent): boolean {
  switch (event) {
    case 'revoked':
      endConsent(store, consent, { status: 'REVOKED', reason: 'USER_ACTION', initiator: 'INDIVIDUAL' });
      return true;
    case 'revoked_by_bank':
      endConsent(store, consent, { status: 'REVOKED', reason: 'BUSINESS_RULE', initiator: 'DATA_PROVIDER' });
      return true;
    case 'expired':
      endConsent(store, consent, { status: 'EXPIRED' });
      return true;
    case 'tokens_lost':
      loseTokens(store, consent);
      return true;
    case 'reauthentication_required':
      setReauthentication(store, consent, 1);
      return true;
    case 'recovered':
      return recover(store, consent);
  }
}

function recover(store: Store, consent: Consent): boolean {
  const cleared = store.run(
    'UPDATE consent_accounts SET unavailable = 0 WHERE consent_id = ? AND unavailable = 1',
    consent.consent_id,
  );
  // What a bank without OAuth asks of the person himself keeps each of his apps out.
  const eased = ease(store, consent.person_id);
  if (!consent.reauthentication && cleared === 0 && !eased) return false;
  setReauthentication(store, consent, 0);
  return true;
}
