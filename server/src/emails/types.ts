// What mails are made of: the data of each type, the sender's brand, and what rendering gives back.

/** Customers' mails exist in all six; operators' in English and German. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Why a link needs its customer: the six causes of an inactive account, its announced end (of the grant, or by a new sign-in that the bank asks for), or its tokenized number. */
export type RelinkCause =
  | 'access_denied'
  | 'access_expired'
  | 'account_closed'
  | 'account_unavailable'
  | 'institution_requirement'
  | 'unspecified'
  | 'access_expiring'
  | 'requirement_ahead'
  | 'number_expiring'
  | 'number_expired'
  | 'number_revoked';

export interface RelinkRequest {
  customer: string | null;
  bank: string;
  /** Where he signs in: on the bank's own pages, or, where it has none for this, on ours. */
  sign_in: 'oauth' | 'form';
  account: {
    name: string | null;
    last4: string | null;
    subcategory: 'checking' | 'savings' | 'mortgage' | 'line_of_credit' | 'credit_card' | 'other';
    /** Pays through a stand-in number, whose last digits are not those of the statement. */
    tokenized: boolean;
    /** Shared for payments, too; else for its data only. */
    payments: boolean;
  };
  cause: RelinkCause;
  /** Unix seconds on the customer's time: the end that is ahead, of the link or its number; null for every other cause. */
  ends_at: number | null;
  /** Until when the link works, on the customer's time. */
  link_expires_at: number;
  link: string;
}

export interface MemberInvitation {
  /** Name or address of the member who invites; null: the installation itself. */
  invited_by: string | null;
  role: 'owner' | 'operator' | 'viewer';
  /** How long the link works. */
  days: number;
  link: string;
}

export interface SignIn {
  /** How long the link works. */
  minutes: number;
  link: string;
}

export interface WebhookTrouble {
  /** The merchant's address that does not answer. */
  url: string;
  /** Unix seconds. */
  failing_since: number;
  /** Deliveries that failed since then. */
  failed: number;
  /** Its page in the Dashboard. */
  endpoint_url: string;
}

export interface Digest {
  /** The Monday that the week begins with, as 2026-11-16. */
  week: string;
  /** Accounts that need a relink at its end. */
  needs_relink: number;
  /** Links that customers repaired during the week, and relink requests made. */
  repaired: number;
  asked: number;
  /** What ends within 30 days. */
  expiring: number;
  /** The accounts page of the Dashboard. */
  url: string;
}

/** The data that a mail of each type is rendered from. `link` is the mail's secret; it is stored sealed, never in the data. */
export interface MailData {
  relink_request: RelinkRequest;
  member_invitation: MemberInvitation;
  sign_in: SignIn;
  webhook_failing: WebhookTrouble;
  webhook_disabled: WebhookTrouble;
  digest: Digest;
}

export type MailType = keyof MailData;

/** Whose mail it is, as the reader sees it. */
export interface Brand {
  merchant: string;
  /** `#rgb` or `#rrggbb`; corrected for contrast when rendered. */
  accent: string | null;
  /** On our own public origin; null: the name stands alone. */
  logo_url: string | null;
  support_email: string | null;
  support_url: string | null;
  /** Says that no real bank and no real money are behind it. */
  sandbox: boolean;
}

export interface RenderedMail {
  language: Language;
  subject: string;
  html: string;
  text: string;
}
