// Why a link stopped working: the bank's consent record first, the failed read second. Null where nothing is established.
import { BankError, type ConsentView, type Diagnosis } from '#domain/connections/bank.ts';
import { dead, endedConsent } from '#domain/connections/ended_consent.ts';

/**
 * The diagnosis for a failed read or refresh (rules: bank-connectors, section 4; record 18).
 *
 * Scope first: what the bank says of itself, of us, or of one account ends no link. `readConsent` is called at most once, and only
 * where the record can change the answer; it gives null where there is no consent to ask about. When it throws a BankError, nothing
 * is established.
 */
export async function diagnose(
  error: BankError,
  readConsent: () => Promise<ConsentView | null>,
): Promise<Diagnosis | null> {
  if (error.transient) return null;
  switch (error.kind) {
    case 'recipient_suspended':
      return { type: 'suspended', of: 'recipient' };
    case 'credential_rejected':
    case 'credential_lost':
    case 'reauthentication_required':
    case 'password_rejected':
    case 'user_locked_out':
    case 'customer_not_found':
      return await established(error, readConsent);
    case 'permission_missing':
      return error.upstream.bank_account === undefined ? await established(error, readConsent) : null;
    default:
      return null;
  }
}

async function established(
  error: BankError,
  readConsent: () => Promise<ConsentView | null>,
): Promise<Diagnosis | null> {
  try {
    const consent = await readConsent();
    if (error.kind === 'credential_lost') return lost(endedConsent(consent));
    return endedConsent(consent) ?? fromRefusal(error, consent?.status === 'active');
  } catch (failure) {
    if (failure instanceof BankError) return null;
    throw failure;
  }
}

/** A bank that meets a replaced token again ends the consent: that was our doing, and nobody's refusal. */
function lost(ended: Diagnosis | null): Diagnosis {
  const byBank = ended?.type === 'dead' && ended.ended === 'bank';
  return byBank ? dead('unspecified', 'bank') : (ended ?? dead('unspecified', null));
}

/** `lives`: the bank's record says that the consent does. */
function fromRefusal(error: BankError, lives: boolean): Diagnosis | null {
  switch (error.kind) {
    case 'customer_not_found':
      return { type: 'suspended', of: 'customer' };
    case 'reauthentication_required':
      return dead('institution_requirement', null);
    // Only the customer, at his bank, can unlock it; until then a relink would fail as well.
    case 'user_locked_out':
      return { ...dead('institution_requirement', null), action: 'none' };
    // Not even the list of accounts may be read: nothing is left of what was allowed.
    case 'password_rejected':
    case 'permission_missing':
      return dead('access_denied', null);
    case 'credential_rejected':
      return lives ? dead('unspecified', null) : fromWords(error.upstream.told);
    default:
      return null;
  }
}

/** What some banks write beside a refused grant; believed only where no record says otherwise. */
function fromWords(told: BankError['upstream']['told']): Diagnosis {
  if (told === 'expired') return dead('access_expired', 'expiry');
  return told === 'denied' ? dead('access_denied', 'customer') : dead('unspecified', null);
}
