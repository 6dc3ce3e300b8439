// Every state the customer can see, as answers of /flow/api/view: data for the gallery, the screenshots and the tests.
import type { AccountLabel, Candidate, ErrorKind, FlowView, InstitutionView, Pane } from '../hosted/flow_types.ts';

const riverbank: InstitutionView = {
  id: 'fcinst_gallery_riverbank',
  name: 'Riverbank',
  initials: 'Ri',
  color: '#1f5fae',
  sign_in: 'oauth',
};
const cooperative: InstitutionView = {
  id: 'fcinst_gallery_cooperative',
  name: 'Cooperative Savings Bank of Upper Franconia and Middle Hesse',
  initials: 'CS',
  color: '#f2b705',
  sign_in: 'form',
};

/** The banks of the gallery: the first six are featured. */
export const INSTITUTIONS: readonly InstitutionView[] = [
  riverbank,
  { id: 'fcinst_gallery_harbor', name: 'Harbor Trust', initials: 'HT', color: '#0d7377', sign_in: 'oauth' },
  cooperative,
  { id: 'fcinst_gallery_lark', name: 'Lark', initials: 'L', color: '#7a3e9d', sign_in: 'oauth' },
  { id: 'fcinst_gallery_union', name: 'First Union of Teachers', initials: 'FU', color: '#b3261e', sign_in: 'form' },
  { id: 'fcinst_gallery_north', name: 'Northern Mutual', initials: 'NM', color: '#30343b', sign_in: 'oauth' },
  { id: 'fcinst_gallery_prairie', name: 'Prairie Credit Union', initials: 'PC', color: '#5b7f1e', sign_in: 'form' },
  { id: 'fcinst_gallery_quay', name: 'Quay Bank', initials: 'QB', color: '#c2185b', sign_in: 'oauth' },
  ...Array.from({ length: 24 }, (_, index): InstitutionView => {
    const name = `County Bank ${index + 1}`;
    return { id: `fcinst_gallery_county_${index + 1}`, name, initials: 'CB', color: '#46606e', sign_in: 'oauth' };
  }),
];

const checking: AccountLabel = {
  display_name: 'Everyday Checking',
  institution_name: 'Riverbank',
  last4: '6789',
  subcategory: 'checking',
};
const savings: AccountLabel = {
  display_name: 'Rainy Day Savings',
  institution_name: 'Riverbank',
  last4: '4321',
  subcategory: 'savings',
};
const joint: AccountLabel = {
  display_name: 'Joint household account with a name of uncommon length',
  institution_name: 'Riverbank',
  last4: '2468',
  subcategory: 'checking',
};
const nameless: AccountLabel = { display_name: null, institution_name: 'Riverbank', last4: null, subcategory: 'other' };

const base: FlowView = {
  session: { id: 'fcsess_gallery', livemode: false, status: 'pending' },
  merchant: {
    name: 'Example Shop',
    accent: null,
    logo_url: null,
    support_email: 'help@shop.example',
    support_url: null,
  },
  opening: 'repair',
  permissions: ['payment_method', 'balances'],
  permission_changes: null,
  cause: 'access_expired',
  number_expires_at: null,
  account: checking,
  institution: riverbank,
  institution_fixed: true,
  limits: { accounts: 1 },
  sibling_count: 2,
  manual_entry: 'disabled',
  intent: null,
  pane: { type: 'consent' },
};
const link: FlowView = {
  ...base,
  opening: 'link',
  cause: null,
  account: null,
  institution: null,
  institution_fixed: false,
  limits: { accounts: null },
  sibling_count: 0,
};
const renewal: FlowView = { ...base, opening: 'new_number', cause: 'number_expiring', sibling_count: 0 };

const candidates: Candidate[] = [
  candidate('everyday', 'Everyday Checking', '6789', 'checking', { known: true, selected: true }),
  candidate('rainy', 'Rainy Day Savings', '4321', 'savings', { selected: true }),
  candidate('joint', 'Joint household account with a name of uncommon length', '2468', 'checking', {}),
  candidate('card', 'Platinum Card', '8790', 'credit_card', { eligible: false, reason: 'not_payable' }),
  candidate('loan', 'Home Loan', null, 'mortgage', { eligible: false, reason: 'filtered' }),
  candidate('old', 'Student Checking', '1113', 'checking', { eligible: false, reason: 'closed' }),
];

function candidate(
  id: string,
  name: string,
  last4: string | null,
  subcategory: string,
  rest: Partial<Candidate>,
): Candidate {
  const plain = { known: false, selected: false, eligible: true, reason: null };
  return { id, display_name: name, last4, subcategory, ...plain, ...rest };
}

type FormPane = Pane & { type: 'form' };
const FIRST_TRY = { error: null, attempt: 1, max_attempts: 3 };
type Field = FormPane['fields'][number];
const ACCEPT = { id: 'accept', label: 'I accept the new terms of online banking' };
const TERMS: Field = { name: 'answer', kind: 'options', options: [ACCEPT] };

function challenge(kind: FormPane['challenge'], field: Field, more: Partial<FormPane> = {}): FlowView {
  const pane: FormPane = {
    ...more,
    type: 'form',
    purpose: 'challenge',
    challenge: kind,
    fields: [field],
    ...FIRST_TRY,
  };
  return { ...link, institution: cooperative, pane };
}

function credentials(rest: Partial<FormPane>): FlowView {
  const pane: FormPane = {
    type: 'form',
    purpose: 'credentials',
    challenge: null,
    fields: [
      { name: 'username', kind: 'text' },
      { name: 'password', kind: 'password' },
    ],
    ...FIRST_TRY,
  };
  return { ...link, institution: cooperative, pane: { ...pane, ...rest } };
}

function failed(kind: ErrorKind, view: FlowView, rest: Partial<Pane & { type: 'error' }> = {}): FlowView {
  const pane: Pane = {
    type: 'error',
    kind,
    actions: view.institution_fixed ? ['retry', 'exit'] : ['retry', 'another_bank'],
    expected_available_at: null,
    found_count: null,
    found: [],
    ...rest,
  };
  return { ...view, pane };
}

const chosen: FlowView = { ...link, institution: riverbank };
const byHand: FlowView = { ...link, manual_entry: 'automatic', intent: 'setup' };
/** A fixed moment, so that screenshots do not change by themselves: 4 March 2027, 18:30 UTC. */
const MOMENT = 1804185000;

/** Name to view. A name ends in what it shows; the gallery lists them in this order. */
export const VIEWS: Record<string, FlowView> = {
  consent_link: { ...link, permissions: ['payment_method', 'balances', 'ownership', 'transactions'] },
  consent_link_fixed: { ...chosen, institution_fixed: true, permissions: ['balances'] },
  consent_repair_expired: base,
  consent_repair_denied: { ...base, cause: 'access_denied', sibling_count: 1 },
  consent_repair_closed: { ...base, cause: 'account_closed', sibling_count: 0 },
  consent_repair_unavailable: { ...base, cause: 'account_unavailable', sibling_count: 0 },
  consent_repair_institution: {
    ...base,
    cause: 'institution_requirement',
    account: null,
    permissions: ['transactions'],
  },
  consent_repair_unspecified: { ...base, cause: 'unspecified', account: nameless },
  consent_number_expiring: { ...renewal, number_expires_at: MOMENT },
  consent_number_expired: { ...renewal, cause: 'number_expired' },
  consent_number_revoked: { ...renewal, cause: 'number_revoked' },
  consent_renewal: {
    ...base,
    opening: 'changed_data',
    cause: 'access_expiring',
    number_expires_at: MOMENT,
    sibling_count: 0,
  },
  consent_changed_data: {
    ...base,
    opening: 'changed_data',
    cause: null,
    permissions: ['balances', 'transactions'],
    permission_changes: { added: ['transactions'], removed: ['ownership'] },
  },
  consent_live_long_names: {
    ...base,
    session: { ...base.session, livemode: true },
    merchant: {
      ...base.merchant,
      name: 'Kraftfahrzeug-Haftpflichtversicherungsverein Oberfranken und Mittelhessen',
      accent: '#ffd400',
    },
    institution: cooperative,
    account: { ...joint, institution_name: cooperative.name },
    permissions: ['payment_method', 'balances', 'ownership', 'transactions'],
  },
  picker: { ...link, pane: { type: 'institution_picker', featured: INSTITUTIONS.slice(0, 6) } },
  picker_manual: { ...byHand, pane: { type: 'institution_picker', featured: INSTITUTIONS.slice(0, 6) } },
  manual_required: { ...byHand, manual_entry: 'required', pane: { type: 'manual_entry' } },
  manual_done: { ...byHand, intent: null, pane: { type: 'manual_entry_success', last4: '6789', verification: false } },
  manual_done_deposits: { ...byHand, pane: { type: 'manual_entry_success', last4: '6789', verification: true } },
  bank_ready_relink: { ...base, pane: { type: 'bank', state: 'ready' } },
  bank_ready_link: { ...chosen, pane: { type: 'bank', state: 'ready' } },
  bank_ready_form: { ...link, institution: cooperative, pane: { type: 'bank', state: 'ready' } },
  bank_waiting: {
    ...base,
    pane: { type: 'bank', state: 'open', launch_url: '/banks/launch/unused', opened_at: MOMENT },
  },
  form_credentials: credentials({}),
  form_incorrect: credentials({ error: 'incorrect', attempt: 2 }),
  form_options: challenge('options', {
    name: 'answer',
    kind: 'options',
    options: [
      { id: 'text', label: 'Text message to ••• 55' },
      { id: 'call', label: 'Call to ••• 55' },
      { id: 'app', label: 'Riverbank app' },
    ],
  }),
  form_mfa: challenge('mfa', { name: 'answer', kind: 'code' }),
  form_confirm_mfa: challenge('confirm_mfa', { name: 'answer', kind: 'code' }),
  form_security_question: challenge('security_question', { name: 'answer', kind: 'text' }),
  form_action: challenge('action', TERMS),
  form_action_terms: challenge('action', TERMS, { action: 'terms', language: 'en' }),
  progress_contacting: { ...base, pane: { type: 'progress', doing: 'contacting_bank' } },
  progress_loading: { ...base, pane: { type: 'progress', doing: 'loading_accounts' } },
  progress_linking_repair: { ...base, pane: { type: 'progress', doing: 'linking' } },
  progress_linking_link: { ...chosen, pane: { type: 'progress', doing: 'linking' } },
  progress_linking_number: { ...renewal, pane: { type: 'progress', doing: 'linking' } },
  accounts_many: { ...chosen, pane: { type: 'account_picker', accounts: candidates, min: 1, max: null } },
  accounts_up_to_two: { ...chosen, pane: { type: 'account_picker', accounts: candidates, min: 1, max: 2 } },
  accounts_single: { ...chosen, pane: { type: 'account_picker', accounts: candidates, min: 1, max: 1 } },
  accounts_repair: {
    ...base,
    account: null,
    limits: { accounts: null },
    pane: { type: 'account_picker', accounts: candidates.slice(0, 3), min: 1, max: null },
  },
  error_institution_down: failed('institution_down', chosen, { actions: ['another_bank', 'retry'] }),
  error_institution_maintenance: failed('institution_maintenance', chosen, {
    actions: ['another_bank', 'exit'],
    expected_available_at: MOMENT,
  }),
  error_institution_maintenance_unknown: failed('institution_maintenance', base),
  error_accounts_unavailable: failed('accounts_unavailable', chosen),
  error_no_eligible_accounts: failed('no_eligible_accounts', chosen, {
    actions: ['another_bank', 'exit'],
    found_count: 3,
  }),
  error_no_accounts: failed('no_accounts', base),
  error_numbers_unavailable: failed('numbers_unavailable', chosen),
  error_numbers_unavailable_manual: failed(
    'numbers_unavailable',
    { ...byHand, institution: riverbank },
    { actions: ['another_bank', 'manual_entry', 'retry'] },
  ),
  error_wrong_account: failed('wrong_account', base, { found: [savings, joint], found_count: 2 }),
  error_wrong_account_none: failed('wrong_account', base),
  error_wrong_person: failed('wrong_person', base),
  error_bank_refused: failed('bank_refused', base),
  error_sign_in_failed: failed('sign_in_failed', { ...link, institution: cooperative }),
  error_locked_out: failed('locked_out', { ...link, institution: cooperative }),
  error_bank_cancelled: failed('bank_cancelled', base),
  error_expired: failed('expired', base),
  error_other: failed('other', base),
  success_link: { ...chosen, pane: { type: 'success', accounts: [checking, savings], others_reactivated: [] } },
  success_intent: {
    ...byHand,
    institution: riverbank,
    pane: { type: 'success', accounts: [checking], others_reactivated: [] },
  },
  success_repair: { ...base, pane: { type: 'success', accounts: [checking], others_reactivated: [savings, joint] } },
  success_new_number: { ...renewal, pane: { type: 'success', accounts: [checking], others_reactivated: [] } },
  success_changed_data: {
    ...base,
    opening: 'changed_data',
    cause: null,
    pane: { type: 'success', accounts: [checking], others_reactivated: [] },
  },
};

/** Where the walks of the gallery begin and what they know. */
export const STARTS = {
  relink: base,
  link,
  hand: byHand,
  custom: { ...byHand, manual_entry: 'custom' } satisfies FlowView,
  riverbank,
  cooperative,
  checking,
  savings,
  candidates,
};
