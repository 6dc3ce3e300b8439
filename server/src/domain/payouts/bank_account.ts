// Bank accounts that are paid out to: what one is made of, and how its digits are kept.
import type { BankAccountColumns } from '#database/payout_tables.ts';
import type { Context, Vault } from '#domain/context.ts';
import { type BankNumber, lastDigits, publicFingerprint } from '#domain/payments/bank_number.ts';
import type { MerchantId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';

type Table = 'bank_tokens' | 'external_accounts';
type Kept = { id: string; merchant: MerchantId };

/** What whoever has a bank account says of it, or what its link says. */
export interface BankAccountDetails
  extends Omit<BankAccountColumns, 'routing_number' | 'last4' | 'sealed' | 'fingerprint'> {
  number: BankNumber;
}

/** The columns that hold a number, sealed to its row. */
export function keptDigits({ vault, merchant }: Context, table: Table, id: string, number: BankNumber) {
  return {
    routing_number: number.routing_number,
    last4: lastDigits(number),
    sealed: vault.sealer.seal(number.account_number, placeOf(table, { id, merchant: merchant.id })),
    fingerprint: publicFingerprint(vault, merchant.id, number),
  };
}

/** The digits of a token or an external account. They go to the bank and nowhere else: into no answer, log or event. */
export function openDigits(
  vault: Vault,
  table: Table,
  kept: Kept & { routing_number: string; sealed: Uint8Array },
): BankNumber {
  return { routing_number: kept.routing_number, account_number: vault.sealer.open(kept.sealed, placeOf(table, kept)) };
}

function placeOf(table: Table, { id, merchant }: Kept): Place {
  return { tenant: merchant, table, column: 'sealed', row: id };
}
