// What may be typed in as a routing number and an account number: the rules of the server, so that a slip is told at once.

export interface TypedNumbers {
  routing_number: string;
  account_number: string;
  /** The account number once more. */
  confirmation: string;
}

export type NumbersProblem =
  | 'manual.routing.missing'
  | 'manual.routing.wrong'
  | 'manual.account.missing'
  | 'manual.confirm.differs';

/** The account of the sandbox that always works. */
export const TEST_NUMBERS: TypedNumbers = {
  routing_number: '110000000',
  account_number: '000123456789',
  confirmation: '000123456789',
};

/** Blanks and hyphens are how people group digits. */
export function digitsOf(typed: string): string {
  return typed.replace(/[\s-]/g, '');
}

/** What is wrong, by field. */
export function numbersProblems(typed: TypedNumbers): Partial<Record<keyof TypedNumbers, NumbersProblem>> {
  const problems: Partial<Record<keyof TypedNumbers, NumbersProblem>> = {};
  if (!/^\d{9}$/.test(typed.routing_number)) problems.routing_number = 'manual.routing.missing';
  else if (!isRoutingNumber(typed.routing_number)) problems.routing_number = 'manual.routing.wrong';
  if (!/^\d{4,17}$/.test(typed.account_number)) problems.account_number = 'manual.account.missing';
  else if (typed.confirmation !== typed.account_number) problems.confirmation = 'manual.confirm.differs';
  return problems;
}

/** Nine digits whose sum with the weights 3, 7, 1 is a multiple of ten (ABA). Nine zeros are nobody's. */
function isRoutingNumber(digits: string): boolean {
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * [3, 7, 1][index % 3]!, 0);
  return sum > 0 && sum % 10 === 0;
}
