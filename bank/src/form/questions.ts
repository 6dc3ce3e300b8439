// What a form bank makes of an answer: who is let in, who is asked something more, who has to try again.
import type { Institution } from '#data/institutions.ts';
import type { Duty } from '#store/online_access.ts';

/** Wrong answers to one question before the sign-in ends. */
export const MAX_ATTEMPTS = 3;

/** Questions a bank may ask after user name and password; each is also the magic word that makes it come. */
export const QUESTIONS = ['options', 'mfa', 'confirm_mfa', 'security_question'] as const;
export type Question = (typeof QUESTIONS)[number];
/** `credentials` asks for user name and password again, `action` for what the customer has to agree to first. */
export type Challenge = Question | 'credentials' | 'action';

export interface Option {
  id: string;
  label: string;
}

/** What is asked. `prompt` is a key; its words are the asking application's. */
export interface ChallengeView {
  kind: Challenge;
  prompt: string;
  /** What an `action` is about; its words are the bank's own, in the options. */
  action?: Duty;
  options?: Option[];
  /** Of the options' labels. */
  language?: string;
}

const PROMPTS: Record<Challenge, string> = {
  credentials: 'sign_in',
  options: 'choose_where_to_send_code',
  mfa: 'enter_code',
  confirm_mfa: 'confirm_code',
  security_question: 'name_of_first_pet',
  action: 'agree_first',
};

const OPTIONS: Option[] = [
  { id: 'text', label: 'Text message to ••• ••• 0143' },
  { id: 'call', label: 'Call to ••• ••• 0143' },
  { id: 'email', label: 'E-mail to r•••@example.com' },
];

/** The bank writes in one language, whoever reads it. */
const LANGUAGE = 'en';

/** What a duty is done with, in a form: the one thing to choose. */
export const DUTY_OPTIONS: Record<Duty, Option> = {
  terms: { id: 'accept', label: 'I accept the new terms of online banking' },
  profile: { id: 'confirm', label: 'My address, e-mail address and phone number are up to date' },
};

/** @param duty what an `action` is about */
export function viewOf(kind: Challenge, duty: Duty | null): ChallengeView {
  const prompt = PROMPTS[kind];
  if (kind === 'options') return { kind, prompt, options: OPTIONS, language: LANGUAGE };
  if (kind !== 'action' || !duty) return { kind, prompt };
  return { kind, prompt, action: duty, options: [DUTY_OPTIONS[duty]], language: LANGUAGE };
}

/** What follows from what was typed. */
export type Verdict = { is: 'complete' } | { is: 'ended' } | { is: 'incorrect' } | { is: 'asked'; next: Question };

/**
 * Judges what was typed into a form. Any input is right unless it is one of the magic words of a bank that knows them.
 * @param fields all fields of the form; the last is the one whose words can ask for a question
 */
export function judge(institution: Institution, fields: readonly string[]): Verdict {
  if (!institution.magic_words) return { is: 'complete' };
  if (fields.includes('error')) return { is: 'ended' };
  if (fields.includes('incorrect')) return { is: 'incorrect' };
  const next = QUESTIONS.find((question) => question === fields.at(-1));
  return next ? { is: 'asked', next } : { is: 'complete' };
}

/** Words that mean something in a form of this bank, and so can be nobody's password. */
export function isMagicWord(institution: Institution, word: string): boolean {
  return institution.magic_words && ['error', 'incorrect', ...QUESTIONS].includes(word);
}
