// What is told of a connected account: how a change is merged into what is known, and what of it customers see.
import { json } from '#database/json.ts';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { MERCHANT_NAME_MAX } from '#domain/merchants/merchant.ts';
import { type Metadata, mergeMetadata } from '#domain/metadata.ts';
import { readHex } from '#kernel/accent.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { newId } from '#kernel/id.ts';
import { requestCapabilities } from './capabilities.ts';
import type { ConnectedAccount } from './connected_account_rows.ts';

type Fields = Record<string, unknown>;

/** What a platform can say about a connected account; absent: unchanged. Of hashes only the keys that are there change. */
export interface ConnectedAccountFields {
  email?: string | null;
  business_type?: ConnectedAccount['business_type'];
  business_profile?: Fields;
  company?: Fields;
  individual?: Fields & { metadata?: Metadata | null };
  /** Name -> whether it is wanted. */
  capabilities?: Record<string, boolean>;
  settings?: Fields;
  tos_acceptance?: Fields;
  metadata?: Metadata | null;
  default_currency?: string;
}

/** Why it cannot be written as asked. */
export type FieldsProblem = 'too_much_metadata' | 'too_much_metadata_of_individual';

export type Told = Pick<
  ConnectedAccount,
  | 'name'
  | 'email'
  | 'business_type'
  | 'business_profile'
  | 'company'
  | 'individual'
  | 'capabilities'
  | 'settings'
  | 'tos_acceptance'
  | 'metadata'
  | 'default_currency'
>;

/** Of an account that nothing was told of yet. */
export const EMPTY: Told = {
  name: null,
  email: null,
  business_type: null,
  business_profile: {},
  company: null,
  individual: null,
  capabilities: {},
  settings: {},
  tos_acceptance: {},
  metadata: {},
  default_currency: 'usd',
};

/** The columns that `fields` change, with their new values. */
export function toldOf(context: Context, before: Told, fields: ConnectedAccountFields): Partial<Told> | FieldsProblem {
  const told: Partial<Told> = {};
  if (fields.email !== undefined) told.email = fields.email;
  if (fields.business_type !== undefined) told.business_type = fields.business_type;
  if (fields.default_currency !== undefined) told.default_currency = fields.default_currency;
  for (const part of ['business_profile', 'company', 'settings', 'tos_acceptance'] as const) {
    const given = fields[part];
    if (given !== undefined) told[part] = merged(before[part] ?? {}, given);
  }
  if (fields.capabilities) told.capabilities = requestCapabilities(before.capabilities, fields.capabilities);
  if (fields.individual !== undefined) {
    const individual = individualOf(context, before.individual, fields.individual);
    if (individual === null) return 'too_much_metadata_of_individual';
    told.individual = individual;
  }
  if (fields.metadata !== undefined) {
    const metadata = mergeMetadata(before.metadata, fields.metadata);
    if (metadata === null) return 'too_much_metadata';
    told.metadata = metadata;
  }
  const name = nameOf({ ...before, ...told });
  return name === before.name ? told : { ...told, name };
}

/** The person keeps the id that it got when it was first told of. Null: too much metadata. */
function individualOf(
  { random, clock }: Context,
  before: Fields | null,
  { metadata, ...given }: NonNullable<ConnectedAccountFields['individual']>,
): Fields | null {
  const person = before ?? { id: newId('person', random), created: unixSeconds(clock.now()), metadata: {} };
  if (metadata === undefined) return merged(person, given);
  const kept = mergeMetadata(person.metadata as Metadata, metadata);
  return kept === null ? null : { ...merged(person, given), metadata: kept };
}

/** Hashes are merged key by key, everything else takes the place of what was there. */
function merged(before: Fields, given: Fields): Fields {
  const result: Fields = { ...before };
  for (const [key, value] of Object.entries(given)) {
    const was = result[key];
    if (value !== undefined) result[key] = isHash(was) && isHash(value) ? merged(was, value) : value;
  }
  return result;
}

function isHash(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf({ business_profile, company, individual }: Pick<Told, 'business_profile' | 'company' | 'individual'>) {
  const person = [individual?.first_name, individual?.last_name].filter(isText).join(' ');
  return [business_profile.name, company?.name, person].find(isText) ?? null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** What it shows of itself to customers of its own: columns of its row in `merchants`. */
export function shownAs(
  id: ConnectedAccount['id'],
  { name, email, business_profile, settings }: Told,
): Pick<Row<'merchants'>, 'name' | 'accent' | 'logo_url' | 'support_email' | 'support_url'> {
  const branding = isHash(settings.branding) ? settings.branding : {};
  const { support_email, support_url } = business_profile;
  const colour = isText(branding.primary_color) ? branding.primary_color : null;
  return {
    name: (oneLine(name) || email || id).slice(0, MERCHANT_NAME_MAX).toWellFormed(),
    accent: colour !== null && readHex(colour) !== null ? colour : null,
    logo_url: null,
    support_email: isText(support_email) ? support_email : null,
    support_url: isText(support_url) && isPlainAddress(support_url) ? support_url : null,
  };
}

/** It stands in mails and on pages, as the name of a merchant of our own does (`nameProblem`). */
function oneLine(name: string | null): string {
  return (name ?? '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Credentials in front of a host read like another host. */
function isPlainAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
}

/** Hashes as the columns take them. */
export function writable<Part extends Partial<Told>>(told: Part): Part {
  const entries = Object.entries(told).map(([column, value]) => [column, isHash(value) ? json(value) : value]);
  return Object.fromEntries(entries) as Part;
}
