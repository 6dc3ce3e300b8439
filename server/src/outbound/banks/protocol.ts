// What an institution's `protocol` value must hold for each connector, and how its paths become URLs.
import { z } from 'zod';
import type { Permission } from '#database/schema.ts';
import { BankError, type InstitutionProfile } from '#domain/connections/bank.ts';

const path = z
  .string()
  .startsWith('/')
  .refine((text) => !text.startsWith('//'), 'a path, not a URL');
const words = z.array(z.string().min(1));

/** What to ask the bank for, per permission; `always` comes with every request. */
const byPermission = z.object({
  always: words,
  balances: words,
  ownership: words,
  payment_method: words,
  transactions: words,
});

/** Where the FDX resources are. Banks version their paths apart, so each has its own template. */
const resources = z.object({
  accounts: path,
  /** These three have `{accountId}`. */
  account: path,
  contact: path,
  transactions: path,
  /** Has `{accountId}`. */
  payment_networks: path,
  /** Has `{consentId}`. */
  consent: path,
  /** Has `{consentId}`. */
  consent_revocation: path,
  /** Where news is subscribed to. */
  subscriptions: path.optional(),
  /** Where the bank tells of its outages. */
  availability: path.optional(),
});

/** Names of attributes by which this bank tells what FDX has no field for. */
const attributes = z.object({
  number_expires_at: z.string().nullable(),
  number_status: z.string().nullable(),
  transaction_status: z.string().nullable(),
});

const common = z.object({
  client_id: z.string().min(1),
  resources,
  attributes,
  /** Sandbox extensions of the authorization request and of the form sign-in. */
  extensions: z.array(z.enum(['account_hint', 'person_time', 'sign_in_outcome'])),
});

export const fdxProtocol = common.extend({
  issuer_path: path,
  scopes: byPermission,
  consent_scope: z.string().min(1),
  /** The bank promises `iss` in every authorization response, so one without it is refused. */
  require_iss: z.boolean(),
  /** `error_description` values by which this bank tells a refused sign-in from a cancelled one. */
  sign_in_failed: words,
});

export const credentialsProtocol = common.extend({ sign_ins: path, clusters: byPermission });

export type FdxProtocol = z.infer<typeof fdxProtocol>;
export type CredentialsProtocol = z.infer<typeof credentialsProtocol>;
export type CommonProtocol = z.infer<typeof common>;

/** Reads an institution's protocol. Throws BankError `protocol` where the row is not what the connector needs. */
export function readProtocol<T>(schema: z.ZodType<T>, institution: InstitutionProfile): T {
  const parsed = schema.safeParse(institution.protocol);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  const upstream = { status: null, code: null, interaction_id: null };
  throw new BankError('protocol', upstream, `${institution.slug}: the institution's protocol is malformed at ${where}`);
}

/** The words for these permissions, each once, in a stable order. */
export function wordsFor(map: z.infer<typeof byPermission>, permissions: readonly Permission[]): string[] {
  return [...new Set([...map.always, ...permissions.flatMap((permission) => map[permission])])];
}

/** `template` below the bank's URL, with `{name}` replaced by an encoded value. */
export function resourceUrl(bankUrl: string, template: string, values: Record<string, string> = {}): URL {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  return new URL(filled, bankUrl);
}
