// The data recipients a bank that runs alone knows: the platform beside it, or those of a JSON file.
import { readFileSync } from 'node:fs';
import type { Client } from '#world.ts';

const MAX_CLIENTS = 100;
const MAX_FILE_CHARACTERS = 1_000_000;

/**
 * The clients of a file: `[{"client_id", "client_secret", "client_name"?, "redirect_uris": [...], "jwks_uri"?}]`. `{slug}` in
 * a redirect URI stands for each bank's.
 * @throws Error in one sentence
 */
export function clientsOfFile(file: string): Client[] {
  const text = readFileSync(file, 'utf8');
  if (text.length > MAX_FILE_CHARACTERS) throw new Error(`${file} is too large.`);
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_CLIENTS) {
    throw new Error(`${file} has to hold a list of 1 to ${MAX_CLIENTS} clients.`);
  }
  const clients = list.map((entry, index) => clientOf((entry ?? {}) as Entry, `${file}, client ${index + 1}`));
  if (new Set(clients.map(({ client_id }) => client_id)).size < clients.length) {
    throw new Error(`${file} names a client_id twice.`);
  }
  return clients;
}

type Entry = Partial<Record<'client_id' | 'client_secret' | 'client_name' | 'redirect_uris' | 'jwks_uri', unknown>>;

function clientOf(entry: Entry, where: string): Client {
  const { client_name, redirect_uris, jwks_uri } = entry;
  const required = (field: 'client_id' | 'client_secret'): string => {
    const value = entry[field];
    if (typeof value !== 'string' || value === '') throw new Error(`${where}: ${field} is missing.`);
    return value;
  };
  if (!Array.isArray(redirect_uris) || redirect_uris.length === 0 || !redirect_uris.every(isUrl)) {
    throw new Error(`${where}: redirect_uris has to be a list of URLs.`);
  }
  if (jwks_uri !== undefined && !isUrl(jwks_uri)) throw new Error(`${where}: jwks_uri has to be a URL.`);
  return {
    client_id: required('client_id'),
    client_secret: required('client_secret'),
    ...(typeof client_name === 'string' ? { client_name } : {}),
    redirect_uris: (slug) => redirect_uris.map((uri: string) => uri.replaceAll('{slug}', slug)),
    ...(jwks_uri === undefined ? {} : { jwks_uri: () => jwks_uri }),
  };
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}
