// What a bank tells about an account besides its numbers: balance, owners, transactions. Amounts are integer minor units.

/** What the account holds at one moment. Money owed to the holder is positive, money that he owes negative. */
export type BankBalance = {
  /** When the bank drew it up; the customer's time. */
  as_of: Date;
  /** ISO 4217, lower case. */
  currency: string;
  /** Booked entries only. A card on which 642.18 is owed has -64218, a brokerage account its whole value. */
  current: number;
} & (
  | {
      type: 'cash';
      /** What may be spent now, pending entries counted; the cash of an investment account; null where the bank does not say. */
      available: number | null;
    }
  | {
      type: 'credit';
      /** How much of the credit is drawn: positive where the holder owes; null where the bank does not say. */
      used: number | null;
    }
);

/** One owner. Only what the bank says of this very person or company; nothing is guessed from another owner's row. */
export interface BankOwner {
  name: string;
  email: string | null;
  /** As the bank writes it. */
  phone: string | null;
  /** The address in one line, as the bank writes it. */
  raw_address: string | null;
}

export interface BankTransaction {
  /** The bank's id, unique within the account. Stays the same while a pending one posts, unless a successor names it in `supersedes`. */
  id: string;
  status: 'pending' | 'posted' | 'void';
  /** Negative: money leaves the account, or a purchase raises what is owed. */
  amount: number;
  currency: string;
  description: string;
  /** Never changes while a pending one posts. */
  transacted_at: Date;
  /** Null unless posted. */
  posted_at: Date | null;
  /**
   * The id of the pending one that this one replaces; the bank no longer returns that one. Where the named one had posted, this
   * is a reversal that points at it, and both stand.
   */
  supersedes: string | null;
}

/** Which transactions to read. Both bounds are inclusive and compare `transacted_at`; a bank looks back 180 days at least. */
export interface TransactionSpan {
  from: Date;
  to: Date;
  /** The account's; banks do not repeat it in every row. */
  currency: string;
  /** Null for the first page, else `next` of the page before, with the same bounds. */
  page: string | null;
}

/** At most 1,000, in the bank's order. Rows that it cannot say an amount, a direction or a time of are left out. */
export interface TransactionPage {
  transactions: BankTransaction[];
  /** Opaque, at most 2,000 characters, holds no secret; null after the last page. */
  next: string | null;
}
