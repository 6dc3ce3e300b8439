// What the page for micro-deposits (/verify/:token) shows, as types that its renderer in web/ imports too.
import type { FlowView } from './flow.ts';

export interface VerifyPageView {
  /** Wished languages, best first: tags or an Accept-Language list taken apart. */
  languages: string[];
  /** The path of the page; its forms post to it. */
  path: string;
  /** Shows that a form comes from a page that we gave this browser. */
  form_token: string;
  /** Null for a link that nobody made: then nothing is known. */
  about: VerifyPageAccount | null;
  verify: VerifyPage;
}

/** Who asks about which account. */
export interface VerifyPageAccount {
  merchant: FlowView['merchant'];
  livemode: boolean;
  last4: string;
  bank_name: string | null;
}

export type AnswerKind = 'code' | 'amounts';

export type VerifyPage =
  | {
      type: 'ask';
      /** `code`: one deposit whose description has one; whoever sees two amounts instead may name them. */
      by: AnswerKind;
      /** The answer just given; `unreadable`: it was none, and does not count. */
      wrong: { answered: AnswerKind; unreadable: boolean } | null;
      /** How often an answer of that kind may still be wrong, once it was. */
      left: number | null;
      /** Unix seconds. */
      arrives_at: number;
    }
  | { type: 'verified' }
  /** `replaced`: the merchant no longer waits for it. */
  | { type: 'over'; why: 'attempts_exceeded' | 'timeout' | 'not_sent' | 'replaced' }
  | { type: 'unknown' }
  /** The form was old, or of another page. */
  | { type: 'refused' }
  | { type: 'broken' }
  /** We cannot do our part right now; it passes by itself. */
  | { type: 'away' };
