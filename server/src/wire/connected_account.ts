// How a connected account looks on the wire (account), and the platform itself as GET /v1/account shows it.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { MerchantId } from '#kernel/id.ts';

export type ConnectedAccountObject = Omit<Stripe.Account, 'lastResponse' | 'external_accounts'> & {
  external_accounts: ExternalAccountList;
};
export type DeletedConnectedAccountObject = Omit<Stripe.DeletedAccount, 'lastResponse'>;

interface ExternalAccountList {
  object: 'list';
  data: object[];
  has_more: boolean;
  total_count: number;
  url: string;
}

type Fields = Record<string, unknown>;

/** Nobody is verified here: nothing is ever due, and what may be done follows from the capabilities alone. */
const NOTHING_DUE = {
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
};

/** `external_accounts` are the ones that it pays out to, as the wire shows them. */
export function presentConnectedAccount(
  account: Row<'connected_accounts'>,
  external_accounts: readonly object[] = [],
): ConnectedAccountObject {
  const { capabilities, settings } = account;
  return {
    id: account.id,
    object: 'account',
    business_profile: presentProfile(account.business_profile),
    business_type: account.business_type,
    capabilities,
    charges_enabled: mayCharge(capabilities),
    ...(account.company === null ? {} : { company: presentCompany(account.company) }),
    controller: { ...account.controller, is_controller: true, type: 'application' },
    country: account.country,
    created: unixSeconds(account.created),
    default_currency: account.default_currency,
    details_submitted: true,
    email: account.email,
    external_accounts: listOf(account.id, external_accounts),
    future_requirements: NOTHING_DUE,
    ...(account.individual === null ? {} : { individual: presentIndividual(account.id, account.individual) }),
    metadata: account.metadata,
    payouts_enabled: mayCharge(capabilities) || capabilities.transfers === 'active',
    requirements: NOTHING_DUE,
    settings: presentSettings(settings, account.name),
    tos_acceptance: presentTos(account.tos_acceptance),
    type: account.type,
  };
}

/** Of the key's own merchant there is less to tell: it is set up at the Dashboard. */
export function presentOwnAccount(merchant: Row<'merchants'>): ConnectedAccountObject {
  const { id, name, support_email, support_url, accent } = merchant;
  return {
    id,
    object: 'account',
    business_profile: presentProfile({ name, support_email, support_url }),
    business_type: null,
    capabilities: {},
    charges_enabled: true,
    controller: { type: 'account' },
    country: 'US',
    created: unixSeconds(merchant.created),
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    external_accounts: listOf(id, []),
    future_requirements: NOTHING_DUE,
    metadata: {},
    payouts_enabled: true,
    requirements: NOTHING_DUE,
    settings: presentSettings({ branding: { primary_color: accent } }, name),
    tos_acceptance: presentTos({}),
    type: 'standard',
  };
}

export function presentDeletedConnectedAccount(id: MerchantId): DeletedConnectedAccountObject {
  return { id, object: 'account', deleted: true };
}

/** Whether customers may pay it: any way of paying will do. */
function mayCharge(capabilities: Row<'connected_accounts'>['capabilities']): boolean {
  return Object.entries(capabilities).some(([name, status]) => name.endsWith('_payments') && status === 'active');
}

function listOf(id: MerchantId, data: readonly object[]): ExternalAccountList {
  const url = `/v1/accounts/${id}/external_accounts`;
  return { object: 'list', data: [...data], has_more: false, total_count: data.length, url };
}

function presentProfile(profile: Fields): Stripe.Account.BusinessProfile {
  const { support_address, ...told } = profile;
  return {
    annual_revenue: null,
    estimated_worker_count: null,
    mcc: null,
    minority_owned_business_designation: null,
    name: null,
    product_description: null,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
    ...told,
    support_address: presentAddress(support_address),
  };
}

function presentAddress(given: unknown): Stripe.Address | null {
  if (typeof given !== 'object' || given === null) return null;
  return { city: null, country: null, line1: null, line2: null, postal_code: null, state: null, ...given };
}

function presentCompany(company: Fields): Stripe.Account.Company {
  const { address, ...told } = company;
  const whole = presentAddress(address);
  return {
    ...(whole === null ? {} : { address: whole }),
    name: null,
    phone: null,
    tax_id_provided: false,
    ...told,
  };
}

function presentIndividual(account: MerchantId, individual: Fields): Stripe.Person {
  const { address, registered_address, dob, relationship, ...told } = individual as Fields & {
    id: string;
    created: number;
  };
  const whole = presentAddress(address);
  const registered = presentAddress(registered_address);
  return {
    account,
    object: 'person',
    ...(whole === null ? {} : { address: whole }),
    ...(registered === null ? {} : { registered_address: registered }),
    dob: { day: null, month: null, year: null, ...(dob as object | null) },
    email: null,
    first_name: null,
    future_requirements: NOTHING_DUE,
    id_number_provided: false,
    last_name: null,
    metadata: {},
    phone: null,
    relationship: { ...NO_RELATIONSHIP, ...(relationship as object | undefined) },
    requirements: NOTHING_DUE,
    ssn_last_4_provided: false,
    verification: { additional_document: null, details: null, details_code: null, status: 'verified' },
    ...told,
  };
}

const NO_RELATIONSHIP = {
  authorizer: null,
  director: false,
  executive: false,
  legal_guardian: null,
  owner: false,
  percent_ownership: null,
  representative: true,
  title: null,
};

function presentSettings(settings: Fields, name: string | null): Stripe.Account.Settings {
  const given = settings as Partial<Record<keyof Stripe.Account.Settings, object>>;
  return {
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null, ...given.branding },
    card_payments: presentCardPayments(given.card_payments ?? {}),
    dashboard: { display_name: name, timezone: 'Etc/UTC' },
    payments: {
      statement_descriptor: null,
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
      ...given.payments,
    },
    payouts: presentPayouts(given.payouts ?? {}),
  };
}

function presentCardPayments({ decline_on, ...told }: { decline_on?: object }): Stripe.Account.Settings.CardPayments {
  return {
    decline_on: { avs_failure: false, cvc_failure: false, ...decline_on },
    statement_descriptor_prefix: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
    ...told,
  };
}

function presentPayouts({ schedule, ...told }: { schedule?: object }): Stripe.Account.Settings.Payouts {
  return {
    debit_negative_balances: true,
    statement_descriptor: null,
    ...told,
    schedule: { delay_days: 2, interval: 'daily', ...schedule },
  };
}

function presentTos(given: Fields): Stripe.Account.TosAcceptance {
  return { date: null, ip: null, user_agent: null, ...given };
}
