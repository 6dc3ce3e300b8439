// Gives every pane the words of the customer's language.
import { createContext, useContext } from 'react';
import { createText, type Text } from './catalogue/catalogue.ts';

export const TextContext = createContext<Text>(createText(['en']));

/** The words of the customer's language. */
export function useText(): Text {
  return useContext(TextContext);
}
