// What the customer's flow is told at every step (POST /flow/api/*), as types that the page imports too.

export type Permission = 'payment_method' | 'balances' | 'ownership' | 'transactions';

export interface FlowView {
  session: { id: string; livemode: boolean; status: 'pending' | 'succeeded' | 'failed' | 'cancelled' };
  merchant: {
    name: string;
    accent: string | null;
    logo_url: string | null;
    support_email: string | null;
    support_url: string | null;
  };
  opening: 'link' | 'repair' | 'new_number' | 'changed_data';
  /** What will be shared. */
  permissions: Permission[];
  /** Only for opening `changed_data`. */
  permission_changes: { added: Permission[]; removed: Permission[] } | null;
  /** Why we are here. */
  cause:
    | 'access_denied'
    | 'access_expired'
    | 'account_closed'
    | 'account_unavailable'
    | 'institution_requirement'
    | 'unspecified'
    | 'number_expired'
    | 'number_expiring'
    | 'access_expiring'
    | 'requirement_ahead'
    | 'number_revoked'
    | null;
  /** Unix seconds, for `number_expiring`, and for `access_expiring` and `requirement_ahead` the end of the connection. */
  number_expires_at: number | null;
  /** The account a targeted relink is about. */
  account: AccountLabel | null;
  /** Chosen, or given by the relink. */
  institution: InstitutionView | null;
  /** No picker: a relink, or `filters.institution`. */
  institution_fixed: boolean;
  limits: { accounts: number | null };
  /** Other accounts on the same authorization. */
  sibling_count: number;
  /**
   * Whether the customer may type in the numbers of his account: `custom`: on the merchant's page; `required`: there is no other
   * way here.
   */
  manual_entry: 'disabled' | 'automatic' | 'custom' | 'required';
  /** What the account is collected for; the customer agrees to it on the merchant's page. */
  intent: 'setup' | 'payment' | null;
  pane: Pane;
}

export interface AccountLabel {
  display_name: string | null;
  institution_name: string;
  last4: string | null;
  subcategory: string;
}

export interface InstitutionView {
  id: string;
  name: string;
  initials: string;
  color: string;
  sign_in: 'oauth' | 'form';
}

export type Pane =
  | { type: 'consent' }
  | { type: 'institution_picker'; featured: InstitutionView[] }
  /** Before the bank; the click calls /visit. */
  | { type: 'bank'; state: 'ready' }
  /** The customer is, or should be, at the bank; `launch_url` until it was used. */
  | { type: 'bank'; state: 'open'; launch_url: string | null; opened_at: number | null }
  | {
      type: 'form';
      purpose: 'credentials' | 'challenge';
      /** `action`: something that the bank wants the customer to agree to first, in the bank's words. */
      challenge: 'options' | 'mfa' | 'confirm_mfa' | 'security_question' | 'action' | null;
      /** New terms, or contact details to look through; null or absent: something else. */
      action?: 'terms' | 'profile' | null;
      /** The language tag of the labels, which are the bank's own words; null or absent: it named none. */
      language?: string | null;
      fields: {
        name: string;
        kind: 'text' | 'password' | 'code' | 'options';
        options?: { id: string; label: string }[];
      }[];
      error: 'incorrect' | null;
      attempt: number;
      max_attempts: number;
    }
  | { type: 'progress'; doing: 'contacting_bank' | 'loading_accounts' | 'linking' }
  | { type: 'account_picker'; accounts: Candidate[]; min: 1; max: number | null }
  | {
      type: 'error';
      kind: ErrorKind;
      actions: Action[];
      expected_available_at: number | null;
      found_count: number | null;
      found: AccountLabel[];
    }
  /** The numbers are typed in, because nothing else is offered. */
  | { type: 'manual_entry' }
  /** `verification`: small deposits will show that the account is the customer's. */
  | { type: 'manual_entry_success'; last4: string; verification: boolean }
  | { type: 'success'; accounts: AccountLabel[]; others_reactivated: AccountLabel[] }
  /** Finished session: call /finish. */
  | { type: 'closed' };

export interface Candidate {
  id: string;
  display_name: string;
  last4: string | null;
  subcategory: string;
  known: boolean;
  selected: boolean;
  eligible: boolean;
  reason: 'not_payable' | 'filtered' | 'closed' | null;
}

export type ErrorKind =
  | 'institution_down'
  | 'institution_maintenance'
  | 'accounts_unavailable'
  | 'no_eligible_accounts'
  | 'no_accounts'
  | 'numbers_unavailable'
  | 'wrong_account'
  | 'wrong_person'
  | 'bank_refused'
  | 'sign_in_failed'
  | 'locked_out'
  | 'bank_cancelled'
  | 'expired'
  | 'other';

export type Action = 'retry' | 'another_bank' | 'manual_entry' | 'exit';
