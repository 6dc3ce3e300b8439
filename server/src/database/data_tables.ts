// The tables of data products as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type {
  AccountId,
  AccountOwnerId,
  AccountOwnershipId,
  InferredBalanceId,
  TransactionId,
  TransactionRefreshId,
} from '#kernel/id.ts';

/** The kinds of data that an account can be refreshed for. */
export type DataFeature = 'balance' | 'inferred_balances' | 'ownership' | 'transactions';

/** These tables by their names. */
export interface DataTables {
  account_refreshes: AccountRefreshTable;
  account_balances: AccountBalanceTable;
  account_ownerships: AccountOwnershipTable;
  account_owners: AccountOwnerTable;
  inferred_balances: InferredBalanceTable;
  transaction_refreshes: TransactionRefreshTable;
  transactions: TransactionTable;
}

interface AccountRefreshTable {
  account: AccountId;
  feature: DataFeature;
  attempt: number;
  status: 'pending' | 'succeeded' | 'failed';
  last_attempted_at: Date;
  next_available_at: Date | null;
  succeeded_at: Date | null;
  /** The same moment in real time. */
  refreshed_at: Date | null;
  /** Under which of the bank's ids the account was then. */
  bank_account: string | null;
}

interface AccountBalanceTable {
  account: AccountId;
  as_of: Date;
  type: 'cash' | 'credit';
  currency: string;
  current: number;
  /** Of cash what is available, of credit what is used. */
  detail: number | null;
}

interface AccountOwnershipTable {
  id: AccountOwnershipId;
  account: AccountId;
  created: Date;
  replaced_at: Date | null;
}

interface AccountOwnerTable {
  id: AccountOwnerId;
  sequence: Generated<number>;
  ownership: AccountOwnershipId;
  name: string;
  email: string | null;
  phone: string | null;
  raw_address: string | null;
  refreshed_at: Date;
}

interface InferredBalanceTable {
  id: InferredBalanceId;
  account: AccountId;
  as_of: Date;
  currency: string;
  current: number;
}

interface TransactionRefreshTable {
  id: TransactionRefreshId;
  account: AccountId;
  attempt: number;
  created: Date;
}

interface TransactionTable {
  id: TransactionId;
  sequence: Generated<number>;
  account: AccountId;
  bank_transaction: string;
  status: 'pending' | 'posted' | 'void';
  amount: number;
  currency: string;
  description: string;
  transacted_at: Date;
  posted_at: Date | null;
  void_at: Date | null;
  /** The attempt that created it or changed it last. */
  refresh: number;
  updated: Date;
}
