// What both connectors need to speak of visits: how a failed exchange ends a visit, and where that is told to the operator.
import type { ConsentView, InstitutionProfile, VisitFailure, VisitStep } from '#domain/connections/bank.ts';
import { BankError, type BankErrorKind } from '#domain/connections/bank.ts';
import { BankOutage } from './fdx/problem.ts';

/** Told for every visit that the bank's side ended, because the customer's page only shows the kind. Carries no secrets. */
export type VisitReport = (failure: {
  institution: string;
  failure: VisitFailure['kind'];
  reason: string;
  upstream: BankError['upstream'] | null;
}) => void;

const FAILURE: Readonly<Record<BankErrorKind, VisitFailure['kind']>> = {
  // A code or a sign-in that the bank no longer takes: too old, or used.
  credential_rejected: 'expired',
  credential_lost: 'expired',
  reauthentication_required: 'bank_refused',
  password_rejected: 'sign_in_failed',
  user_locked_out: 'locked_out',
  permission_missing: 'bank_refused',
  account_closed: 'bank_refused',
  account_not_found: 'bank_refused',
  account_restricted: 'bank_refused',
  account_unsupported: 'bank_refused',
  recipient_suspended: 'institution_down',
  customer_not_found: 'bank_refused',
  data_not_ready: 'institution_down',
  rate_limited: 'institution_down',
  institution_unavailable: 'institution_down',
  institution_maintenance: 'institution_maintenance',
  client_rejected: 'other',
  protocol: 'other',
};

export function failed(kind: VisitFailure['kind']): VisitStep {
  return { type: 'failed', failure: { kind } };
}

/** Runs a part of a visit; a BankError inside ends the visit as a value, because a customer is waiting for a page. */
export async function guardVisit(
  institution: InstitutionProfile,
  report: VisitReport,
  work: () => Promise<VisitStep>,
): Promise<VisitStep> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    const failure: VisitFailure = { kind: FAILURE[error.kind] };
    if (error instanceof BankOutage && error.expected_available_at !== null) {
      failure.expected_available_at = error.expected_available_at;
    }
    if (error.kind === 'client_rejected' || error.kind === 'recipient_suspended') failure.refused_us = error.kind;
    report({ institution: institution.slug, failure: failure.kind, reason: error.message, upstream: error.upstream });
    return { type: 'failed', failure };
  }
}

/**
 * The record of a consent that was granted a moment ago. When it cannot be read the visit still completes, with status
 * `unknown` and nothing known of its end: the grant exists at the bank, and failing here would leave it there unowned.
 */
export async function freshConsent(consent: string, read: () => Promise<ConsentView>): Promise<ConsentView> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    return unknownConsent(consent);
  }
}

/** Of a consent that has no record, or none that can be read. */
export function unknownConsent(id: string): ConsentView {
  const nothing = {
    expires_at: null,
    sign_in_required_from: null,
    bank_accounts: null,
    ended_by: null,
    ended_for: null,
  };
  return { id, status: 'unknown', ...nothing };
}
