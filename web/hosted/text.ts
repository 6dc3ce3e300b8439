// Gives every pane the words of the customer's language.
import { createContext, useContext } from 'react';
import type { Text } from './catalogue/catalogue.ts';

export const TextContext = createContext<Text | null>(null);

/** The words of the customer's language. */
export function useText(): Text {
  const text = useContext(TextContext);
  if (text === null) throw new Error('a pane stands outside of its words');
  return text;
}
