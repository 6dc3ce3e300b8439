// Gives every pane the words of the customer's language, and the sentences that depend on an account.
import { createContext, useContext } from 'react';
import { createText, type Key, type Text } from './catalogue/catalogue.ts';
import type { AccountLabel, FlowView } from './flow_types.ts';

export const TextContext = createContext<Text>(createText(['en']));

/** The words of the customer's language. */
export function useText(): Text {
  return useContext(TextContext);
}

const SUBCATEGORIES = ['checking', 'savings', 'credit_card', 'mortgage', 'line_of_credit'] as const;

/** The kind of an account in words; kinds we do not know are just accounts. */
export function subcategoryName(text: Text, subcategory: string): string {
  const known = SUBCATEGORIES.find((name) => name === subcategory) ?? 'other';
  return text.say(`subcategory.${known}` satisfies Key);
}

/** An account's name as the bank has it, else its kind. */
export function accountName(text: Text, account: Pick<AccountLabel, 'display_name' | 'subcategory'>): string {
  return account.display_name ?? subcategoryName(text, account.subcategory);
}

/** The bank of this flow by name; empty before one is chosen, where no sentence needs it. */
export function bankName(view: FlowView): string {
  return view.institution?.name ?? view.account?.institution_name ?? '';
}
