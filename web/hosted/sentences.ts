// The sentences that depend on the state of things: why we are here, what went wrong, what an account is called.
import type { Key, Text } from './catalogue/catalogue.ts';
import type { AccountLabel, FlowView, Pane } from './flow_types.ts';

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

/** An account inside a sentence. */
export function accountInWords(text: Text, account: AccountLabel): string {
  const name = accountName(text, account);
  return account.last4 === null ? name : `${name} ····${account.last4}`;
}

/** The bank of this flow by name; empty before one is chosen, where no sentence needs it. */
export function bankName(view: FlowView): string {
  return view.institution?.name ?? view.account?.institution_name ?? '';
}

/** What the pages of a sandbox bank call us. In live mode it is up to who registered us at the bank, so nothing is said of it. */
export function nameThere(text: Text, view: FlowView): string | null {
  if (view.session.livemode || signsInHere(view)) return null;
  return text.say('bank.name_there', { bank: bankName(view), merchant: view.merchant.name });
}

/** Asked for before the end of a connection that works. */
export function isRenewal({ cause }: Pick<FlowView, 'cause'>): boolean {
  return cause === 'access_expiring' || cause === 'requirement_ahead';
}

/** Why we are here, in one sentence per cause. */
export function consentLead(text: Text, view: FlowView): string {
  const merchant = view.merchant.name;
  const bank = bankName(view);
  if (view.opening === 'changed_data') return text.say('consent.changed_data.lead', { merchant, bank });
  if (view.opening === 'link') {
    return bank === ''
      ? text.say('consent.link.lead', { merchant })
      : text.say('consent.link_fixed.lead', { merchant, bank });
  }
  switch (view.cause) {
    case 'number_expiring':
      if (view.number_expires_at === null) return text.say('consent.new_number.number_expired', { merchant, bank });
      return text.say('consent.new_number.number_expiring', { merchant, bank, date: text.day(view.number_expires_at) });
    case 'number_expired':
    case 'number_revoked':
      return text.say(`consent.new_number.${view.cause}`, { merchant, bank });
    case null:
    // Stands with changed data only, which has been dealt with.
    case 'access_expiring':
    case 'requirement_ahead':
      return text.say('consent.repair.unspecified', { merchant, bank });
    default:
      return text.say(`consent.repair.${view.cause}`, { merchant, bank });
  }
}

/** What comes after the customer's agreement. */
export function nextStep(text: Text, view: FlowView): string {
  const bank = bankName(view);
  if (bank === '') return text.say(view.manual_entry === 'required' ? 'manual.next' : 'consent.next.choose');
  return text.say(signsInHere(view) ? 'consent.next.form' : 'consent.next.bank', { bank });
}

/** A bank without pages of its own for this: it shares all accounts of whoever signs in on ours. */
export function signsInHere({ institution }: Pick<FlowView, 'institution'>): boolean {
  return institution?.sign_in === 'form';
}

/** What happened, in words for the customer. */
export function errorLead(text: Text, view: FlowView, pane: Pane & { type: 'error' }): string {
  const words = { bank: bankName(view), merchant: view.merchant.name };
  switch (pane.kind) {
    case 'no_accounts':
      return text.say(signsInHere(view) ? 'error.no_accounts.lead.form' : 'error.no_accounts.lead', words);
    case 'institution_maintenance':
      return pane.expected_available_at === null
        ? text.say('error.institution_maintenance.lead_unknown')
        : text.say('error.institution_maintenance.lead', { time: text.moment(pane.expected_available_at) });
    case 'no_eligible_accounts':
      return text.say('error.no_eligible_accounts.lead', { ...words, count: pane.found_count ?? pane.found.length });
    default:
      return text.say(`error.${pane.kind}.lead`, words);
  }
}
