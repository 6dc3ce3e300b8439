// Asks our endpoints what they take: a parameter is served when it is not refused as unknown, a word when it is not refused.

import type { Endpoint } from '../../server/src/inbound/http/endpoint.ts';
import { ApiError } from '../../server/src/inbound/http/errors.ts';
import { type ApiVersion, hasFeature, parseVersion, render } from '../../server/src/wire/versions.ts';
import type { Member } from './sdk.ts';

/** What stands in a form: text, or more of it. */
type Form = { [key: string]: Form } | Form[] | string;

/** One version of each kind from before the first change on; a change shows between two of them. */
const DATES = [
  '2022-08-01',
  '2025-11-17',
  '2026-01-28',
  '2026-03-25',
  '2026-06-24',
  '2026-07-29',
  '2026-08-26',
  '2026-09-30',
];
const VERSIONS: readonly ApiVersion[] = DATES.flatMap((date) => [version(`${date}.preview`), version(date)]);
const NEWEST = version('2026-09-30.preview');
const RECENT = [version('2026-08-26.preview'), NEWEST];
const OLDEST = VERSIONS.slice(0, 2);
const SAMPLES = ['1', 'true', 'usd', 'US', 'https://example.com', 'customer.created', 'x'];
const TRIES_MAX = 24;

function version(text: string): ApiVersion {
  const read = parseVersion(text);
  if (read === null) throw new Error(`${text} is no version`);
  return read;
}

/** From which dates on preview and general versions take it; null: none of that kind. */
export interface Since {
  preview: string | null;
  general: string | null;
}

/** Whether the endpoint knows the parameter at the end of `path` in any version, and since when. Null: in none. */
export function takes(endpoint: Endpoint, path: readonly Member[]): Since | null {
  return sinceWhen((each) => knowsIn(endpoint, path, each));
}

/** Since when there is the endpoint. */
export function isThere({ feature }: Endpoint): Since | null {
  return sinceWhen((each) => feature === null || hasFeature(each, feature));
}

/** Since when an object of the type shows the field. Null: in no version, or it cannot be told by itself. */
export function shows(type: string, field: string): Since | null {
  try {
    return sinceWhen((each) => field in render({ object: type, [field]: null }, each));
  } catch {
    return null;
  }
}

function sinceWhen(holds: (version: ApiVersion) => boolean): Since | null {
  // Most things are there always or never: what the SDK names, its own version or the newest one has, if any does.
  if (!RECENT.some(holds)) return null;
  if (OLDEST.every(holds)) return { preview: DATES[0] ?? null, general: DATES[0] ?? null };
  const held = VERSIONS.filter(holds);
  const first = (preview: boolean) => held.find((each) => each.preview === preview)?.text.slice(0, 10) ?? null;
  return { preview: first(true), general: first(false) };
}

function knowsIn(endpoint: Endpoint, path: readonly Member[], asked: ApiVersion): boolean {
  const refusal = refusalOf(endpoint, inputOf(path, sampleOf(path.at(-1))), asked);
  if (refusal === null) return true;
  const { code, param = '', message } = refusal.body;
  const name = nameOf(path);
  if (code === 'parameter_unknown') return !namesIn(message).some((unknown) => isWithin(name, unknown));
  // A text where the SDK has a hash: what is in the hash is not known.
  return !(param !== name && isWithin(name, param) && /^Invalid string/.test(message));
}

/** Whether one of the parameter's words is taken. Other parameters that the endpoint needs are added until it looks at this one. */
export function takesWord(
  endpoint: Endpoint,
  params: readonly Member[],
  path: readonly Member[],
  word: string,
): boolean {
  const input = inputOf(path, word);
  const name = nameOf(path);
  const tried = new Map<string, number>();
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const refusal = refusalOf(endpoint, input, NEWEST);
    const param = refusal?.body.param;
    if (refusal === null || param === undefined) return true;
    if (param === name) return false;
    const nth = tried.get(param) ?? 0;
    tried.set(param, nth + 1);
    if (!put(input, param, memberAt(params, param), nth)) return true;
  }
  return true;
}

function refusalOf(endpoint: Endpoint, input: { [key: string]: Form }, asked: ApiVersion): ApiError | null {
  try {
    endpoint.parse(input as never, asked);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function inputOf(path: readonly Member[], leaf: Form): { [key: string]: Form } {
  const [first, ...rest] = path;
  if (first === undefined) throw new Error('a path has members');
  const inner = rest.length === 0 ? leaf : inputOf(rest, leaf);
  return { [first.name]: first.array ? [inner] : inner };
}

function sampleOf(member: Member | undefined): Form {
  const [word] = member?.values ?? [];
  if (word !== undefined) return word;
  return member?.members ? {} : '1';
}

/** `items[0][price]` */
function nameOf(path: readonly Member[]): string {
  return path
    .map(({ name, array }, index) => {
      const item = array ? '[0]' : '';
      return index === 0 ? `${name}${item}` : `[${name}]${item}`;
    })
    .join('');
}

function namesIn(message: string): string[] {
  return (message.split(': ')[1] ?? '').split(', ');
}

/** Whether `inner` is `outer` or in it. The index of an array may be missing at the end of what a refusal names. */
function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}[`) || inner.startsWith(`${outer.replace(/\[0\]$/, '')}[`);
}

function memberAt(params: readonly Member[], param: string): Member | undefined {
  const names = param.split(/[[\]]+/).filter((name) => name !== '' && !/^\d+$/.test(name));
  let found: Member | undefined;
  let members: readonly Member[] | null = params;
  for (const name of names) {
    found = members?.find((each) => each.name === name);
    members = found?.members ?? null;
  }
  return found;
}

/** Puts another sample where the refusal points; false when there is none left. */
function put(input: { [key: string]: Form }, param: string, member: Member | undefined, nth: number): boolean {
  const choices: Form[] = member?.members ? [{}] : [...(member?.values ?? []), ...SAMPLES];
  const chosen = choices[nth];
  if (chosen === undefined) return false;
  const names = param.split(/[[\]]+/).filter((name) => name !== '');
  let place: { [key: string]: Form } = input;
  for (const name of names.slice(0, -1)) {
    const next = place[name];
    const inside: Form = typeof next === 'object' ? next : {};
    place[name] = inside;
    place = inside as { [key: string]: Form };
  }
  place[names.at(-1) ?? ''] = member?.array && !/\]$/.test(param) ? [chosen] : chosen;
  return true;
}
