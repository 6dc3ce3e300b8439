// Banks of the sandbox as an operator of a live installation enters strangers' banks: a folder of files, with the secrets beside them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bank } from '../../bank/src/bank.ts';
import { INSTITUTIONS, type InstitutionSeed } from '../../server/src/domain/connections/institutions.data.ts';

/** Elsewhere the machine trusts the bank's authority already, as most of the world's are. */
const WITH_AUTHORITY = 'three-months';
export const CLIENT = { client_id: 'relink-live', client_secret: 'what-the-bank-gave-us', client_name: 'Relink' };

/** Where the banks are, and whom to trust there: PEM. */
export interface Place {
  /** The https origin of the proxy before them. */
  url: string;
  bank: Pick<Bank, 'tls' | 'tls_url'>;
  ca: string;
}

interface Protocol {
  extensions: string[];
  client: object;
  resources: Record<string, string>;
  issuer: string;
  metadata?: Record<string, string>;
  tls?: object;
}

/** Every bank of the sandbox that a file can be written for. */
export const SLUGS: readonly string[] = INSTITUTIONS.filter(
  ({ connector, status }) => connector === 'fdx' && status === 'active',
).map(({ slug }) => slug);

export function seedOf(slug: string): InstitutionSeed {
  const seed = INSTITUTIONS.find((one) => one.slug === slug);
  if (seed === undefined) throw new Error(`there is no bank ${slug}`);
  return seed;
}

export async function enterBanks(folder: string, slugs: readonly string[], place: Place): Promise<void> {
  const { ca, client_certificate, client_key } = place.bank.tls;
  const mode = { mode: 0o600 };
  await mkdir(folder);
  for (const slug of slugs) await writeFile(join(folder, `${slug}.json`), JSON.stringify(fileOf(slug, place), null, 2));
  await writeFile(join(folder, 'client.secret'), `${CLIENT.client_secret}\n`, mode);
  await writeFile(join(folder, 'ca.pem'), `${place.ca}\n${ca}`);
  await writeFile(join(folder, 'client.pem'), client_certificate);
  await writeFile(join(folder, 'client.key'), client_key, mode);
}

/** What the sandbox has beyond other banks is left out. */
function fileOf(slug: string, { url, bank }: Place): object {
  const { livemode: _, connector: _connector, status: _status, ...facts } = seedOf(slug);
  const {
    extensions: _extensions,
    client,
    resources,
    issuer,
    metadata,
    tls,
    ...protocol
  } = facts.protocol as unknown as Protocol;
  const certain = tls !== undefined;
  const below = (base: string, paths: Record<string, string>) =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, base + path]));
  return {
    ...facts,
    protocol: {
      ...protocol,
      ...(certain && { origins: [new URL(bank.tls_url).origin] }),
      issuer: url + issuer,
      ...(metadata && { metadata: below(url, metadata) }),
      client: { id: CLIENT.client_id, ...('secret' in client && { secret: { file: 'client.secret' } }) },
      tls: {
        ...((certain || slug === WITH_AUTHORITY) && { ca: { file: 'ca.pem' } }),
        ...(certain && { certificate: { file: 'client.pem' }, key: { file: 'client.key' } }),
      },
      resources: below(certain ? bank.tls_url : url, resources),
    },
  };
}
