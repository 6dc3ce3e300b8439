// All that the platform has of banks: a connector per kind, and the sandbox bank's operator desk.
import type { BankConnector, InstitutionProfile } from './bank.ts';

/** The sandbox bank's operator desk, for test helpers: it moves the bank, never the platform's own rows. */
export interface BankControl {
  /** Whether the institution is at the sandbox bank; others are moved by nobody from here. */
  moves(institution: InstitutionProfile): boolean;
  setTime(institution: InstitutionProfile, bankUser: string, at: Date | null): Promise<void>;
  /** Walks the bank's own pages as that person and returns the URL the bank would send the browser to. */
  authorize(
    institution: InstitutionProfile,
    request: {
      url: string;
      bank_user: string;
      accounts: string[] | null;
      outcome: 'approve' | 'cancel' | 'fail_authentication' | 'unexpected_error';
    },
  ): Promise<{ redirect_to: string }>;
  /** The person's accounts; creates the person at first use. */
  person(
    institution: InstitutionProfile,
    bankUser: string,
  ): Promise<{ accounts: { bank_account: string; display_name: string }[] }>;
  simulateConsent(
    institution: InstitutionProfile,
    /** `consent` null: the latest that the person gave us. */
    target: { consent: string | null; bank_user: string },
    event: 'revoked' | 'expired' | 'reauthentication_required' | 'recovered',
  ): Promise<void>;
  simulateAccount(
    institution: InstitutionProfile,
    target: { bank_user: string; bank_account: string; consent: string | null },
    event:
      | 'closed'
      | 'reopened'
      | 'unavailable'
      | 'sharing_stopped'
      | 'identity_lost'
      | 'number_expired'
      | 'number_revoked',
  ): Promise<void>;
}

/** The connectors by kind, and the sandbox bank's operator desk (null outside the sandbox). */
export interface Banks {
  /** `actor`: whether the customer is there, which banks are told; otherwise we ask on our own. */
  connector(kind: 'fdx' | 'credentials', actor?: 'user' | 'batch'): BankConnector;
  control: BankControl | null;
  /** Our own certificate that a bank knows us by, as PEM; null: it wants none. Throws BankError where it is not there. */
  certificate(kind: 'fdx' | 'credentials', institution: InstitutionProfile): Promise<string | null>;
}

/** What the bank's operator desk refused, worded for the developer who asked: 400 a bad request, 404 unknown, 409 it does not apply. */
export class BankControlError extends Error {
  override readonly name = 'BankControlError';
  readonly status: number;
  readonly param: string | null;

  constructor(status: number, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.param = param;
  }
}
