// The account numbers whose entries always end the same way, whoever holds them and whatever he has: what people test with.
import { ACCOUNT_SETS } from '#data/account_sets.ts';

/** Why the network refuses an entry before it reaches an account. */
export type Rejection = 'blocked' | 'invalid_currency' | 'weekly_limit';

/** How an entry ends. `disputed`: settled, and its customer says afterwards that he never agreed. */
export type Verdict =
  | { status: 'settled'; disputed: boolean }
  | { status: 'returned'; code: string }
  | { status: 'rejected'; reason: Rejection }
  | { status: 'processing' };

export const SETTLED: Verdict = { status: 'settled', disputed: false };

export function returned(code: string): Verdict {
  return { status: 'returned', code };
}

/** By the real number. R29 is how a bank returns within days what was never authorized; R10 comes when it has long been paid. */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['000123456789', SETTLED],
  ['000111111113', returned('R02')],
  ['000111111116', returned('R03')],
  ['000222222227', returned('R01')],
  ['000333333335', returned('R29')],
  ['000444444440', { status: 'rejected', reason: 'invalid_currency' }],
  ['000555555559', { status: 'settled', disputed: true }],
  ['000666666661', returned('R03')],
  ['000000000009', { status: 'processing' }],
  ['000777777771', { status: 'rejected', reason: 'weekly_limit' }],
  ['000888888885', returned('R04')],
  ['000000004954', { status: 'rejected', reason: 'blocked' }],
]);

/** The numbers of the sets: they exist also while nobody has opened them yet. */
const KNOWN = new Map(
  Object.values(ACCOUNT_SETS)
    .flat()
    .filter((seed) => seed.account_number !== null)
    .map((seed) => [seed.account_number as string, seed.number.kind === 'none' ? returned('R20') : SETTLED]),
);

/** What a number says by itself, or undefined where it says nothing. */
export function verdictOfNumber(account_number: string): Verdict | undefined {
  return VERDICTS.get(account_number);
}

/** How an entry to a number ends of which nobody's account is meant in particular. */
export function verdictWithoutAccount(account_number: string): Verdict {
  return VERDICTS.get(account_number) ?? KNOWN.get(account_number) ?? returned('R03');
}
