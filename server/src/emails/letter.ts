// A mail before it has a form: words in reading order, from which HTML and text are laid out alike.
import type { Language } from './types.ts';

export interface Letter {
  language: Language;
  subject: string;
  /** What the inbox shows after the subject. */
  preheader: string;
  heading: string;
  greeting: string | null;
  paragraphs: string[];
  facts: { label: string; value: string }[];
  /** How one of them reads as a line of text: `{label}: {value}`. */
  fact_line: string;
  button: { label: string; url: string };
  /** Stands above the bare link: in the text part before it, in HTML below the button. */
  lead_in: { text: string; html: string };
  after: string[];
  /** Where the reader can ask whether this mail is real; `{support}` in it is the address. */
  support: { sentence: string; email: string | null; url: string | null } | null;
  footer: string;
  /** The note of the sandbox. */
  ribbon: string | null;
}

const TEXT_LENGTH_MAX = 200;

/**
 * What others wrote (names of customers, banks, accounts), as one line that cannot pass for more than a name: no control
 * or direction characters, and nothing that a mail program makes a link of.
 */
export function plain(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/:\/\//g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > TEXT_LENGTH_MAX ? `${line.slice(0, TEXT_LENGTH_MAX - 1)}…` : line;
}

/** Puts values into a sentence's named places. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(values, name) ? values[name]! : place));
}
