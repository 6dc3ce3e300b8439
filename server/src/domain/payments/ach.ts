// The port to the ACH network: what the platform asks of whoever moves its money. Pure protocol: no database, no status decisions.

export interface AchEntry {
  /** Fifteen digits. Asking twice with the same one is asking once. */
  trace_number: string;
  direction: 'debit' | 'credit';
  routing_number: string;
  account_number: string;
  /** The bank's own id of the account, where it was linked: sandbox banks give several people the same test number. */
  bank_account: string | null;
  /** In the currency's smallest unit. */
  amount: number;
  currency: string;
  /** What the customer reads on his statement. */
  company_name: string;
  individual_name: string | null;
  /** The customer's virtual time, where he has one, at which the entry happens at once; null: as soon as the network can. */
  effective_at: Date | null;
}

/** Why the network does not take an entry at all. */
export type AchRejection = 'blocked' | 'invalid_currency' | 'weekly_limit';

/**
 * What became of an entry. `pending`: not decided. `returned`: the customer's bank sent it back with Nacha's code. `refused`:
 * the network says that what it was sent is no entry, so nothing moved and nothing will.
 */
export type AchOutcome =
  | { status: 'pending' }
  | { status: 'settled'; disputed_with: string | null }
  | { status: 'returned'; code: string }
  | { status: 'rejected'; reason: AchRejection }
  | { status: 'refused' };

/** The network could not be reached, or we do not know whether it took the entry: ask again. Nothing may be concluded. */
export class AchUnavailable extends Error {
  override readonly name = 'AchUnavailable';
}

/** Both make one network call and throw AchUnavailable only. */
export interface AchNetwork {
  /** `again`: it may have been submitted before, so what the network has under its number may be this very entry. */
  submit(entry: AchEntry, again: boolean): Promise<AchOutcome>;
  /** Null: the network knows no entry with this trace number. */
  outcome(trace_number: string): Promise<AchOutcome | null>;
}
