// Watches what leaves a world for secrets of it: log lines, events, addresses that are called, refusals. Every value that is ever sealed is one.
import { sql } from 'kysely';
import type { Database } from '../server/src/database/open.ts';
import { SEALED_COLUMNS } from '../server/src/database/sealed_columns.ts';
import type { Place } from '../server/src/kernel/seal.ts';
import type { Platform, PlatformOptions } from '../server/src/main.ts';
import type { OpenVault } from '../server/src/vault.ts';

type Handler = (request: Request) => Promise<Response>;
export type Surface = 'log' | 'event' | 'address' | 'refusal';

export interface Leak {
  on: Surface;
  /** Where the secret was sealed, or was told to be one. */
  of: string;
  /** What it stood in, shortened. */
  text: string;
}

/** What a word of a secret has at least; shorter ones are found by chance. */
const WORD = /[A-Za-z0-9_-]{9,}/g;
const SECRET_LENGTH_MIN = 12;
const DIGITS = /^\d{9,17}$/;
const TEXT_MAX = 300;
/** Words that are told to whoever asks, although a sealed value has them. */
const PUBLIC = /^(pk_(test|live)_|https?$|fdx|offline_access|(acct|bvisit|cus|fca|fcauth|fcinst|fcsess)_[0-9A-Za-z]+$)/;

/** Answers, mails and the canary are no secrets as a whole; what they contain is sealed elsewhere, too. */
const WHOLES = new Set(['idempotency_keys.body', 'mails.body', 'installation.canary']);

export interface SecretWatch {
  /** A word that nobody but its owner may read. */
  tell(secret: string, of: string): void;
  line(line: string): void;
  /** A line of the bank's log; the path in it is an address that the bank was called at. */
  bankLine(line: { path?: string }): void;
  fetch: typeof fetch;
  around(app: Handler): Handler;
  /** Takes note of everything that is sealed from now on. */
  follow(vault: OpenVault): void;
  /** Reads the events that there are. */
  readEvents(database: Database): Promise<void>;
  /** `more`: words that are secrets for this question only. */
  leaks(more?: readonly string[]): Leak[];
}

export function watchSecrets(fetchOf: typeof fetch = fetch): SecretWatch {
  const secrets = new Map<string, string>();
  const seen: Record<Surface, Map<string, string>> = {
    ...{ log: new Map(), event: new Map() },
    ...{ address: new Map(), refusal: new Map() },
  };
  const see = (on: Surface, text: string) => {
    for (const [word] of text.matchAll(WORD)) if (!seen[on].has(word)) seen[on].set(word, text.slice(0, TEXT_MAX));
  };
  const tell = (secret: string, of: string) => {
    const words = [...secret.matchAll(WORD)].map(([word]) => word).filter((word) => !PUBLIC.test(word));
    const longest = words.sort((one, other) => other.length - one.length)[0];
    if (longest && (longest.length >= SECRET_LENGTH_MIN || DIGITS.test(longest))) secrets.set(longest, of);
  };
  return {
    tell,
    line: (line) => see('log', line),
    bankLine({ path = '', ...line }) {
      see('log', JSON.stringify(line));
      see('address', path);
    },
    fetch: (input, init) => {
      see('address', input instanceof Request ? input.url : String(input));
      return fetchOf(input, init);
    },
    around: (app) => async (request) => {
      const response = await app(request);
      // What stands in the address, whoever asks knows: a page that is opened by its link.
      if (response.status >= 400) see('refusal', withoutWords(await response.clone().text(), request.url));
      return response;
    },
    follow(vault) {
      const { seal } = vault.sealer;
      vault.sealer.seal = (plain, place) => {
        for (const secret of secretsIn(plain, place)) tell(secret, `${place.table}.${place.column}`);
        return seal(plain, place);
      };
    },
    async readEvents(database) {
      const rows = await database.kysely.selectFrom('events').select(sql<string>`data::text`.as('text')).execute();
      for (const { text } of rows) see('event', text);
    },
    leaks(more = []) {
      const known = new Map([...secrets, ...more.map((word) => [word, 'asked for'] as const)]);
      return (Object.keys(seen) as Surface[]).flatMap((on) =>
        [...known]
          .filter(([word]) => seen[on].has(word) && !ALLOWED[on].includes(known.get(word)!))
          .map(([word, of]) => {
            return { on, of, text: seen[on].get(word)! };
          }),
      );
    },
  };
}

function withoutWords(text: string, known: string): string {
  const words = new Set([...known.matchAll(WORD)].map(([word]) => word));
  return text.replace(WORD, (word) => (words.has(word) ? '…' : word));
}

/** What belongs there. */
const ALLOWED: Record<Surface, readonly string[]> = {
  log: [],
  // Merchants mail it to their customers: Stripe's intents carry the address of the page for micro-deposits, in events, too.
  event: ['microdeposits.token_sealed'],
  // The customer is sent to his bank with what only that visit knows.
  address: ['bank_visits.secret', 'bank_visits.launch_sealed'],
  // A refused confirmation shows the intent to whoever confirms it, as Stripe's does.
  refusal: ['payment_intents.client_secret', 'setup_intents.client_secret', 'microdeposits.token_sealed'],
};

function secretsIn(plain: string, { table, column }: Place): string[] {
  const name = `${table}.${column}`;
  if (WHOLES.has(name)) return [];
  if (name === 'client_keys.private_key') return [String((parsed(plain) as { d?: string } | null)?.d ?? '')];
  return leavesOf(parsed(plain) ?? plain);
}

function parsed(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Every text in what was sealed, also where JSON is inside of JSON; routing numbers, dates and addresses are no secrets. */
function leavesOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const inner = parsed(value);
    if (inner !== null) return leavesOf(inner, key);
    const open = /^(routing_number|.*_at|issuer|iss|redirect_uri|kid|token_type|scope|sandbox_outcome)$/.test(key);
    return open || /^\d{4}-\d\d-\d\dT|^https?:/.test(value) ? [] : [value];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, name));
}

/** What a platform is started with so that all that leaves it is seen. Log lines go on to where they were to go. */
export function watchedBy(
  secrets: SecretWatch,
  { log_to = process.env.LOG_LEVEL ? process.stdout : undefined }: PlatformOptions,
): PlatformOptions {
  const write = (line: string) => {
    secrets.line(line);
    log_to?.write(line);
  };
  return { fetch: secrets.fetch, around: secrets.around, log_to: { write } };
}

/** What is wrong with a world at its end; a platform that was stopped is not asked for its events. */
export async function leaksOf(platform: Platform | null, secrets: SecretWatch): Promise<unknown[]> {
  if (platform === null) return secrets.leaks();
  await secrets.readEvents(platform.database);
  return [...secrets.leaks(), ...(await misplaced(platform.database, platform.vault))];
}

/** Every sealed value of a database opens in the place that a change of keys would look for it in. Answers what does not. */
async function misplaced(database: Database, { sealer }: OpenVault): Promise<string[]> {
  const wrong: string[] = [];
  for (const { table, column, tenant, row, sealed_as } of SEALED_COLUMNS) {
    const { rows } = await sql<{ tenant: Place['tenant']; row: string; sealed: Buffer }>`
      select ${sql.raw(tenant)} as tenant, ${sql.raw(row)} as row, t.${sql.ref(column)} as sealed
      from ${sql.table(table)} t where octet_length(t.${sql.ref(column)}) > 0`.execute(database.kysely);
    for (const found of rows) {
      try {
        sealer.open(found.sealed, { tenant: found.tenant, table, column: sealed_as ?? column, row: found.row });
      } catch {
        wrong.push(`${table}.${column} of ${found.row}`);
      }
    }
  }
  return wrong;
}
