// API versions: which are accepted, what each one has, and how a newest-preview object looks in an older or general one.

/**
 * A `Stripe-Version` as we read it. `release` is the newest of our own releases that is not newer than the date asked
 * for, so versions that answer alike are equal in `release` and `preview`.
 */
export interface ApiVersion {
  readonly text: string;
  readonly release: string;
  readonly preview: boolean;
}

/** From which date on the general and the preview versions have something; null: never. */
interface Since {
  readonly general: string | null;
  readonly preview: string | null;
}

const OLDEST = '2022-08-01';

/** The one table of differences between versions; parameters and rendering both read it. Dates as published by Stripe. */
const FEATURES = {
  account_numbers: { general: '2025-11-17', preview: OLDEST },
  session_settings: { general: '2026-07-29', preview: OLDEST },
  session_status: { general: null, preview: OLDEST },
  relink: { general: null, preview: '2026-01-28' },
  hosted: { general: null, preview: '2026-03-25' },
  account_status_details: { general: '2026-06-24', preview: '2026-01-28' },
  account_authorization: { general: '2026-07-29', preview: '2026-01-28' },
  authorizations: { general: '2026-07-29', preview: '2026-01-28' },
  authorization_holder: { general: null, preview: '2026-01-28' },
  institutions: { general: null, preview: OLDEST },
  inferred_balances: { general: null, preview: OLDEST },
  balance_subscriptions: { general: null, preview: OLDEST },
  filter_institution: { general: null, preview: OLDEST },
  filter_country_shown: { general: '2026-08-26', preview: '2026-08-26' },
  filter_country: { general: '2026-09-30', preview: '2026-09-30' },
  number_blocked_reason: { general: '2025-11-17', preview: '2025-11-17' },
  allowed_payment_method_types: { general: '2026-07-29', preview: '2026-07-29' },
  number_status_pending_expired: { general: '2026-09-30', preview: '2026-09-30' },
} as const satisfies Record<string, Since>;

export type Feature = keyof typeof FEATURES;

const RELEASES: readonly string[] = [
  ...new Set([OLDEST, ...Object.values(FEATURES).flatMap((since: Since) => [since.general, since.preview])]),
]
  .filter((date) => date !== null)
  .sort();

const NEWEST = RELEASES.at(-1) as string;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})(?:\.([a-z]{1,32}))?$/;

/** What a key without its own version gets, and what presenters make. */
export const newestPreview: ApiVersion = { text: `${NEWEST}.preview`, release: NEWEST, preview: true };

/** The newest one that is not a preview: what `stripe listen --latest` shows. */
export const newestGeneral: ApiVersion = { text: `${NEWEST}.endive`, release: NEWEST, preview: false };

/**
 * Reads `2024-06-20`, `2026-08-26.dahlia` or `2026-09-30.preview`. Null for everything else and for dates before
 * 2022-08-01. A date after our newest release means our newest of that kind.
 */
export function parseVersion(text: string): ApiVersion | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const date = text.slice(0, 10);
  const instant = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(date)) return null;
  const release = RELEASES.findLast((known) => known <= date);
  return release === undefined ? null : { text, release, preview: match[4] === 'preview' };
}

export function hasFeature(version: ApiVersion, feature: Feature): boolean {
  const since: Since = FEATURES[feature];
  const from = version.preview ? since.preview : since.general;
  return from !== null && version.release >= from;
}

type Fields = Record<string, unknown>;

/**
 * A presented object as `version` shows it: fields it does not have are left out, renamed ones get their old name,
 * values it does not know are replaced. Walks nested objects and lists. The argument is not changed. Presenters make the
 * newest preview, and next to it what only older versions show (`filters.countries`), so that one is rendered, too.
 *
 * Events are left alone: their `api_version` says how their data is rendered, and that never changes. See `presentEvent`.
 */
export function render<T>(value: T, version: ApiVersion): T {
  return renderValue(value, version) as T;
}

/** The same for some fields of an object of the given type, such as an event's `previous_attributes`. */
export function renderFields(type: string, fields: Fields, version: ApiVersion): Fields {
  const rendered = render({ ...fields, object: type }, version) as Fields;
  const { object: _, ...rest } = rendered;
  return 'object' in fields ? rendered : rest;
}

function renderValue(value: unknown, version: ApiVersion): unknown {
  if (Array.isArray(value)) return value.map((item) => renderValue(item, version));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Fields;
  if (fields.object === 'event') return value;
  const shown = RENDERERS[String(fields.object)]?.(fields, version) ?? fields;
  const rendered: Fields = {};
  for (const [name, field] of Object.entries(shown)) rendered[name] = renderValue(field, version);
  return rendered;
}

const RENDERERS: Record<string, (fields: Fields, version: ApiVersion) => Fields> = {
  'financial_connections.account': renderAccount,
  'financial_connections.authorization': renderAuthorization,
  'financial_connections.session': renderSession,
  bank_account: renderBankAccount,
  payment_intent: (intent, version) => without(intent, version, ALLOWED_TYPES),
  payment_method: renderPaymentMethod,
  setup_intent: (intent, version) => without(intent, version, ALLOWED_TYPES),
};

function without(
  fields: Fields,
  version: ApiVersion,
  gated: readonly (readonly [Feature, readonly string[]])[],
): Fields {
  const kept = { ...fields };
  for (const [feature, names] of gated) {
    if (!hasFeature(version, feature)) for (const name of names) delete kept[name];
  }
  return kept;
}

const ALLOWED_TYPES = [['allowed_payment_method_types', ['allowed_payment_method_types']]] as const;

/** The same for a bank account that is paid out to: a payout to it failed, and that is all that could be said. */
function renderBankAccount(account: Fields, version: ApiVersion): Fields {
  const named = account.status === 'tokenized_account_number_deactivated';
  return named && !hasFeature(version, 'number_blocked_reason') ? { ...account, status: 'errored' } : account;
}

/** A bank account whose tokenized number is dead was only ever unusable before that reason had a name. */
function renderPaymentMethod(method: Fields, version: ApiVersion): Fields {
  const bank = method.us_bank_account as Fields | undefined;
  const blocked = (bank?.status_details as Fields | null | undefined)?.blocked as Fields | undefined;
  const named = blocked?.reason === 'tokenized_account_number_deactivated';
  if (!named || hasFeature(version, 'number_blocked_reason')) return method;
  const status_details = { blocked: { ...blocked, reason: 'bank_account_unusable' } };
  return { ...method, us_bank_account: { ...bank, status_details } };
}

function renderAccount(account: Fields, version: ApiVersion): Fields {
  const shown = without(account, version, [
    ['account_numbers', ['account_numbers']],
    ['account_status_details', ['status_details']],
    ['account_authorization', ['authorization']],
    ['institutions', ['institution']],
    ['inferred_balances', ['inferred_balances_refresh']],
  ]);
  // Until then every subscription was one to transactions.
  if (Array.isArray(shown.subscriptions) && !hasFeature(version, 'balance_subscriptions')) {
    shown.subscriptions = shown.subscriptions.filter((name) => name === 'transactions');
  }
  if (Array.isArray(shown.account_numbers) && !hasFeature(version, 'number_status_pending_expired')) {
    shown.account_numbers = shown.account_numbers.map(numberBeforeEndive);
  }
  return shown;
}

// Neither a pending nor an expired number can be used, and that is all that `deactivated` promised before.
function numberBeforeEndive(number: Fields): Fields {
  const unusable = number.status === 'expired' || number.status === 'pending';
  return unusable ? { ...number, status: 'deactivated' } : number;
}

function renderAuthorization(authorization: Fields, version: ApiVersion): Fields {
  if (hasFeature(version, 'authorization_holder')) return authorization;
  const { account_holder: _holder, institution: _institution, ...shown } = authorization;
  // The general rendering has no `disconnected`; what remains true is that no data can be read and no relink helps.
  if (shown.status === 'disconnected') {
    return { ...shown, status: 'inactive', status_details: { inactive: { action: 'none' } } };
  }
  return shown;
}

function renderSession(session: Fields, version: ApiVersion): Fields {
  const shown = without(session, version, [
    ['session_settings', ['limits', 'manual_entry', 'bank_account_token']],
    ['session_status', ['status', 'status_details']],
    ['relink', ['relink_options', 'relink_result']],
    ['hosted', ['hosted', 'ui_mode', 'url']],
  ]);
  if (Array.isArray(shown.prefetch) && !hasFeature(version, 'inferred_balances')) {
    shown.prefetch = shown.prefetch.filter((name) => name !== 'inferred_balances');
  }
  if (isFields(shown.filters)) shown.filters = renderFilters(shown.filters, version);
  return shown;
}

// Until 2026-08-26 the filter was an array of which only the first element counted; that version already shows both.
function renderFilters(filters: Fields, version: ApiVersion): Fields {
  const shown = without(filters, version, [
    ['session_settings', ['require_payment_method_support']],
    ['filter_institution', ['institution']],
    ['filter_country_shown', ['country']],
  ]);
  if (hasFeature(version, 'filter_country')) delete shown.countries;
  else shown.countries ??= typeof filters.country === 'string' ? [filters.country] : null;
  return shown;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
