// Why a link stopped working: the bank's consent record first, the failed read second. Null where nothing is established.
import { BankError, type ConsentView, type Diagnosis } from '#domain/connections/bank.ts';
import { endedConsent } from '#domain/connections/ended_consent.ts';

/**
 * The diagnosis for a failed read or refresh (spec/bank-connectors.md section 4).
 *
 * `readConsent` is called at most once, and only where the record can change the answer; it gives null where there is no
 * consent to ask about. When it throws a BankError, nothing is established.
 */
export async function diagnose(
  error: BankError,
  readConsent: () => Promise<ConsentView | null>,
): Promise<Diagnosis | null> {
  if (error.transient) return null;
  switch (error.kind) {
    // The bank says it of the account itself; no consent brings it back.
    case 'account_closed':
      return { cause: 'account_closed', action: 'none' };
    case 'credential_rejected':
    case 'reauthentication_required':
    case 'permission_missing':
    case 'account_not_found':
      return established(error, readConsent);
    default:
      return null;
  }
}

async function established(
  error: BankError,
  readConsent: () => Promise<ConsentView | null>,
): Promise<Diagnosis | null> {
  try {
    return fromConsent(error, await readConsent());
  } catch (failure) {
    if (failure instanceof BankError) return null;
    throw failure;
  }
}

function fromConsent(error: BankError, consent: ConsentView | null): Diagnosis | null {
  const ended = endedConsent(consent);
  if (ended !== null) return ended;
  switch (error.kind) {
    case 'reauthentication_required':
      return { cause: 'institution_requirement', action: 'relink_required' };
    case 'credential_rejected':
      return { cause: 'unspecified', action: 'relink_required' };
    case 'account_not_found':
      return missing(error, consent);
    // The link lives; what it may no longer read is the caller's to take away.
    default:
      return null;
  }
}

function missing(error: BankError, consent: ConsentView | null): Diagnosis {
  const account = error.upstream.bank_account;
  const listed = consent?.bank_accounts ?? null;
  const withdrawn = account !== undefined && listed !== null && !listed.includes(account);
  return { cause: withdrawn ? 'access_denied' : 'account_unavailable', action: 'relink_required' };
}
