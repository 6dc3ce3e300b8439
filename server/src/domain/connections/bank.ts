// The port to banks: what the platform asks of any bank connector. Pure protocol: no database, no status decisions, no clocks of its own.
import type {
  Category,
  IdentifierType,
  InactiveCause,
  NumberStatus,
  Permission,
  RelinkAction,
  Subcategory,
} from '#database/schema.ts';
import type { BankBalance, BankOwner, TransactionPage, TransactionSpan } from '#domain/connections/bank_data.ts';
import type { EventSubscription, SignedNews } from '#domain/connections/bank_news.ts';
import type { InstitutionPolicy } from '#domain/connections/institution_policy.ts';
import type { InstitutionId } from '#kernel/id.ts';

/** One institution as its connector sees it: everything in which banks differ is a value in here, not a branch in code. */
export interface InstitutionProfile {
  id: InstitutionId;
  slug: string;
  name: string;
  /** Endpoints, client credentials and dialect; each connector validates its own shape. */
  protocol: Record<string, unknown>;
  policy: InstitutionPolicy;
}

/** Opaque to the platform, sealed at rest. `secret` is a JSON text that only the connector reads. */
export interface Credential {
  secret: string;
  /** When the access part of the credential stops working, if it does; the platform refreshes before that. Real time. */
  access_expires_at: Date | null;
  /** When it can no longer be refreshed unless it is used before: told by the bank, else by the institution's policy. Real time. */
  refresh_expires_at: Date | null;
  /** When the bank ends the whole grant, where it says so together with the tokens. Real time. */
  consent_expires_at: Date | null;
}

/** What ends a grant at the bank: its consent record, or where the bank keeps none the tokens that came with it. */
export type Grant = { consent: string } | { credential: Credential };

/** What a refresh brought. `rotated`: the old credential is spent, so the new one must be kept before it is used. */
export interface Refreshed {
  credential: Credential;
  rotated: boolean;
}

export interface ConsentView {
  id: string;
  /** `superseded`: ended because the same customer granted another one. */
  status: 'active' | 'expired' | 'revoked' | 'superseded' | 'unknown';
  /** The consent that took its place, where the bank names it. */
  superseded_by?: string;
  /** The bank's announced end, on the customer's time; null when it announces none. */
  expires_at: Date | null;
  /** From when on the bank announces to refuse us until the customer has signed in anew, on his time; null: it announces nothing of the kind. */
  sign_in_required_from: Date | null;
  /** Accounts that the consent lists; null when the bank does not say. */
  bank_accounts: string[] | null;
  ended_by: 'customer' | 'bank' | 'us' | null;
  /** Of a revocation: a person's wish, or a rule of whoever ended it. We tell our own by it: see `RevocationReason`. */
  ended_for: 'wish' | 'rule' | null;
}

/** Why we end a consent: the link is over because somebody wished it, or another consent stands in its place. */
export type RevocationReason = 'link_ended' | 'replaced';

export interface BankAccount {
  /** The bank's persistent id. */
  bank_account: string;
  display_name: string;
  last4: string | null;
  category: Category;
  subcategory: Subcategory;
  currency: string;
  /**
   * `closing`: it still works; `restricted`: it is there, and no money moves; `needs_consent`: open, but the bank wants a new consent
   * before it shares this account (it was closed and reopened); `unknown`: the bank failed to say.
   */
  state: 'open' | 'closing' | 'closed' | 'restricted' | 'needs_consent' | 'unknown';
  /** When the tokenized number runs out, where the bank says so; the customer's time. */
  number_expires_at: Date | null;
}

/** Whether its number can be asked for, and money moves. */
export function isLive({ state }: Pick<BankAccount, 'state'>): boolean {
  return state === 'open' || state === 'closing';
}

export interface BankNumbers {
  identifier_type: IdentifierType;
  routing_number: string;
  account_number: string;
  status: NumberStatus;
  supported_networks: 'ach'[];
  /** When this very number runs out, where the bank tells it together with the number; it goes before the account's own word. */
  expires_at?: Date;
  /** What the bank finds this read by. */
  interaction_id?: string | null;
}

export interface VisitRequest {
  institution: InstitutionProfile;
  /** Where the bank sends the customer back to: exact, one per institution. */
  redirect_uri: string;
  permissions: Permission[];
  /** The person expected at the bank; pre-fills its sign-in page. */
  bank_user: string;
  /** The name is of our making: only a bank that makes its people up may be told it. */
  invented?: boolean;
  /** The bank's id of the account that a relink is about. */
  bank_account: string | null;
  /** The customer's virtual time where he has one, so that the bank judges by the same clock. */
  customer_time: Date | null;
  locale: string;
}

export interface FormField {
  name: string;
  kind: 'text' | 'password' | 'code' | 'options';
  options?: { id: string; label: string }[];
}

/** What comes next in a visit. `secret` must come back unchanged to `continueVisit` and is sealed in between. */
export type VisitStep =
  /** `expires_at`: when the address stops working, if it does before the visit is over; in real time. */
  | { type: 'redirect'; url: string; expires_at: Date | null; oauth_state: string; secret: string }
  | {
      type: 'form';
      purpose: 'credentials' | 'challenge';
      /** `action`: something that the customer has to agree to first; the bank's own words are in the options. */
      challenge: 'options' | 'mfa' | 'confirm_mfa' | 'security_question' | 'action' | null;
      /** What an `action` is about; null: the bank's own words have to do. */
      action?: 'terms' | 'profile' | null;
      /** The language tag of the bank's words, where it names one. */
      language?: string | null;
      fields: FormField[];
      error: 'incorrect' | null;
      attempt: number;
      max_attempts: number;
      secret: string;
    }
  | {
      type: 'complete';
      credential: Credential;
      /** Null at a bank without consent records. */
      consent: ConsentView | null;
      bank_subject: string;
      bank_user: string | null;
    }
  | { type: 'failed'; failure: VisitFailure };

export interface VisitFailure {
  kind:
    | 'cancelled'
    | 'sign_in_failed'
    /** Only the customer, at his bank, can unlock his access. */
    | 'locked_out'
    | 'bank_refused'
    | 'institution_down'
    | 'institution_maintenance'
    | 'expired'
    | 'other';
  /** Unix seconds, where the bank told when it is back. */
  expected_available_at?: number;
  /** It was us whom the bank refused, not the customer. */
  refused_us?: 'client_rejected' | 'recipient_suspended';
}

/** `callback` is the full URL that the bank redirected to; `answer` the values of a form. */
export type VisitInput = { type: 'callback'; url: string } | { type: 'answer'; values: Record<string, string> };

/** How a consent ended, as far as the bank tells. */
export type ConsentEnd = 'expiry' | 'customer' | 'bank' | 'us' | 'superseded';

/** What a failed look means. Null from `diagnose`: transient, our own fault, or about a single account: no link ends by it. */
export type Diagnosis =
  /**
   * `ended`: how its consent ended; null where the consent lives, or nothing is known of it. `superseded_by`: the consent in its
   * place, where the bank names it.
   */
  | { type: 'dead'; cause: InactiveCause; action: RelinkAction; ended: ConsentEnd | null; superseded_by?: string }
  /** We ended the link ourselves, for good. */
  | { type: 'disconnected' }
  /** The bank does not serve us at present (`recipient`), or says that it does not know the customer. */
  | { type: 'suspended'; of: 'recipient' | 'customer' };

export type BankErrorKind =
  | 'credential_rejected'
  /** Replaced by a refresh of ours whose answer never came; thrown by us, never by a connector. */
  | 'credential_lost'
  | 'reauthentication_required'
  | 'password_rejected'
  | 'user_locked_out'
  | 'permission_missing'
  | 'account_closed'
  | 'account_not_found'
  | 'account_restricted'
  | 'account_unsupported'
  | 'recipient_suspended'
  | 'customer_not_found'
  | 'data_not_ready'
  | 'rate_limited'
  | 'institution_unavailable'
  | 'institution_maintenance'
  | 'client_rejected'
  | 'protocol';

/** The one error a connector throws from reads and refreshes. It never carries tokens or upstream bodies. */
export class BankError extends Error {
  override readonly name = 'BankError';
  readonly kind: BankErrorKind;
  /** Worth the same attempt later, with nothing changed. */
  readonly transient: boolean;
  /**
   * `bank_account`: the account that the failed read was about. `told`: what this bank's own words say of the end of a grant, where
   * its row lists them.
   */
  readonly upstream: {
    status: number | null;
    code: string | null;
    interaction_id: string | null;
    bank_account?: string;
    told?: 'denied' | 'expired';
  };

  constructor(kind: BankErrorKind, upstream: BankError['upstream'], message?: string) {
    super(message ?? `the bank answered: ${kind}`);
    this.kind = kind;
    this.transient =
      kind === 'rate_limited' ||
      kind === 'institution_unavailable' ||
      kind === 'institution_maintenance' ||
      kind === 'data_not_ready';
    this.upstream = upstream;
  }
}

/** The reads of data products. `bankAccount` is the bank's persistent id; `permission_missing` where the consent leaves the data out. */
export interface BankDataReads {
  getBalance(institution: InstitutionProfile, credential: Credential, bankAccount: string): Promise<BankBalance>;
  /** Empty where the bank knows no owner. */
  getOwners(institution: InstitutionProfile, credential: Credential, bankAccount: string): Promise<BankOwner[]>;
  /**
   * One page. A pending transaction that a complete read of its span no longer returns was dropped by the bank: superseded
   * where another names it, else void.
   */
  getTransactions(
    institution: InstitutionProfile,
    credential: Credential,
    bankAccount: string,
    span: TransactionSpan,
  ): Promise<TransactionPage>;
}

/** News from the bank, asked for on the platform's own behalf. What arrives is a hint: only a read establishes anything. */
export interface BankEvents {
  /** The kinds of news that the connector asks for. */
  types: readonly string[];
  /** Asks for every kind of news that the connector knows; repeating it replaces what was asked for before. */
  subscribe(institution: InstitutionProfile, callbackUrl: string): Promise<EventSubscription[]>;
  unsubscribe(institution: InstitutionProfile, subscription: string): Promise<void>;
  list(institution: InstitutionProfile): Promise<EventSubscription[]>;
  /** Whether the bank itself signed it. */
  isSigned(institution: InstitutionProfile, news: SignedNews): Promise<boolean>;
  /** The outage that the bank announces or is in, in real time; null: none that it speaks of. */
  outage(institution: InstitutionProfile): Promise<{ from: Date; until: Date } | null>;
}

/** Every method makes a bounded number of network calls with time-outs and throws BankError only. */
export interface BankConnector extends BankDataReads {
  /** The bank takes a refresh for a sign-in of its customer: it counts those that it refuses, and locks him out. */
  readonly counts_refreshes?: true;
  startVisit(request: VisitRequest): Promise<VisitStep>;
  continueVisit(institution: InstitutionProfile, secret: string, input: VisitInput): Promise<VisitStep>;
  /** Exactly one network attempt. Credentials that need no refresh come back unchanged. */
  refresh(institution: InstitutionProfile, credential: Credential): Promise<Refreshed>;
  listAccounts(institution: InstitutionProfile, credential: Credential): Promise<BankAccount[]>;
  /** Null where the account has no numbers that a payment network takes. */
  getNumbers(
    institution: InstitutionProfile,
    credential: Credential,
    account: BankAccount,
  ): Promise<BankNumbers | null>;
  /** Asked on the platform's own behalf, so it works when the credential is dead. */
  getConsent(institution: InstitutionProfile, consent: string): Promise<ConsentView>;
  /** Ends the grant at the bank; already ended is fine. The bank’s record keeps the reason. False: this bank does not let grants be ended, and was not asked. */
  revoke(institution: InstitutionProfile, grant: Grant, reason: RevocationReason): Promise<boolean>;
  /** Only where the protocol has notifications. */
  events?: BankEvents;
  /** Establishes why a credential or account stopped working, asking the bank's consent record before choosing a cause. */
  diagnose(institution: InstitutionProfile, consent: string | null, error: BankError): Promise<Diagnosis | null>;
}
