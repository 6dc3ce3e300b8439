// How a session that linked nothing ends: the row of the outcome table that fits where the customer left. Pure.
import type { FailureReason, VisitState } from '#database/schema.ts';
import type { SessionEnd } from './session.ts';
import type { Failure } from './visit_rows.ts';

/** The last visit to a bank as far as the outcome depends on it; null when no bank was visited. */
export interface LastVisit {
  state: VisitState;
  failure: Failure | null;
}

/** Rules: spec 3.4, 3.8 and 9.4; bank-connectors, section 4 (session outcomes). `relink` says whether the session is one. */
export function unlinkedEnd(visit: LastVisit | null, session: { relink: boolean; targeted: boolean }): SessionEnd {
  const { status, failure } = outcomeOf(visit, session.targeted);
  return {
    status,
    cancelled_reason: status === 'cancelled' ? 'other' : null,
    result_account: null,
    result_authorization: null,
    result_failure: session.relink ? failure : null,
    reactivated_accounts: [],
    accounts: [],
  };
}

function outcomeOf(
  visit: LastVisit | null,
  targeted: boolean,
): { status: 'cancelled' | 'failed'; failure: FailureReason } {
  if (visit?.state !== 'failed' || visit.failure === null) return { status: 'cancelled', failure: 'no_authorization' };
  switch (visit.failure.kind) {
    case 'cancelled':
      return { status: 'cancelled', failure: 'no_authorization' };
    case 'wrong_account':
    case 'wrong_person':
      return { status: 'failed', failure: 'no_account' };
    case 'no_accounts':
    case 'no_eligible_accounts':
      return { status: 'failed', failure: targeted ? 'no_account' : 'no_authorization' };
    case 'sign_in_failed':
    case 'locked_out':
    case 'bank_refused':
    case 'institution_down':
    case 'institution_maintenance':
    case 'expired':
    case 'accounts_unavailable':
      return { status: 'failed', failure: 'no_authorization' };
    case 'numbers_unavailable':
    case 'other':
      return { status: 'failed', failure: 'other' };
  }
}
