// The tables of payouts and of what they go to as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type { AccountId, BankAccountId, BankTokenId, MerchantId, PayoutId } from '#kernel/id.ts';
import type { Json } from './json.ts';

/** What a token and an external account have in common. */
export interface BankAccountColumns {
  /** The linked account that the number is of; null: somebody typed it in. */
  account: AccountId | null;
  account_holder_name: string | null;
  account_holder_type: 'company' | 'individual' | null;
  account_type: 'checking' | 'futsu' | 'savings' | 'toza' | null;
  bank_name: string | null;
  country: string;
  currency: string;
  routing_number: string;
  last4: string;
  sealed: Uint8Array;
  fingerprint: string;
}

export interface BankTokenTable extends BankAccountColumns {
  id: BankTokenId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  /** The id that the bank account has on the token. */
  bank_account: BankAccountId;
  client_ip: string | null;
  used_at: Date | null;
  created: Date;
}

export interface ExternalAccountTable extends BankAccountColumns {
  id: BankAccountId;
  sequence: Generated<number>;
  /** The connected account. */
  merchant: MerchantId;
  livemode: boolean;
  status: 'new' | 'errored' | 'verification_failed' | 'tokenized_account_number_deactivated';
  default_for_currency: boolean;
  metadata: Json<Record<string, string>>;
  created: Date;
  deleted_at: Date | null;
}

export interface PayoutTable {
  id: PayoutId;
  sequence: Generated<number>;
  /** The connected account. */
  merchant: MerchantId;
  livemode: boolean;
  destination: BankAccountId;
  status: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';
  amount: number;
  currency: string;
  description: string | null;
  metadata: Json<Record<string, string>>;
  source_type: 'bank_account' | 'card' | 'fpx';
  statement_descriptor: string | null;
  failure_code: string | null;
  failure_message: string | null;
  arrives_at: Date;
  created: Date;
}
