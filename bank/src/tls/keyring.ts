// The bank's certificates, kept in its data folder and renewed when their end is near: at a start, and while it runs.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issue, type Pair, type Purpose, realTime } from '#tls/issue.ts';

const DAY_MS = 86_400_000;
const AUTHORITY = { name: 'Relink sandbox bank authority', days: 3_650, kind: 'authority' } as const;
const LEAF_DAYS = 365;
/** What ends within these days is made anew, before a client would warn of it. An authority has to outlive what it issues. */
const RENEWED_DAYS = { authority: LEAF_DAYS + 40, server: 35, client: 35 };

/** Everything TLS needs, as PEM. */
export interface Keyring {
  authority: Pair;
  server: Pair;
  client: Pair;
}

/** The names of its files, without their endings. */
const FILES = { authority: 'ca', server: 'server', client: 'client' } as const;

/** Banks in memory share one per process and client: a restart forgets everything else, too. */
const inMemory = new Map<string, Promise<Keyring>>();

/**
 * The certificates of a data folder, made where they are missing or near their end; in memory without a folder. Asked again, it
 * gives the same ones until one of them has to be renewed.
 * @param client the name in the client's certificate
 * @param now Unix milliseconds, by which it judges what is near its end
 */
export async function openKeyring(
  data_folder: string | null,
  client: string,
  now: number = realTime(),
): Promise<Keyring> {
  if (data_folder === null) {
    const before = inMemory.get(client) ?? Promise.resolve({});
    const made = before.then((kept) => make(kept, client, now));
    inMemory.set(client, made);
    return made;
  }
  const folder = join(data_folder, 'tls');
  const kept = {
    authority: read(folder, FILES.authority),
    server: read(folder, FILES.server),
    client: read(folder, FILES.client),
  };
  const keyring = await make(kept, client, now);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const part of ['authority', 'server', 'client'] as const) {
    if (keyring[part] !== kept[part]) write(folder, FILES[part], keyring[part]);
  }
  return keyring;
}

/** Whether anything was renewed between the two. */
export function differs(before: Keyring, after: Keyring): boolean {
  return (['authority', 'server', 'client'] as const).some(
    (part) => before[part].certificate !== after[part].certificate,
  );
}

async function make(kept: Partial<Record<keyof Keyring, Pair | null>>, client: string, now: number): Promise<Keyring> {
  const authority = await keepOrIssue(kept.authority, AUTHORITY, null, now);
  const leaf = (kind: 'server' | 'client', name: string): Promise<Pair> =>
    keepOrIssue(kept[kind], { name, days: LEAF_DAYS, kind }, authority, now);
  return { authority, server: await leaf('server', 'localhost'), client: await leaf('client', client) };
}

/** Keeps a pair that is good for long enough, and makes another one else. */
async function keepOrIssue(
  pair: Pair | null | undefined,
  purpose: Purpose,
  authority: Pair | null,
  now: number,
): Promise<Pair> {
  const until = now + RENEWED_DAYS[purpose.kind] * DAY_MS;
  const good = pair && lasts(pair, authority ?? pair, purpose.name, until);
  return good ? pair : issue(purpose, authority, now);
}

/** Whether a pair fits together, is this authority's, names whom it should, and will do so until then. */
function lasts(pair: Pair, authority: Pair, name: string, until: number): boolean {
  try {
    const certificate = new X509Certificate(pair.certificate);
    return (
      certificate.checkPrivateKey(createPrivateKey(pair.key)) &&
      certificate.verify(new X509Certificate(authority.certificate).publicKey) &&
      certificate.subject === `CN=${name}` &&
      certificate.validToDate.getTime() > until
    );
  } catch {
    return false; // A file that was cut off or written over: made anew like one that is missing.
  }
}

function write(folder: string, name: string, { certificate, key }: Pair): void {
  writeFileSync(join(folder, `${name}.key`), key, { mode: 0o600 });
  writeFileSync(join(folder, `${name}.pem`), certificate);
}

function read(folder: string, name: string): Pair | null {
  try {
    const text = (ending: string): string => readFileSync(join(folder, `${name}.${ending}`), 'utf8');
    return { certificate: text('pem'), key: text('key') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
