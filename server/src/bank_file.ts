// What a bank looks like as a file that somebody writes, and everything that is wrong with one, line by line. Pure.
import { z } from 'zod';
import { type InstitutionPolicy, institutionPolicy } from '#domain/connections/institution_policy.ts';
import type { InstitutionSeed } from '#domain/connections/institutions.data.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { jsonLines, lineOf } from '#kernel/json_lines.ts';
import { type FdxProtocol, fdxProtocol, parseInstitutionProtocol } from '#outbound/banks/protocol.ts';

const NAME_MAX = 100;
const FEATURES = ['balances', 'ownership', 'payment_method', 'transactions'] as const;
/** What stands in the place of a slug in addresses of ours. */
const RESERVED_SLUGS = ['launch'];

const facts = z.strictObject({
  /** For editors, which complete and check by it; `banks:check -- --schema` prints it. */
  $schema: z.string().optional(),
  /** Ours for ever: links are kept by it. */
  id: z.string().regex(/^fcinst_[0-9A-Za-z]{10,40}$/, 'expected fcinst_ and 10 to 40 letters or digits'),
  /** A part of the redirect URI that is registered at the bank: /banks/SLUG/callback. */
  slug: z
    .string()
    .max(60)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case letters, digits and single hyphens')
    .refine((slug) => !RESERVED_SLUGS.includes(slug), 'a word that our own addresses use'),
  name: z.string().trim().min(1).max(NAME_MAX),
  /** On buttons and in lists; the name unless told. */
  display_name: z.string().trim().min(1).max(NAME_MAX).optional(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'expected a colour such as #3b50c9')
    .default('#3b50c9'),
  /** Place among the banks that are offered before the customer searches; null: found by search only. */
  featured_rank: z.number().int().positive().nullable().default(null),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'expected a country such as US'))
    .min(1)
    .default(['US']),
  /** What links at it can be asked for. */
  features: z.array(z.enum(FEATURES)).default([...FEATURES]),
  routing_numbers: z.array(z.string().regex(/^\d{9}$/, 'expected nine digits')).default([]),
  url: z
    .url({ protocol: /^https$/, error: 'expected an https URL' })
    .nullable()
    .default(null),
});

/** The whole file; what `protocol` needs beyond its shape is said by its own parser. */
const bankFile = facts.extend({ protocol: z.unknown().optional(), policy: institutionPolicy.prefault({}) });

/** In the sandbox a bank may also be on this machine, without TLS. */
export interface Mode {
  livemode: boolean;
}

export interface BankProblem {
  line: number;
  /** Dotted; empty for the whole. */
  path: string;
  message: string;
}

export interface BankFile {
  seed: InstitutionSeed;
  lineOf(path: string): number;
}

/** The bank, or all that is wrong with its file. */
export function parseBankFile(
  text: string,
  mode: Mode,
): { ok: true; bank: BankFile } | { ok: false; problems: BankProblem[] } {
  const { value, lines, problems } = readJson(text);
  if (problems.length > 0) return { ok: false, problems };
  const place = (path: string) => lineOf(lines, path);
  const parsed = bankFile.safeParse(value);
  const protocol = parseInstitutionProtocol((value as { protocol?: unknown } | null)?.protocol, mode);
  const told = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message })),
    ...(protocol.ok ? [] : protocol.problems.map((one) => ({ ...one, path: join('protocol', one.path) }))),
    ...(parsed.success && protocol.ok ? promisedPlaces(parsed.data.policy, protocol.protocol) : []),
  ];
  if (parsed.success && protocol.ok && told.length === 0) {
    return { ok: true, bank: { seed: seedOf(parsed.data, mode), lineOf: place } };
  }
  return {
    ok: false,
    problems: told.map(({ path, message }) => ({ line: place(named(path, message)), path, message: worded(message) })),
  };
}

/** What the policy promises has a place where it is asked for; else it would fail at the first link, or years later as one ends. */
function promisedPlaces(
  { consent_api, notifications }: InstitutionPolicy,
  { resources }: FdxProtocol,
): Omit<BankProblem, 'line'>[] {
  const places = [
    ...(consent_api ? (['consent', 'consent_revocation'] as const) : []),
    ...(notifications === 'none' ? [] : (['subscriptions', 'availability'] as const)),
  ];
  return places
    .filter((name) => resources[name] === undefined)
    .map((name) => ({
      path: `protocol.resources.${name}`,
      message: `expected, because of ${name.startsWith('consent') ? 'policy.consent_api, which is true unless told' : 'policy.notifications'}`,
    }));
}

/** What editors check by. */
export function bankFileSchema(): object {
  return z.toJSONSchema(bankFile.extend({ protocol: fdxProtocol }), { io: 'input', unrepresentable: 'any' });
}

function readJson(text: string) {
  const none = { value: null, lines: new Map<string, number>() };
  try {
    const value: unknown = JSON.parse(text);
    const { lines, repeated } = jsonLines(text);
    const problems = repeated.map((one) => ({ ...one, message: 'stands there twice' }));
    return { value, lines, problems };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    const line = text.slice(0, position).split('\n').length;
    // Without the piece of the text that it repeats: a secret may stand there by mistake.
    const what = error instanceof RangeError ? message : 'no JSON (a comma, quote or brace is wrong here)';
    return { ...none, problems: [{ line, path: '', message: what }] };
  }
}

/** A key that nobody knows is told of what it is in; the line is its own. */
function named(path: string, message: string): string {
  const [, key] = /^Unrecognized keys?: "([^"]+)"/.exec(message) ?? [];
  return key === undefined ? path : join(path, key);
}

function worded(message: string): string {
  return message.replace(/^Invalid input: expected (.+), received undefined$/, 'is missing (expected: $1)');
}

function join(path: string, rest: string): string {
  return [path, rest].filter((part) => part !== '').join('.');
}

function seedOf({ $schema: _, ...bank }: z.infer<typeof bankFile>, { livemode }: Mode): InstitutionSeed {
  return {
    ...bank,
    id: bank.id as InstitutionId,
    livemode,
    display_name: bank.display_name ?? bank.name,
    connector: 'fdx',
    status: 'active',
    protocol: bank.protocol as Record<string, unknown>,
  };
}
