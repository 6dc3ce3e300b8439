// What an institution's `protocol` value must hold for each connector, as a stranger writes it, and how its places become URLs.
import { z } from 'zod';
import type { Permission } from '#database/schema.ts';
import { BankError, type InstitutionProfile } from '#domain/connections/bank.ts';
import { checkPlaces } from './protocol_places.ts';
import { isLocal, isPlace, path, place, secret, words } from './protocol_values.ts';
import { securityFor, securityShape, wantsCertificate, wantsSecret } from './security.ts';

/** What to ask the bank for, per permission; `always` comes with every request. */
const byPermission = z.strictObject({
  always: words,
  balances: words,
  ownership: words,
  payment_method: words,
  transactions: words,
});

/** FDX's own names of data clusters. */
const CLUSTERS: z.infer<typeof byPermission> = {
  always: ['ACCOUNT_BASIC'],
  balances: ['ACCOUNT_DETAILED'],
  ownership: ['CUSTOMER_CONTACT'],
  payment_method: ['PAYMENT_SUPPORT'],
  transactions: ['TRANSACTIONS'],
};

const ofAccount = place.refine((text) => text.includes('{accountId}'), 'a place with {accountId} in it');
const ofConsent = place.refine((text) => text.includes('{consentId}'), 'a place with {consentId} in it');

/** Where the FDX resources are. Banks version their paths apart, so each has its own template. */
const resources = z.strictObject({
  accounts: place,
  account: ofAccount,
  contact: ofAccount,
  transactions: ofAccount,
  payment_networks: ofAccount,
  /** Left out where the bank keeps no records of consents. */
  consent: ofConsent.optional(),
  consent_revocation: ofConsent.optional(),
  /** Who the customer is, at a bank that does not say it in an ID token. */
  customer: place.optional(),
  subscriptions: place.optional(),
  availability: place.optional(),
});

/** Names of attributes by which this bank tells what FDX has no field for. */
const attributes = z.strictObject({
  /** Of the customer: the name that he signs in with, at a bank that does not say it in an ID token. */
  user_name: z.string().nullable().default(null),
  number_expires_at: z.string().nullable().default(null),
  number_status: z.string().nullable().default(null),
  transaction_status: z.string().nullable().default(null),
  /** Of a consent: from when on the customer has to sign in anew before anything more is read. */
  sign_in_required_from: z.string().nullable().default(null),
  /** Of a consent that was ended: the newer one of the same customer that took its place. */
  superseded_by: z.string().nullable().default(null),
});

const RESERVED_HEADERS = ['authorization', 'dpop', 'cookie', 'host', 'accept', 'content-type', 'content-length'];
const headers = z
  .record(
    z.string().regex(/^[\w-]+$/, 'the name of a header'),
    z
      .string()
      .max(1000)
      .regex(/^[\x20-\x7e]*$/, 'printable ASCII'),
  )
  .refine(
    (given) => !Object.keys(given).some((name) => RESERVED_HEADERS.includes(name.toLowerCase())),
    'a header that is not ours to set',
  );

const common = z.strictObject({
  /** Origins that may be called besides the issuer's own. Nothing else is, whatever the bank's answers say. */
  origins: z.array(place.refine((text) => !text.startsWith('/')).transform((url) => new URL(url).origin)).default([]),
  client: z.strictObject({ id: z.string().min(1), secret: secret.optional() }),
  /** PEM. `ca`: whom to trust besides the usual authorities; `certificate` and `key`: ours, for mutual TLS. */
  tls: z.strictObject({ ca: secret.optional(), certificate: secret.optional(), key: secret.optional() }).default({}),
  resources,
  attributes: attributes.prefault({}),
  /** Sent with every request for a resource, such as `FDX-API-Data-Recipient-Id`. */
  headers: headers.default({}),
  /** Sandbox extensions of the authorization request and of the form sign-in. */
  extensions: z.array(z.enum(['account_hint', 'invented_person', 'person_time', 'sign_in_outcome'])).default([]),
});

/** The OAuth endpoints of a bank that does not publish them. */
const metadata = z.strictObject({
  authorization_endpoint: place,
  token_endpoint: place,
  pushed_authorization_request_endpoint: place.optional(),
  revocation_endpoint: place.optional(),
  jwks_uri: place.optional(),
});

const fdxShape = common.extend({
  issuer: place,
  metadata: metadata.optional(),
  security: securityShape,
  scopes: byPermission,
  consent_scope: z.string().min(1).optional(),
  clusters: byPermission.default(CLUSTERS),
  /** How account numbers travel. A bank that signs or encrypts them is not believed when it does not. */
  payment_networks: z.enum(['json', 'signed_jwt', 'encrypted_jwt']).default('json'),
  /** `error` values by which this bank says that the customer refused. */
  refusals: words.default(['access_denied', 'user_denied']),
  /** `error_description` values by which this bank tells a refused sign-in from a refusal. */
  sign_in_failed: words.default([]),
  /** `error_description` values of a refused refresh that tell why, at this bank only; believed where no consent record says otherwise. */
  grant_ended: z.strictObject({ denied: words.default([]), expired: words.default([]) }).prefault({}),
});

export const fdxProtocol = fdxShape.transform((row, context) => {
  const problem = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message, input: row });
  const security = securityFor(row.security, (field, message) => problem(['security', field], message));
  if (wantsSecret(security) && row.client.secret === undefined) {
    problem(['client', 'secret'], `expected, because of ${security.client_authentication}`);
  }
  for (const part of ['certificate', 'key'] as const) {
    if (wantsCertificate(security) && row.tls[part] === undefined)
      problem(['tls', part], 'expected, because of mutual TLS');
  }
  if (!security.openid && row.resources.customer === undefined) {
    problem(
      ['resources', 'customer'],
      'expected, because only it tells who the customer is where there is no OpenID Connect',
    );
  }
  const { metadata } = row;
  const signs = security.openid || row.payment_networks !== 'json';
  if (signs && metadata && metadata.jwks_uri === undefined)
    problem(['metadata', 'jwks_uri'], 'expected, because the bank signs what it says');
  if (security.par && metadata && metadata.pushed_authorization_request_endpoint === undefined)
    problem(['metadata', 'pushed_authorization_request_endpoint'], 'expected, because of security.par');
  checkPlaces(row, problem);
  return { ...row, security };
});

export const credentialsProtocol = common.extend({
  sign_ins: path,
  /** Where the next session is opened without the customer. */
  sessions: path,
  clusters: byPermission.default(CLUSTERS),
});

export type FdxProtocol = z.infer<typeof fdxProtocol>;
export type CredentialsProtocol = z.infer<typeof credentialsProtocol>;
export type CommonProtocol = z.infer<typeof common>;

export interface ProtocolProblem {
  /** Dotted, as `resources.accounts`; empty for the whole. */
  path: string;
  message: string;
}

/** Checks what somebody wrote for a bank of his: all that is wrong at once, each with its place and what was expected. */
export function parseInstitutionProtocol(
  value: unknown,
  { livemode }: { livemode: boolean },
): { ok: true; protocol: FdxProtocol } | { ok: false; problems: ProtocolProblem[] } {
  const parsed = fdxProtocol.safeParse(value);
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }));
  const told = [...problems, ...outOfPlace(value, livemode)];
  return parsed.success && told.length === 0 ? { ok: true, protocol: parsed.data } : { ok: false, problems: told };
}

/** What only means something at the sandbox's own banks: paths without an origin, their secrets and extensions. In live mode also http. */
function outOfPlace(value: unknown, livemode: boolean, path: string[] = []): ProtocolProblem[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => outOfPlace(inner, livemode, [...path, name]));
  }
  const where = path.join('.');
  const isSecret = /^(client\.secret|tls\.\w+)$/.test(where);
  if (value === 'sandbox' && isSecret)
    return [{ path: where, message: 'expected { "env": NAME } or { "file": PATH }' }];
  if (where.startsWith('extensions.')) return [{ path: where, message: 'an extension of the sandbox bank' }];
  if (typeof value !== 'string' || where.endsWith('.file')) return [];
  const incomplete = (value.startsWith('/') && isPlace(value)) || (livemode && isLocal(value));
  return incomplete ? [{ path: where, message: 'expected a complete https URL' }] : [];
}

/** Reads an institution's protocol. Throws BankError `protocol` where the row is not what the connector needs. */
export function readProtocol<T>(schema: z.ZodType<T>, institution: InstitutionProfile): T {
  const parsed = schema.safeParse(institution.protocol);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const upstream = { status: null, code: null, interaction_id: null };
  const where = `${institution.slug}: the institution's protocol is malformed at ${issue?.path.join('.')}`;
  throw new BankError('protocol', upstream, `${where}: ${issue?.message}`);
}

/** The words for these permissions, each once, in a stable order. */
export function wordsFor(map: z.infer<typeof byPermission>, permissions: readonly Permission[]): string[] {
  return [...new Set([...map.always, ...permissions.flatMap((permission) => map[permission])])];
}

/** `template`, below the bank's URL where it is a path, with `{name}` replaced by an encoded value. */
export function resourceUrl(bankUrl: string, template: string, values: Record<string, string> = {}): URL {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  return new URL(filled, bankUrl);
}
