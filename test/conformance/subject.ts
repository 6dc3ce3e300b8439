// What the kit needs to know of a connector, of the bank it is tried at, and of who works that bank.
import type {
  BankConnector,
  Credential,
  InstitutionProfile,
  VisitInput,
  VisitStep,
} from '../../server/src/domain/connections/bank.ts';

/** One connector at one institution. */
export interface Subject {
  /** For the report. */
  name: string;
  institution: InstitutionProfile;
  traits: Traits;
  /** Called once, before the first sentence. Whoever opens the bank closes it. */
  bank(): TestBank;
}

/** In what institutions differ besides their policy; a sentence that does not apply is not listed. */
export interface Traits {
  /** The customer goes to pages of the bank and comes back with a code; else he answers forms of ours. */
  pages: boolean;
  /** Every answer of its authorization endpoint names the issuer. */
  names_issuer: boolean;
  /** Credentials are renewed; else they live as long as the consent. */
  refreshes: boolean;
  /** Access tokens are bound to a key or a certificate of ours. */
  bound_tokens: boolean;
  /** How an ended grant says why: by its record at the bank, by words in the refusal of a refresh, or not at all. */
  ends_told: 'by_record' | 'by_words' | 'not';
  /** Its consent record tells from when on it wants a new sign-in. */
  announces_sign_in: boolean;
  /** What a customer who links again finds: another number for ACH, or the one that he had. */
  number_after_relink: 'new' | 'same';
}

/** A customer of the test bank: any name, made at first use, always with the same accounts. */
export type Customer = string;

/** Who works the test bank: its customers and its operator. */
export interface TestBank {
  connector: BankConnector;
  /** Registered at the bank for this institution. */
  redirect_uri: string;
  /** Somebody with an account, by its display name, of some two thousand transactions a day. */
  busy: { customer: Customer; account: string };
  /** Does what a customer would with this step: walks the bank's pages, or fills in the form. */
  visit(step: VisitStep, customer: Customer, wish: 'agree' | 'decline'): Promise<VisitInput>;
  /** What ends of consents are judged by from now on. */
  setTime(customer: Customer, at: Date): Promise<void>;
  /** Befalls his latest grant. `tokens_lost`: the grant lives, and none of its tokens does. */
  happens(customer: Customer, event: 'revoked_by_customer' | 'revoked_by_bank' | 'tokens_lost'): Promise<void>;
  /** Announces about his latest grant from when on it wants a new sign-in; null takes that back. Only where it announces such things. */
  announces?(customer: Customer, from: Date | null): Promise<void>;
  /** Befalls one account, under its id at the bank. */
  befalls(customer: Customer, bank_account: string, event: 'closed' | 'locked'): Promise<void>;
  /** How the bank answers until told otherwise (null); `lost_refresh`: it does what it is asked once, and the answer is lost. */
  fails(how: 'maintenance' | 'too_many_requests' | 'nonsense' | 'lost_refresh' | null): Promise<void>;
  /** The status of a read by somebody who has got hold of the access token and nothing else; only where tokens are bound. */
  steal?(credential: Credential): Promise<number>;
}
