// What a link has to look like: the few facts of it that count, and how each of them changes. Pure; no platform and no bank in it.
import { BANKS } from './banks.ts';

export type Cause =
  | 'access_denied'
  | 'access_expired'
  | 'account_closed'
  | 'account_unavailable'
  | 'institution_requirement'
  | 'unspecified';
export type Status = 'active' | 'inactive' | 'disconnected';

export interface ModelAccount {
  id: string;
  /** Its id at the bank, as the operator's desk tells it. */
  bank_account: string;
  name: string;
  last4: string | null;
  subcategory: string;
  status: Status;
  cause: Cause | null;
  /** The look, in the holder's time in Unix seconds, that first did not find it, though nobody had said that it is gone. */
  missing_since: number | null;
  permissions: string[];
}

export interface ModelLink {
  id: string;
  slug: string;
  /** The bank person behind it. */
  user: string;
  /** Its consent at the bank; null until the first session has ended. */
  consent: string | null;
  status: Status;
  /** Why the connection as a whole is dead; authorizations do not show it. */
  cause: Cause | null;
  /** Unix seconds; only where an end is known and the link is active. */
  ends_at: number | null;
  /** Why it will end then. */
  ends_by: 'access_expired' | 'institution_requirement' | null;
  /** Something happened at the bank that the platform has not looked at yet. */
  unnoticed: boolean;
  /** The consent whose tokens are worth nothing, although nobody ended it. */
  tokenless: string | null;
  accounts: ModelAccount[];
}

/** A person as the bank's operator sees him. */
export interface BankView {
  accounts: { account_id: string; display_name: string; last4: string; account_type: string; status: string }[];
  /** In the order in which he gave them. */
  consents: BankConsent[];
}

export interface BankConsent {
  consent_id: string;
  status: 'ACTIVE' | 'EXPIRED' | 'REVOKED';
  ends_at: string | null;
  end_announced: boolean;
  reauthentication_required: boolean;
  reauthentication_required_from: string | null;
  revocation_initiator: string | null;
  account_ids: string[];
  account_ids_needing_consent: string[];
  unavailable_account_ids: string[];
}

/** An account that vanished without a word is not there in two looks so far apart before it counts as gone. */
const MISSING_S = 86_400;

export interface Look {
  /** In the holder's time, in Unix seconds; null: once more, in the moment of the last one. */
  at: number | null;
  /** A test helper vouches that a missing account is gone. */
  confirmed: boolean;
}

/** The same look once more: it tells nothing new. */
export const REPEATED: Look = { at: null, confirmed: false };

/** What a look at the bank makes of a link. */
export function looked(link: ModelLink, view: BankView, look: Look): ModelLink {
  const consent = view.consents.find((row) => row.consent_id === link.consent);
  if (link.status === 'disconnected' || consent === undefined) return link;
  const cause = deathOf(consent, link.tokenless);
  // No reason is no better word than the one that was told already.
  if (cause === 'unspecified' && link.status === 'inactive') return { ...link, unnoticed: false };
  if (cause !== null) {
    const fallen = (account: ModelAccount) => account.status === 'active' || fell(link, account);
    const accounts = link.accounts.map((account) => (fallen(account) ? inactive(account, cause) : account));
    return { ...link, status: 'inactive', cause, ...NO_END, accounts, unnoticed: false };
  }
  const accounts = link.accounts.map((account) => lookedAt(link, account, view, consent, look));
  return { ...link, status: 'active', cause: null, ...endOf(link, consent), accounts, unnoticed: false };
}

/** Why nothing can be read under a consent, or null. */
export function deathOf(consent: BankConsent, tokenless: string | null): Cause | null {
  const worthless = consent.consent_id === tokenless;
  // A bank that meets a replaced token again ends the consent, and nobody has refused anything.
  const metAgain = worthless && consent.revocation_initiator === 'DATA_PROVIDER';
  if (consent.status === 'EXPIRED') return 'access_expired';
  if (consent.status === 'REVOKED') return metAgain ? 'unspecified' : 'access_denied';
  if (worthless) return 'unspecified';
  return consent.reauthentication_required ? 'institution_requirement' : null;
}

type End = Pick<ModelLink, 'ends_at' | 'ends_by'>;
const NO_END: End = { ends_at: null, ends_by: null };

/** The first end that is known: of the consent, or by a new sign-in that the bank has announced. */
export function endOf({ slug }: Pick<ModelLink, 'slug'>, consent: BankConsent): End {
  const seconds = (at: string | null) => (at === null ? null : Math.floor(Date.parse(at) / 1000));
  const known = consent.end_announced || BANKS[slug]!.end_known;
  const grant = known ? seconds(consent.ends_at) : null;
  const demand = BANKS[slug]!.records ? seconds(consent.reauthentication_required_from) : null;
  if (demand !== null && (grant === null || demand < grant)) {
    return { ends_at: demand, ends_by: 'institution_requirement' };
  }
  return grant === null ? NO_END : { ends_at: grant, ends_by: 'access_expired' };
}

/** Inactive because the whole connection was. */
function fell(link: ModelLink, account: ModelAccount): boolean {
  return account.status === 'inactive' && link.cause !== null && account.cause === link.cause;
}

function lookedAt(
  link: ModelLink,
  account: ModelAccount,
  view: BankView,
  consent: BankConsent,
  look: Look,
): ModelAccount {
  if (account.status === 'disconnected') return account;
  const id = account.bank_account;
  const hit = account.status === 'active' || fell(link, account);
  if (!consent.account_ids.includes(id)) {
    if (BANKS[link.slug]!.records) return hit ? inactive(account, 'access_denied') : account;
    // Without a record nobody knows why it is missing.
    return hit ? missed(link, account, look) : account;
  }
  if (consent.unavailable_account_ids.includes(id)) return hit ? missed(link, account, look) : account;
  if (consent.account_ids_needing_consent.includes(id)) return inactive(account, 'account_unavailable');
  return isClosed(view, id) ? inactive(account, 'account_closed') : active(account);
}

function missed(link: ModelLink, account: ModelAccount, { at, confirmed }: Look): ModelAccount {
  const since = account.missing_since;
  const long = since !== null && at !== null && at - since >= MISSING_S;
  if (confirmed || long || fell(link, account)) return inactive(account, 'account_unavailable');
  // A first look that is repeated has a moment, which nobody asks for.
  return { ...account, missing_since: since ?? at ?? 0 };
}

/** What a session that succeeded makes of the link it ended on; `chosen` are known accounts. New ones are added by the caller. */
export function relinked(
  link: ModelLink,
  view: BankView,
  session: { consent: string; chosen: string[]; permissions: string[] },
): ModelLink {
  const consent = view.consents.find((row) => row.consent_id === session.consent)!;
  const accounts = link.accounts.map((account) => {
    if (session.chosen.includes(account.id)) return { ...active(account), permissions: session.permissions };
    if (account.status === 'disconnected') return account;
    if (!consent.account_ids.includes(account.bank_account)) {
      return account.status === 'active' ? inactive(account, 'access_denied') : account;
    }
    return isClosed(view, account.bank_account) ? inactive(account, 'account_closed') : active(account);
  });
  const fresh = { consent: session.consent, status: 'active', cause: null, unnoticed: false } as const;
  return { ...link, ...fresh, ...endOf(link, consent), accounts };
}

/** The merchant ends an account, and with its last account the link. */
export function disconnected(link: ModelLink, id: string): ModelLink {
  const accounts = link.accounts.map((account): ModelAccount => {
    return account.id === id
      ? { ...account, status: 'disconnected', cause: null, missing_since: null, permissions: [] }
      : account;
  });
  if (accounts.some((account) => account.status !== 'disconnected')) return { ...link, accounts };
  return { ...link, status: 'disconnected', cause: null, ...NO_END, accounts };
}

export interface Choice {
  /** Display names that the customer shares; null: the default. */
  named: string[] | null;
  /** Accounts that are known at this bank person, by their ids at the bank. */
  known: string[];
  /** The bank account that a targeted relink is about. */
  target: string | null;
  relink: boolean;
  /** Whether the customer chooses at the bank what he shares. */
  choice_at_bank: boolean;
  subcategories: string[] | null;
  limit: number | null;
}

/** The accounts, by their ids at the bank, that a session played to its success links; empty: it fails. Rules: rulings, "Test helpers". */
export function chosenAt(view: BankView, choice: Choice): string[] {
  const ids = (rows: BankView['accounts']) => rows.map((account) => account.account_id);
  const known = ids(view.accounts).filter((id) => choice.known.includes(id));
  const named = ids(view.accounts.filter((account) => choice.named?.includes(account.display_name)));
  const shared = !choice.choice_at_bank ? ids(view.accounts) : sharedAt(ids(view.accounts), known, named, choice);
  const eligible = view.accounts.filter((account) => {
    const kind = subcategoryOf(account.account_type);
    const wanted = choice.subcategories === null || choice.subcategories.includes(kind);
    return account.status === 'OPEN' && wanted && shared.includes(account.account_id);
  });
  if (choice.target !== null) return ids(eligible).filter((id) => id === choice.target);
  const again = ids(eligible).filter((id) => known.includes(id));
  const picked = choice.named
    ? ids(eligible).filter((id) => named.includes(id))
    : choice.relink && again.length > 0
      ? again
      : ids(eligible);
  return picked.slice(0, choice.limit ?? picked.length);
}

function sharedAt(all: string[], known: string[], named: string[], choice: Choice): string[] {
  if (choice.named !== null) return [...named, ...known.filter((id) => id !== choice.target)];
  return choice.relink && known.length > 0 ? known : all;
}

/** The bank's account types in Stripe's words. */
export function subcategoryOf(type: string): string {
  const words: Record<string, string> = {
    CHECKING: 'checking',
    SAVINGS: 'savings',
    CREDITCARD: 'credit_card',
    MORTGAGE: 'mortgage',
    LINEOFCREDIT: 'line_of_credit',
  };
  return words[type] ?? 'other';
}

function isClosed(view: BankView, id: string): boolean {
  return view.accounts.find((account) => account.account_id === id)?.status === 'CLOSED';
}

function active(account: ModelAccount): ModelAccount {
  return account.status === 'disconnected'
    ? account
    : { ...account, status: 'active', cause: null, missing_since: null };
}

function inactive(account: ModelAccount, cause: Cause): ModelAccount {
  return account.status === 'disconnected' ? account : { ...account, status: 'inactive', cause, missing_since: null };
}
