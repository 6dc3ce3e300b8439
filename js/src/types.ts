// What a merchant's page gives to the browser SDK and gets back from it.
import type { PaymentIntent, RelinkIntents, SetupIntent } from './intent_types.ts';

/** Options of `Relink()`. */
export interface RelinkOptions {
  /** Origin of the Relink installation, for example `https://relink.example.com`. With the script tag it is the script's own origin. */
  apiBase?: string;
  /** Language of the flow: `en`, `de` or a tag such as `de-AT`. Left out or `auto`: the browser's. */
  locale?: string;
  /** The connected account `acct_…` that your server acted as when it made the session or intent. */
  stripeAccount?: string;
}

/** What `Relink()` returns. Every promise resolves; none rejects. */
export interface RelinkInstance extends RelinkIntents {
  /** Opens the flow for one session. Resolves when the customer is done, also after a cancel. */
  collectFinancialConnectionsAccounts(options: CollectOptions): Promise<CollectResult>;
  /** The same for payouts: `token` stands for the one account that was linked or typed in; it is absent where there is none. */
  collectBankAccountToken(options: CollectOptions): Promise<CollectTokenResult>;
}

/** The client secret comes from the session your server created. Do not log it, store it or put it in a URL. */
export interface CollectOptions {
  clientSecret: string;
}

/** Exactly one of the two is set: `error` only for wrong use, API and network failures, never for a customer who left. */
export type CollectResult =
  | { financialConnectionsSession: FinancialConnectionsSession; error?: undefined }
  | { financialConnectionsSession?: undefined; error: RelinkError };

/** As `CollectResult`, with the token that your server makes an external account of. */
export type CollectTokenResult =
  | { financialConnectionsSession: FinancialConnectionsSession; token?: BankAccountToken; error?: undefined }
  | { financialConnectionsSession?: undefined; token?: undefined; error: RelinkError };

/** A bank account behind a one-time token. */
export interface BankAccountToken {
  id: string;
  object: 'token';
  type: string;
  bank_account?: Record<string, unknown>;
  [field: string]: unknown;
}

/** An error in Stripe's shape. */
export interface RelinkError {
  type: string;
  code?: string;
  message?: string;
  param?: string;
  doc_url?: string;
  request_log_url?: string;
  decline_code?: string;
  setup_intent?: SetupIntent;
  payment_intent?: PaymentIntent;
  payment_method?: Record<string, unknown>;
}

/** The finished session as the browser sees it: `accounts` is a flat array and there is no client secret. */
export interface FinancialConnectionsSession {
  id: string;
  object: 'financial_connections.session';
  accounts: FinancialConnectionsAccount[];
  livemode: boolean;
  permissions?: string[];
  status?: string;
  filters?: Record<string, unknown> | null;
  limits?: Record<string, unknown> | null;
  return_url?: string;
  /** Present on relink sessions. */
  relink_options?: { authorization: string; account?: string | null };
  /** Present on relink sessions, whatever the outcome. */
  relink_result?: { account: string | null; authorization: string | null; failure_reason: RelinkFailureReason | null };
  /** The account for payouts: linked, or typed in by the customer. */
  bank_account_token?: BankAccountToken | null;
  [field: string]: unknown;
}

/** Why a relink did not repair anything. */
export type RelinkFailureReason = 'no_account' | 'no_authorization' | 'other';

/** A linked account, as far as a browser may see it. */
export interface FinancialConnectionsAccount {
  id: string;
  object: 'financial_connections.account';
  category: string;
  created: number;
  display_name: string | null;
  institution_name: string;
  last4: string | null;
  livemode: boolean;
  permissions: string[] | null;
  status: 'active' | 'inactive' | 'disconnected';
  subcategory: string;
  supported_payment_method_types: string[];
  [field: string]: unknown;
}
