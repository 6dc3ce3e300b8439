// Decimal amounts of banks as integer minor units, exactly: digits are moved, nothing is multiplied.

/** More digits than a double holds are noise of the sender's arithmetic: 0.1 + 0.2 is 0.3. */
const DOUBLE_DIGITS = 15;
const MAX_CURRENCIES = 300;
const decimals = new Map<string, number | null>();
/** The exponent is there because some senders write larger numbers with one. */
const DECIMAL = /^([+-]?)(\d{1,20})(?:\.(\d{1,40}))?(?:e([+-]?\d{1,2}))?$/i;

/**
 * The amount in the currency's smallest unit; `currency` is an ISO 4217 code in any case.
 *
 * Null where it is no decimal number, finer than the smallest unit, or too large for an exact integer.
 */
export function minorUnits(amount: string | number, currency: string): number | null {
  const places = decimalsOf(currency);
  const text = String(amount).trim();
  if (places === null || !DECIMAL.test(text)) return null;
  return unitsOf(text, places) ?? unitsOf(withoutNoise(text, places), places);
}

function unitsOf(text: string, places: number): number | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const shift = places + Number(exponent) - fraction.length;
  const digits = whole + fraction + '0'.repeat(Math.max(0, shift));
  const end = digits.length + Math.min(0, shift);
  if (/[^0]/.test(digits.slice(Math.max(0, end)))) return null;
  const units = Number(digits.slice(0, Math.max(0, end)));
  if (!Number.isSafeInteger(units)) return null;
  return sign === '-' && units !== 0 ? -units : units;
}

/** The number to as many digits as a double is sure of; as it is, where these do not reach down to the smallest unit. */
function withoutNoise(text: string, places: number): string {
  const value = Number(text);
  return Math.abs(value) < 10 ** (DOUBLE_DIGITS - places) ? String(Number(value.toPrecision(DOUBLE_DIGITS))) : text;
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
