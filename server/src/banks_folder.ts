// Reads RELINK_BANKS_DIR: one bank, one JSON file; says everything that is wrong with all of them, by file and line.
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Transaction } from '#database/schema.ts';
import { institutionBySlug } from '#domain/connections/institution_rows.ts';
import { INSTITUTIONS, type InstitutionSeed } from '#domain/connections/institutions.data.ts';
import type { SecretPlace } from '#outbound/banks/protocol_values.ts';
import { type BankFile, type BankProblem, type Mode, parseBankFile } from './bank_file.ts';
import { type Config, ConfigError, type Environment } from './config.ts';

const FILES_MAX = 2_000;
const FILE_BYTES_MAX = 65_536;
/** A bank's file may be a stranger's, and what it names as its secret is sent to where it says. */
const OWN_SECRETS = [
  ...['RELINK_ENCRYPTION_KEY', 'RELINK_ENCRYPTION_KEYS_OLD', 'RELINK_MAIL_TOKEN', 'RELINK_METRICS_TOKEN'],
  ...['DATABASE_URL', 'SMTP_URL', 'PGPASSWORD', 'BANK_CONTROL_TOKEN', 'RELINK_SANDBOX_SECRET_KEY'],
];

export interface Banks {
  seeds: InstitutionSeed[];
  /** Each one line: `acme.json:12 protocol.issuer: what was expected`. */
  problems: string[];
}

/** The banks of a folder in the order of their files' names; other files in it are left alone. */
export async function readBanks(folder: string, env: Environment, mode: Mode): Promise<Banks> {
  const names = (await filesOf(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  if (names.length > FILES_MAX) return { seeds: [], problems: [`${folder}: more than ${FILES_MAX} files`] };
  const seeds: InstitutionSeed[] = [];
  const problems: string[] = [];
  const owners = new Map<string, string>();
  if (!mode.livemode) for (const seed of INSTITUTIONS) own(seed, owners, 'the sandbox');
  for (const name of names) {
    const read = await readBank(join(folder, name), env, mode);
    const twice = read.bank === null ? [] : taken(read.bank, owners, name);
    const found = [...read.problems, ...twice].sort((one, other) => one.line - other.line);
    problems.push(...found.map(({ line, path, message }) => `${name}:${line} ${path && `${path}: `}${message}`));
    if (read.bank !== null) seeds.push(read.bank.seed);
  }
  return { seeds, problems };
}

/** The banks that a process starts with. Throws ConfigError with the first problem. */
export async function requireBanks(folder: string, env: Environment, mode: Mode): Promise<InstitutionSeed[]> {
  const { seeds, problems } = await readBanks(folder, env, mode);
  const [first, ...others] = problems;
  if (first === undefined) return seeds;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: npm run banks:check -- ${folder})`;
  throw new ConfigError('RELINK_BANKS_DIR', `${first}${more}`);
}

/** What a process offers: the banks of the folder, after those of the sandbox there. */
export async function institutionsOf(
  { livemode, banks_folder }: Pick<Config, 'livemode' | 'banks_folder'>,
  env: Environment,
): Promise<readonly InstitutionSeed[]> {
  const added = banks_folder === null ? [] : await requireBanks(banks_folder, env, { livemode });
  return livemode ? added : [...INSTITUTIONS, ...added];
}

/** Links are kept by a bank's id: under a new one, its customers would have to link anew. Throws ConfigError. */
export async function requireKnownIds(trx: Transaction, seeds: readonly InstitutionSeed[]): Promise<void> {
  for (const { id, slug } of seeds) {
    const known = await institutionBySlug(trx, slug);
    if (known === null || known.id === id) continue;
    throw new ConfigError(
      'RELINK_BANKS_DIR',
      `the bank ${slug} was ${known.id} until now, and is ${id} in its file; keep its id`,
    );
  }
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new ConfigError('RELINK_BANKS_DIR', `the folder ${folder} cannot be read (${codeOf(error)})`);
  }
}

interface Read {
  bank: BankFile | null;
  problems: BankProblem[];
}

async function readBank(path: string, env: Environment, mode: Mode): Promise<Read> {
  const refused = (message: string): Read => ({ bank: null, problems: [{ line: 1, path: '', message }] });
  try {
    if ((await stat(path)).size > FILE_BYTES_MAX) return refused(`more than ${FILE_BYTES_MAX} bytes`);
    const parsed = parseBankFile(await readFile(path, 'utf8'), mode);
    if (!parsed.ok) return { bank: null, problems: parsed.problems };
    return { bank: parsed.bank, problems: await settleSecrets(parsed.bank, dirname(path), env) };
  } catch (error) {
    return refused(`cannot be read (${codeOf(error)})`);
  }
}

/** Files are named from the folder on, and known by their whole path afterwards. Nothing is kept of what is in them. */
async function settleSecrets(bank: BankFile, folder: string, env: Environment): Promise<BankProblem[]> {
  const row = structuredClone(bank.seed.protocol) as Record<'client' | 'tls', Record<string, SecretPlace> | undefined>;
  bank.seed.protocol = row;
  const problems: BankProblem[] = [];
  for (const part of ['client', 'tls'] as const) {
    for (const [name, place] of Object.entries(row[part] ?? {})) {
      if (typeof place !== 'object') continue;
      if ('file' in place) place.file = resolve(folder, place.file);
      const message = await missing(place, env);
      const path = `protocol.${part}.${name}`;
      if (message !== null) problems.push({ line: bank.lineOf(path), path, message });
    }
  }
  return problems;
}

async function missing(place: Exclude<SecretPlace, string>, env: Environment): Promise<string | null> {
  if ('env' in place && OWN_SECRETS.includes(place.env)) return `${place.env} is a secret of ours, not of a bank`;
  if ('env' in place) return env[place.env]?.trim() ? null : `the environment variable ${place.env} is not set`;
  try {
    const { size } = await stat(place.file);
    // What a device or the process's own environment holds has no size.
    if (size > FILE_BYTES_MAX) return `the file ${place.file} has more than ${FILE_BYTES_MAX} bytes`;
    return size === 0 || (await readFile(place.file, 'utf8')).trim() === '' ? `the file ${place.file} is empty` : null;
  } catch (error) {
    return `the file ${place.file} cannot be read (${codeOf(error)})`;
  }
}

/** An id or slug that another bank has. */
function taken({ seed, lineOf }: BankFile, owners: Map<string, string>, name: string): BankProblem[] {
  const problems = (['id', 'slug'] as const).flatMap((path) => {
    const owner = owners.get(`${path} ${seed[path]}`);
    if (owner === undefined) return [];
    return [{ line: lineOf(path), path, message: `${seed[path]} is the ${path} in ${owner}, too` }];
  });
  own(seed, owners, name);
  return problems;
}

/** Notes whose an id and a slug are; the first one has them. */
function own(seed: InstitutionSeed, owners: Map<string, string>, name: string): void {
  for (const path of ['id', 'slug'] as const) {
    const key = `${path} ${seed[path]}`;
    if (!owners.has(key)) owners.set(key, name);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
