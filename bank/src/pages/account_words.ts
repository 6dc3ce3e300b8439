// The customer's words for an account's type.
import { en, type PhraseKey } from '#pages/catalogue/en.ts';
import type { Say } from '#pages/say.ts';
import type { Account } from '#store/accounts.ts';

/** The type in words; the bank's own code where the catalogue has none. */
export function typeName(say: Say, account: Account): string {
  const key = `type.${account.account_type}`;
  return key in en ? say(key as PhraseKey) : account.account_type;
}
