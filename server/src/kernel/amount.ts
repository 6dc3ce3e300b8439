// Decimal amounts of banks as integer minor units, exactly: digits are moved, nothing is multiplied.

/** More digits than a double holds are noise of the sender's arithmetic: 0.1 + 0.2 is 0.3. */
const DOUBLE_DIGITS = 15;
const MAX_CURRENCIES = 300;
const decimals = new Map<string, number | null>();
const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d{1,20}))?$/;

/**
 * The amount in the currency's smallest unit; `currency` is an ISO 4217 code in any case.
 *
 * Null where it is no decimal number, finer than the smallest unit, or too large for an exact integer.
 */
export function minorUnits(amount: string | number, currency: string): number | null {
  const places = decimalsOf(currency);
  if (places === null) return null;
  if (typeof amount === 'string') return unitsOf(amount.trim(), places);
  return unitsOf(String(amount), places) ?? unitsOf(String(Number(amount.toPrecision(DOUBLE_DIGITS))), places);
}

function unitsOf(text: string, places: number): number | null {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || /[^0]/.test(fraction.slice(places))) return null;
  const units = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
  if (!Number.isSafeInteger(units)) return null;
  return sign === '-' && units !== 0 ? -units : units;
}

/** How many decimals ISO 4217 gives the currency: 2 for usd, 0 for jpy. Null for what is no code. */
function decimalsOf(currency: string): number | null {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  // Codes come from banks, so there may be any number of them.
  if (decimals.size >= MAX_CURRENCIES) decimals.clear();
  const found = foundDecimals(currency);
  decimals.set(currency, found);
  return found;
}

function foundDecimals(currency: string): number | null {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? null;
  } catch {
    return null;
  }
}
