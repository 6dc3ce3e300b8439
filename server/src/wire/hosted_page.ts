// What the customer's own page (/relink/:token) shows, as types that its renderer in web/ imports too.
import type { AccountLabel, FlowView, InstitutionView } from './flow.ts';
import type { VerifyPageView } from './verify_page.ts';

export interface HostedPageView {
  /** Wished languages, best first: tags or an Accept-Language list taken apart. */
  languages: string[];
  /** The path of the page; its forms post to it and below it. */
  path: string;
  /** Shows that a form comes from a page that we gave this browser. */
  form_token: string;
  /** Null for a link that nobody made: then nothing is known. */
  view: FlowView | null;
  /** Where the merchant wants his customer back; http or https. */
  return_url: string | null;
  page: HostedPage;
}

export type HostedPage =
  /** Who asks, for which account and why; the button acts. `taken`: another browser is at it. */
  | { type: 'ask'; taken: boolean }
  /** Asks back before the customer declines for good. */
  | { type: 'decline' }
  /** The bank is open somewhere, or ready to be opened. */
  | { type: 'at_bank'; opened: boolean }
  /** We are at work, or the bank asks something that our page puts to the customer. */
  | { type: 'working' }
  /** A visit to the bank came to nothing; `view.pane` says why. */
  | { type: 'problem' }
  | { type: 'success'; next: NextAccount[] }
  /** The customer went on in another browser. */
  | { type: 'elsewhere' }
  /** The link works again by another way. */
  | { type: 'repaired' }
  | { type: 'used' }
  | { type: 'superseded' }
  /** `email` is masked: where a new link would be sent; null: it is shown at once. */
  | { type: 'expired'; delivery: 'url' | 'email'; email: string | null }
  /** `fresh`: written just now; otherwise not long ago. */
  | { type: 'renewed'; email: string; fresh: boolean }
  /** The session is over without a repair. */
  | { type: 'ended'; declined: boolean }
  /** Nothing can be repaired any more. */
  | { type: 'gone'; why: 'disconnected' | 'closed' }
  /** The bank lets us in again when the customer has unlocked his access there, or by itself. */
  | { type: 'shut_out' }
  | { type: 'too_often' }
  | { type: 'unknown' }
  /** The form was old, or of another page. */
  | { type: 'refused' }
  | { type: 'broken' }
  /** We cannot do our part right now; it passes by itself. */
  | { type: 'away' };

/** Another account of this customer that needs a repair. */
export interface NextAccount {
  id: string;
  label: AccountLabel;
  institution: InstitutionView;
}

export interface RenderedPage {
  html: string;
  /** The text of every inline style, for the hashes in the policy. */
  inline_styles: string[];
}

/** Renders the customer's own pages: this one, and the one for micro-deposits. */
export type RenderHostedPage = (page: HostedPageView | VerifyPageView) => RenderedPage;
