// The parameters of a connected account that create and update share.
import type Stripe from 'stripe';
import { z } from 'zod';
import { CAPABILITIES } from '#domain/connected_accounts/capabilities.ts';
import type { ConnectedAccountFields } from '#domain/connected_accounts/connected_account_fields.ts';
import {
  array,
  boolean,
  emptyable,
  enumeration,
  hash,
  integer,
  metadata,
  type ParamsOf,
  text,
  timestamp,
} from '#inbound/http/params.ts';
import { address, email } from '../customers/params.ts';

type Create = Stripe.AccountCreateParams;

const line = (max = 500) => emptyable(text({ max })).optional();
const webAddress = () =>
  emptyable(text({ max: 2048, pattern: /^https?:\/\/\S+$/i, hint: 'must be an http or https URL' })).optional();
const currency = () =>
  text({ max: 3, pattern: /^[a-z]{3}$/, hint: 'must be a three-letter currency code such as usd' });
const colour = () =>
  emptyable(text({ max: 7, pattern: /^#[0-9a-f]{6}$/i, hint: 'must be a colour such as #0a7b83' })).optional();

export const country = () =>
  text({ max: 2, pattern: /^[A-Z]{2}$/, hint: 'must be a two-letter country code such as US' });

const DESIGNATIONS = [
  'lgbtqi_owned_business',
  'minority_owned_business',
  'none_of_these_apply',
  'prefer_not_to_answer',
  'women_owned_business',
] as const;

const businessProfile = () =>
  hash({
    annual_revenue: hash({
      amount: integer({ min: 0 }),
      currency: currency(),
      fiscal_year_end: text({ max: 10 }),
    }).optional(),
    estimated_worker_count: integer({ min: 0 }).optional(),
    mcc: text({ max: 4, pattern: /^\d{4}$/, hint: 'must be four digits' }).optional(),
    minority_owned_business_designation: array(enumeration(DESIGNATIONS)).optional(),
    monthly_estimated_revenue: hash({ amount: integer({ min: 0 }), currency: currency() }).optional(),
    name: line(),
    product_description: line(5000),
    support_address: address().optional(),
    support_email: emptyable(email()).optional(),
    support_phone: line(32),
    support_url: webAddress(),
    url: webAddress(),
  } satisfies ParamsOf<NonNullable<Create['business_profile']>>);

const STRUCTURES = [
  'free_zone_establishment',
  'free_zone_llc',
  'government_instrumentality',
  'governmental_unit',
  'incorporated_non_profit',
  'incorporated_partnership',
  'limited_liability_partnership',
  'llc',
  'multi_member_llc',
  'private_company',
  'private_corporation',
  'private_partnership',
  'public_company',
  'public_corporation',
  'public_partnership',
  'registered_charity',
  'single_member_llc',
  'sole_establishment',
  'sole_proprietorship',
  'tax_exempt_government_instrumentality',
  'unincorporated_association',
  'unincorporated_non_profit',
  'unincorporated_partnership',
] as const;

const company = () =>
  hash({
    address: address().optional(),
    directors_provided: boolean().optional(),
    executives_provided: boolean().optional(),
    name: line(),
    owners_provided: boolean().optional(),
    phone: line(32),
    structure: emptyable(enumeration(STRUCTURES)).optional(),
    tax_id: line(100),
    tax_id_registrar: line(100),
    vat_id: line(100),
  } satisfies ParamsOf<NonNullable<Create['company']>>);

const dateOfBirth = () =>
  hash({
    day: integer({ min: 1, max: 31 }),
    month: integer({ min: 1, max: 12 }),
    year: integer({ min: 1900, max: 2100 }),
  });

const relationship = () =>
  hash({
    director: boolean().optional(),
    executive: boolean().optional(),
    owner: boolean().optional(),
    percent_ownership: integer({ min: 0, max: 100 }).optional(),
    title: line(),
  });

const individual = () =>
  hash({
    address: address().optional(),
    dob: emptyable(dateOfBirth()).optional(),
    email: emptyable(email()).optional(),
    first_name: line(100),
    full_name_aliases: array(text({ max: 200 }), { max: 20 }).optional(),
    gender: enumeration(['female', 'male']).optional(),
    id_number: line(100),
    last_name: line(100),
    maiden_name: line(100),
    metadata: metadata().optional(),
    phone: line(32),
    political_exposure: enumeration(['existing', 'none']).optional(),
    registered_address: address().optional(),
    relationship: relationship().optional(),
    ssn_last_4: emptyable(text({ max: 4, pattern: /^\d{4}$/, hint: 'must be four digits' })).optional(),
  } satisfies ParamsOf<NonNullable<Create['individual']>>);

/** In days; what `minimum` means for every country here. */
const SHORTEST_DELAY = '2';
const WORKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

const schedule = () =>
  hash({
    delay_days: z
      .preprocess((days) => (days === 'minimum' ? SHORTEST_DELAY : days), integer({ min: 0, max: 31 }))
      .optional(),
    interval: enumeration(['daily', 'manual', 'monthly', 'weekly']).optional(),
    monthly_anchor: integer({ min: 1, max: 31 }).optional(),
    monthly_payout_days: array(integer({ min: 1, max: 31 }), { max: 31 }).optional(),
    weekly_payout_days: array(enumeration(WORKDAYS)).optional(),
    weekly_anchor: enumeration([
      'friday',
      'monday',
      'saturday',
      'sunday',
      'thursday',
      'tuesday',
      'wednesday',
    ]).optional(),
  });

const settings = () =>
  hash({
    branding: hash({ primary_color: colour(), secondary_color: colour() }).optional(),
    card_payments: hash({
      decline_on: hash({ avs_failure: boolean().optional(), cvc_failure: boolean().optional() }).optional(),
      statement_descriptor_prefix: line(10),
    }).optional(),
    payments: hash({ statement_descriptor: line(22) }).optional(),
    payouts: hash({
      debit_negative_balances: boolean().optional(),
      schedule: schedule().optional(),
      statement_descriptor: line(22),
    }).optional(),
  } satisfies ParamsOf<NonNullable<Create['settings']>>);

const capability = () => hash({ requested: boolean().optional() }).optional();
const capabilities = () => hash(Object.fromEntries(CAPABILITIES.map((name) => [name, capability()])));

/** Spread into a schema; every field is optional. */
export const accountParams = {
  business_profile: businessProfile().optional(),
  business_type: enumeration(['company', 'government_entity', 'individual', 'non_profit']).optional(),
  capabilities: capabilities().optional(),
  company: company().optional(),
  default_currency: currency().optional(),
  email: emptyable(email()).optional(),
  individual: individual().optional(),
  metadata: metadata().optional(),
  settings: settings().optional(),
  tos_acceptance: hash({
    date: timestamp().optional(),
    ip: text({ max: 45 }).optional(),
    service_agreement: enumeration(['full', 'recipient']).optional(),
    user_agent: text({ max: 1000 }).optional(),
  }).optional(),
} satisfies ParamsOf<Stripe.AccountUpdateParams>;

const schema = z.object(accountParams);
type Given = z.output<typeof schema>;

/** What identifies a person or a business to an office is noted as provided and not kept. */
export function accountFields({
  capabilities: wanted,
  company: firm,
  individual: person,
  ...given
}: Given): ConnectedAccountFields {
  const { tax_id, vat_id, ...company } = firm ?? {};
  const { id_number, ssn_last_4, ...individual } = person ?? {};
  return {
    ...given,
    ...(wanted && { capabilities: requested(wanted) }),
    ...(firm && { company: { ...company, ...provided({ tax_id, vat_id }) } }),
    ...(person && { individual: { ...individual, ...provided({ id_number, ssn_last_4 }) } }),
  } as ConnectedAccountFields;
}

function requested(wanted: NonNullable<Given['capabilities']>): Record<string, boolean> {
  const told = Object.entries(wanted as Record<string, { requested?: boolean } | undefined>);
  return Object.fromEntries(
    told.flatMap(([name, value]) => (value?.requested === undefined ? [] : [[name, value.requested]])),
  );
}

/** `tax_id` to `tax_id_provided`, of what was given or unset. */
function provided(given: Record<string, string | null | undefined>): Record<string, boolean> {
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told.map(([name, value]) => [`${name}_provided`, value !== null]));
}
