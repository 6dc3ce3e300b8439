// Connected accounts with bank accounts to be paid out to, for contract tests.
import type Stripe from 'stripe';
import type { TestApi } from '../api.ts';

export const BANK_ACCOUNT = {
  country: 'US',
  currency: 'usd',
  account_holder_name: 'Jenny Rosen',
  account_holder_type: 'individual',
  routing_number: '110000000',
  account_number: '000123456789',
} as const;

let numbers = 0;
/** Another number each time: an account has each bank account once. */
export function another() {
  numbers += 1;
  return { ...BANK_ACCOUNT, account_number: String(700_000_000 + numbers) };
}

export const newAccount = async (api: TestApi) => (await api.stripe.accounts.create({ type: 'custom' })).id;

export const newToken = async (api: TestApi, bank_account: object = another()) =>
  (await api.stripe.tokens.create({ bank_account: bank_account as never })).id;

/** A new bank account of a connected account. */
export async function addTo(api: TestApi, acct: string, params: object = {}): Promise<Stripe.BankAccount> {
  const external_account = await newToken(api);
  const made = await api.stripe.accounts.createExternalAccount(acct, { external_account, ...params });
  return made as Stripe.BankAccount;
}
