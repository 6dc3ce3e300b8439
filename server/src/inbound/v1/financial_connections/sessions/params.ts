// The parameters of a session, by version.
import { z } from 'zod';
import { array, emptyable, enumeration, hash, integer, text } from '#inbound/http/params.ts';
import { type ApiVersion, hasFeature } from '#wire/versions.ts';

export const PERMISSIONS = ['balances', 'ownership', 'payment_method', 'transactions'] as const;
export const SUBCATEGORIES = ['checking', 'credit_card', 'line_of_credit', 'mortgage', 'savings'] as const;
const PREFETCH = ['balances', 'ownership', 'transactions'] as const;
const PREFETCH_IN_PREVIEW = ['balances', 'inferred_balances', 'ownership', 'transactions'] as const;
const ID_MAX = 255;
const URL_MAX = 2048;
const LIMIT_MAX = 100;

const id = () => text({ max: ID_MAX });
const country = () => text({ max: 2, pattern: /^[A-Z]{2}$/, hint: 'must be a two-letter country code such as US' });

const holder = hash({
  type: enumeration(['account', 'customer']),
  account: id().optional(),
  customer: id().optional(),
});

const common = {
  permissions: array(enumeration(PERMISSIONS), { min: 1 }),
  return_url: text({
    max: URL_MAX,
    pattern: /^(https?|[a-z][a-z0-9+.-]*):\/\/\S+$/i,
    hint: 'must be a URL',
  }).optional(),
};

const MANUAL_ENTRY = ['automatic', 'disabled'] as const;
const MANUAL_ENTRY_IN_PREVIEW = ['automatic', 'custom', 'disabled'] as const;

const settings = ({ preview }: ApiVersion) => ({
  limits: hash({ accounts: emptyable(integer({ min: 1, max: LIMIT_MAX })) }).optional(),
  manual_entry: hash({ mode: enumeration(preview ? MANUAL_ENTRY_IN_PREVIEW : MANUAL_ENTRY).optional() }).optional(),
});

const relink = { relink_options: hash({ authorization: id(), account: id().optional() }).optional() };

const uiMode = {
  ui_mode: enumeration(['hosted', 'modal']).optional(),
  hosted: hash({ delivery_method: enumeration(['email', 'url']).optional() }).optional(),
};

const paymentSupport = { require_payment_method_support: enumeration(['all', 'at_least_one', 'none']).optional() };

function filters(version: ApiVersion) {
  return hash({
    account_subcategories: array(enumeration(SUBCATEGORIES), { min: 1 }).optional(),
    ...(hasFeature(version, 'filter_institution') ? { institution: id().optional() } : {}),
    ...(hasFeature(version, 'filter_country')
      ? { country: country().optional() }
      : { countries: array(country(), { min: 1 }).optional() }),
    ...(hasFeature(version, 'session_settings') ? paymentSupport : {}),
  }).optional();
}

/** The whole of what any version takes; a version's own schema has fewer keys. */
export interface SessionParams {
  permissions: (typeof PERMISSIONS)[number][];
  prefetch?: string[];
  return_url?: string;
  account_holder?: z.output<typeof holder> | null;
  filters?: {
    account_subcategories?: (typeof SUBCATEGORIES)[number][];
    institution?: string;
    country?: string;
    countries?: string[];
    require_payment_method_support?: 'all' | 'at_least_one' | 'none';
  };
  limits?: { accounts: number | null };
  manual_entry?: { mode?: 'automatic' | 'custom' | 'disabled' };
  relink_options?: { authorization: string; account?: string };
  ui_mode?: 'hosted' | 'modal';
  hosted?: { delivery_method?: 'email' | 'url' };
}

/** Preview parameters are unknown ones in a general version (rulings, "Versions"); there a holder is required. */
export function sessionParams(version: ApiVersion) {
  const canRelink = hasFeature(version, 'relink');
  return z.object({
    ...common,
    prefetch: array(enumeration(hasFeature(version, 'inferred_balances') ? PREFETCH_IN_PREVIEW : PREFETCH)).optional(),
    filters: filters(version),
    account_holder: canRelink ? emptyable(holder).optional() : holder,
    ...(hasFeature(version, 'session_settings') ? settings(version) : {}),
    ...(canRelink ? relink : {}),
    ...(hasFeature(version, 'hosted') ? uiMode : {}),
  });
}
