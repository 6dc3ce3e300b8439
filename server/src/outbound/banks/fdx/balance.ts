// The balances of an FDX account in the platform's terms. Pure.
import type { BankBalance } from '#domain/connections/bank_data.ts';
import { minorUnits } from '#kernel/amount.ts';
import { protocolError } from '../http.ts';
import { accountOf } from './account.ts';
import type { AccountDetail } from './data_shapes.ts';

/**
 * What an account holds. On cards, lines of credit and loans banks tell what is owed as a positive amount.
 *
 * `now` stands in where the bank does not say when it drew the balance up. Throws BankError `protocol` where the balance that
 * belongs to the account's kind is not there or is no amount.
 */
export function balanceOf(row: AccountDetail, now: Date): BankBalance {
  const { category, currency } = accountOf(row, null);
  const units = (amount: string | number | null | undefined) => (amount == null ? null : minorUnits(amount, currency));
  const told = { as_of: row.balanceAsOf ?? now, currency };
  if (category === 'credit') {
    const used = units(row.currentBalance) ?? units(row.principalBalance) ?? drawn(units, row);
    if (used === null) throw nothingTold();
    return { ...told, type: 'credit', current: used === 0 ? 0 : -used, used };
  }
  const current = units(category === 'investment' ? (row.currentValue ?? row.currentBalance) : row.currentBalance);
  const available = units(category === 'investment' ? row.availableCashBalance : row.availableBalance);
  const known = current ?? units(row.currentValue) ?? available;
  if (known === null) throw nothingTold();
  return { ...told, type: 'cash', current: known, available };
}

/** A bank that tells the line and what is left of it has told what is drawn. */
function drawn(units: (amount: string | number | null | undefined) => number | null, row: AccountDetail) {
  const [line, left] = [units(row.creditLine), units(row.availableCredit)];
  return line === null || left === null ? null : line - left;
}

function nothingTold() {
  return protocolError('an account without a balance');
}
