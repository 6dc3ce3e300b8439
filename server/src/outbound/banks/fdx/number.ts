// The payment network rows of an account in the platform's terms. Pure.
import type { NumberStatus } from '#database/schema.ts';
import type { BankNumbers } from '#domain/connections/bank.ts';
import { lookup } from '#kernel/lookup.ts';
import { protocolError } from '../http.ts';
import { attribute, attributeTime, networkType, type PaymentNetworkRow, paymentNetworkRow } from './shapes.ts';

const STATUS_BY_ATTRIBUTE: Readonly<Record<string, NumberStatus>> = {
  ACTIVE: 'transactable',
  EXPIRED: 'expired',
  REVOKED: 'deactivated',
  PENDING: 'pending',
};

/** The names of the attributes by which this bank tells an expired number from a revoked one, and when a number runs out. */
export interface NumberAttributes {
  number_status: string | null;
  number_expires_at: string | null;
}

/**
 * The numbers for ACH, or null where the account has none.
 *
 * Throws BankError `protocol` when the ACH row has no usable pair: half a pair would send money to a stranger.
 */
export function numbersOf(rows: readonly unknown[], attributes: NumberAttributes): BankNumbers | null {
  const ach = rows.find((row) => networkType.safeParse(row).data?.type?.toUpperCase() === 'US_ACH');
  if (ach === undefined) return null;
  const parsed = paymentNetworkRow.safeParse(ach);
  if (!parsed.success) throw protocolError('a payment network row without a usable pair of numbers');
  const row = parsed.data;
  const expires_at = attributeTime(row.fiAttributes, attributes.number_expires_at);
  return {
    // An unknown type is not taken for a token: tokens have an end that somebody would have to wait for.
    identifier_type:
      row.identifierType?.toUpperCase() === 'TOKENIZED_ACCOUNT_NUMBER' ? 'tokenized_account_number' : 'account_number',
    routing_number: row.bankId,
    account_number: row.identifier,
    status: statusOf(row, attributes.number_status),
    supported_networks: ['ach'],
    ...(expires_at && { expires_at }),
  };
}

function statusOf(row: PaymentNetworkRow, statusAttribute: string | null): NumberStatus {
  const told = lookup(STATUS_BY_ATTRIBUTE, attribute(row.fiAttributes, statusAttribute)?.toUpperCase());
  if (told) return told;
  return row.transferIn === false && row.transferOut === false ? 'deactivated' : 'transactable';
}
