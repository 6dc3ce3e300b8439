// FDX transaction rows in the platform's terms. Pure.
import type { BankTransaction } from '#domain/connections/bank_data.ts';
import { minorUnits } from '#kernel/amount.ts';
import { lookup } from '#kernel/lookup.ts';
import { protocolError } from '../http.ts';
import { type TransactionRow, transactionRow } from './data_shapes.ts';
import { attribute, unwrapRow } from './shapes.ts';

const MAX_DESCRIPTION_LENGTH = 500;

/** FDX's words, and the ones by which banks tell what FDX has no word for. A hold is pending until it is booked or dropped. */
const STATUS: Readonly<Record<string, BankTransaction['status']>> = {
  AUTHORIZATION: 'pending',
  MEMO: 'pending',
  PENDING: 'pending',
  POSTED: 'posted',
  VOID: 'void',
  VOIDED: 'void',
  CANCELED: 'void',
  CANCELLED: 'void',
};
/** By which way the money goes; what is only noted (MEMO) moves none. */
const SIGN: Readonly<Record<string, 1 | -1>> = { DEBIT: -1, CREDIT: 1 };

export interface TransactionReading {
  /** The account's, lower case. */
  currency: string;
  /** The name of the attribute by which this bank tells a voided transaction; null where it has none. */
  transaction_status: string | null;
}

/**
 * The rows that say an id, an amount, a direction and a time; the others are left out. Throws BankError `protocol` where there are
 * rows and not one of them can be read: then it is the bank that speaks differently, not a row that is odd.
 */
export function transactionsOf(rows: readonly unknown[], reading: TransactionReading): BankTransaction[] {
  const readable = rows.flatMap((row) => transactionOf(row, reading) ?? []);
  if (rows.length > 0 && readable.length === 0) throw protocolError('transactions of which none can be read');
  return readable;
}

function transactionOf(row: unknown, reading: TransactionReading): BankTransaction | null {
  const parsed = transactionRow.safeParse(unwrapRow(row, 'transactionId'));
  if (!parsed.success) return null;
  const { data } = parsed;
  const units = minorUnits(data.amount, reading.currency);
  const sign = lookup(SIGN, data.debitCreditMemo.toUpperCase());
  const transacted_at = data.transactionTimestamp ?? data.postedTimestamp ?? null;
  if (units === null || sign === undefined || transacted_at === null) return null;
  const status = statusOf(data, reading);
  return {
    id: data.transactionId,
    status,
    // The amount is an absolute one; a bank that signs it says the same thing twice.
    amount: units === 0 ? 0 : sign * Math.abs(units),
    currency: reading.currency,
    description: descriptionOf(data),
    transacted_at,
    posted_at: status === 'posted' ? (data.postedTimestamp ?? transacted_at) : null,
    supersedes: data.referenceTransactionId ?? null,
  };
}

function statusOf(row: TransactionRow, { transaction_status }: TransactionReading): BankTransaction['status'] {
  return (
    lookup(STATUS, attribute(row.fiAttributes, transaction_status)?.toUpperCase()) ??
    lookup(STATUS, row.status?.toUpperCase()) ??
    (row.postedTimestamp ? 'posted' : 'pending')
  );
}

function descriptionOf({ description, memo }: TransactionRow): string {
  return (description?.trim() || memo?.trim() || '').slice(0, MAX_DESCRIPTION_LENGTH).toWellFormed();
}
