// Numbers of US bank accounts: what can be one, what the sandbox's own stand for, how they are kept.
import type { Row } from '#database/schema.ts';
import type { Vault } from '#domain/context.ts';
import type { MerchantId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { fingerprint } from '#kernel/secret.ts';

/** In place of sealed digits that are of no use any more. */
export const FORGOTTEN = new Uint8Array(0);

export interface BankNumber {
  routing_number: string;
  account_number: string;
}

const ROUTING_NUMBER = /^\d{9}$/;
const ACCOUNT_NUMBER = /^\d{4,17}$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FINGERPRINT_LENGTH = 16;
const LAST_DIGITS = 4;
const WEIGHTS = [3, 7, 1];

/** The routing number that all test numbers go with, and what its bank is called. */
export const TEST_ROUTING_NUMBER = '110000000';
export const TEST_BANK_NAME = 'STRIPE TEST BANK';
/** Micro-deposits to it fail to be sent. */
export const MICRODEPOSITS_FAIL = '000666666661';

/** Payment methods that exist in every sandbox by name, each with its number at the test bank. */
export const TEST_PAYMENT_METHODS: Readonly<Record<string, string>> = {
  pm_usBankAccount_success: '000123456789',
  pm_usBankAccount_accountClosed: '000111111113',
  pm_usBankAccount_riskLevelHighest: '000000004954',
  pm_usBankAccount_noAccount: '000111111116',
  pm_usBankAccount_insufficientFunds: '000222222227',
  pm_usBankAccount_debitNotAuthorized: '000333333335',
  pm_usBankAccount_invalidCurrency: '000444444440',
  pm_usBankAccount_failMicrodeposits: MICRODEPOSITS_FAIL,
  pm_usBankAccount_dispute: '000555555559',
  pm_usBankAccount_processing: '000000000009',
  pm_usBankAccount_weeklyLimitExceeded: '000777777771',
};

/** Nine digits of which the last proves the others, as the American Bankers Association defines it. */
export function isRoutingNumber(text: string): boolean {
  if (!ROUTING_NUMBER.test(text)) return false;
  const sum = [...text].reduce((total, digit, place) => total + Number(digit) * WEIGHTS[place % 3]!, 0);
  return sum % 10 === 0;
}

export function isAccountNumber(text: string): boolean {
  return ACCOUNT_NUMBER.test(text);
}

export function lastDigits({ account_number }: BankNumber): string {
  return account_number.slice(-LAST_DIGITS);
}

/** What a merchant may compare accounts by; nobody can tell the digits from it, nor two merchants that they know the same account. */
export function publicFingerprint(vault: Vault, merchant: MerchantId, number: BankNumber): string {
  const print = fingerprint(vault.fingerprint_key, merchant, number.routing_number, number.account_number);
  return [...print.subarray(0, FINGERPRINT_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

type Method = Pick<Row<'payment_methods'>, 'id' | 'merchant'>;

export function sealNumber(vault: Vault, method: Method, number: BankNumber): Uint8Array {
  const { routing_number, account_number } = number;
  return vault.sealer.seal(JSON.stringify({ routing_number, account_number }), placeOf(method));
}

export function openNumber(vault: Vault, method: Method & Pick<Row<'payment_methods'>, 'sealed'>): BankNumber {
  return JSON.parse(vault.sealer.open(method.sealed, placeOf(method))) as BankNumber;
}

function placeOf({ id, merchant }: Method): Place {
  return { tenant: merchant, table: 'payment_methods', column: 'sealed', row: id };
}
