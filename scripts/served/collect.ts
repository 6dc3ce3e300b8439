// Compares the SDK's types with what is served: operations, parameters, fields, words, events and error codes, each with its test.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../../server/src/inbound/http/endpoint.ts';
import { endpoints } from '../../server/src/inbound/v1/routes.ts';
import { EVENT_TYPES } from '../../server/src/wire/event_types.ts';
import { readTests, type Tests } from './held.ts';
import { createPresented, type Presence, wordsInSources } from './presented.ts';
import { isThere, type Since, shows, takes, takesWord } from './probe.ts';
import { type Member, type Operation, type Resource, readResource } from './sdk.ts';
import {
  ERROR_CODES,
  EVENT_FAMILIES,
  FALSE_FRIENDS,
  OTHER_METHODS,
  PAGE_FUNCTIONS,
  PARTS,
  type Part,
  WORDS_ELSEWHERE,
} from './slice.ts';

/** One thing that the SDK names. `key` is what a reason refers to it by. */
export interface Item {
  key: string;
  label: string;
  presence: Presence;
  held: string | null;
}

export interface Line extends Item {
  since: Since | null;
  /** Of an enumeration. */
  words: Item[];
}

export interface Call extends Item {
  method: string;
  path: string;
  since: Since | null;
  tests: string[];
  params: Line[];
}

export interface PartCoverage {
  part: Part;
  calls: Call[];
  objects: { name: string; fields: Line[] }[];
}

export interface Coverage {
  parts: PartCoverage[];
  /** Endpoints of ours that the SDK has no call for. */
  ours: Call[];
  /** What the browser SDK has of Stripe's. */
  page: Item[];
  events: Item[];
  errors: Item[];
}

interface Tools {
  tests: Tests;
  isWord: (word: string) => boolean;
  presented: ReturnType<typeof createPresented>;
}

export function collect(): Coverage {
  const tools = { tests: readTests(), isWord: wordsInSources(), presented: createPresented() };
  const known = new Set<Endpoint>();
  const parts = PARTS.map((part) => {
    const resource = readResource(part.file);
    const calls = resource.operations.map((operation) => callOf(tools, part, operation, known));
    const first = [
      ...new Set([
        ...(part.near ?? []),
        ...calls.map(({ held }) => held ?? ''),
        ...calls.flatMap((call) => call.tests),
      ]),
    ];
    const objects = part.objects.map(({ name, files }) => ({
      name,
      fields: fieldsOf(tools, resource, name, files, first),
    }));
    return { part, calls, objects };
  });
  const ours = endpoints.filter((endpoint) => !known.has(endpoint)).map((endpoint) => ourCall(tools, endpoint));
  return { parts, ours, page: pageOf(tools), events: eventsOf(tools), errors: errorsOf(tools) };
}

function callOf({ tests }: Tools, part: Part, operation: Operation, known: Set<Endpoint>): Call {
  const { name, method, path, params } = operation;
  const endpoint = endpoints.find((each) => each.method === method && shapeOf(each.path) === shapeOf(path));
  const about = { key: `${method} ${path}`, label: `${part.accessor}.${name}`, method, path };
  if (endpoint === undefined) return { ...about, presence: 'absent', held: null, since: null, tests: [], params: [] };
  known.add(endpoint);
  const calling = tests.calling(endpoint.path, { accessor: part.accessor, operation: name });
  const lines = paramsOf({ tests, part, operation: name, endpoint, params, calling }, params, []);
  const since = isThere(endpoint);
  const held = calling[0] ?? null;
  return { ...about, path: endpoint.path, presence: 'served', held, since, tests: calling, params: lines };
}

function ourCall({ tests }: Tools, endpoint: Endpoint): Call {
  const { method, path } = endpoint;
  const calling = tests.calling(path, null);
  const about = { key: `${method} ${path}`, label: '', method, path, presence: 'served' as const };
  return { ...about, held: calling[0] ?? null, since: isThere(endpoint), tests: calling, params: [] };
}

/** `/v1/customers/:id` and `/v1/customers/:customer` are the same. */
function shapeOf(path: string): string {
  return path.replace(/:\w+/g, ':');
}

interface Asked {
  tests: Tests;
  part: Part;
  operation: string;
  endpoint: Endpoint;
  params: Member[];
  calling: string[];
}

function paramsOf(asked: Asked, members: readonly Member[], above: readonly Member[]): Line[] {
  return members.flatMap((member) => {
    const path = [...above, member];
    const [first = '', ...rest] = path.map(({ name }) => name);
    const label = `${first}${rest.map((name) => `[${name}]`).join('')}`;
    const { tests, part, operation, endpoint, params, calling } = asked;
    const key = `${part.title}.${operation}(${label})`;
    const since = takes(endpoint, path);
    if (since === null) return [{ key, label, presence: 'absent' as const, held: null, since, words: [] }];
    const held = tests.naming([first, ...rest], calling, member.values ?? []);
    const words = (WORDS_ELSEWHERE.test(key) ? [] : (member.values ?? [])).map((word): Item => {
      const served = takesWord(endpoint, params, path, word) && !isOtherMethod(label, word);
      const by = served ? tests.naming([member.name, word], calling) : null;
      return {
        key: `${part.title}.${operation}(${label}=${word})`,
        label: word,
        presence: served ? 'served' : 'absent',
        held: by,
      };
    });
    const line = { key, label, presence: 'served' as const, held, since, words };
    return [line, ...paramsOf(asked, member.members ?? [], path)];
  });
}

function fieldsOf(
  { tests, isWord, presented }: Tools,
  resource: Resource,
  object: string,
  files: string[],
  first: string[],
): Line[] {
  const presence = presented(files);
  const type = resource.object(object).find(({ name }) => name === 'object')?.values?.[0] ?? '';
  const walk = (members: readonly Member[], above: string[]): Line[] =>
    members.flatMap((member) => {
      const path = [...above, member.name];
      const label = path.join('.');
      const key = `${object}.${label}`;
      const inside = above.length > 0 && !OTHER_METHODS.has(member.name);
      const found = FALSE_FRIENDS.test(key) ? 'absent' : presence(member.name, inside);
      const held = found === 'served' ? tests.naming(path, first, member.values ?? []) : null;
      const listed = found === 'served' && !WORDS_ELSEWHERE.test(key);
      const words = (listed ? (member.values ?? []) : []).map((word): Item => {
        const served = isWord(word) && !FALSE_FRIENDS.test(`${key}=${word}`) && !isOtherMethod(label, word);
        const by = served ? tests.naming([member.name, word], first) : null;
        return { key: `${key}=${word}`, label: word, presence: served ? 'served' : 'absent', held: by };
      });
      const since = above.length === 0 ? shows(type, member.name) : null;
      const line = { key, label, presence: found, held, since, words };
      return [line, ...(found === 'served' ? walk(member.members ?? [], path) : [])];
    });
  return walk(resource.object(object), []);
}

/** Ways to pay that may be named in a list or a filter, and find nothing. */
function isOtherMethod(label: string, word: string): boolean {
  if (/payment_method_types$/.test(label)) return word !== 'us_bank_account';
  return /type\]?$/.test(label) && OTHER_METHODS.has(word);
}

/** Functions of Stripe's browser SDK that the slice is about. */
function pageOf({ tests }: Tools): Item[] {
  const folder = join(import.meta.dirname, '../../js/src');
  const sources = ['types.ts', 'intent_types.ts'].map((name) => readFileSync(join(folder, name), 'utf8')).join();
  return PAGE_FUNCTIONS.map((name) => {
    const served = new RegExp(`\\b${name}\\(`).test(sources);
    const held = served ? tests.naming([name], []) : null;
    return { key: `page ${name}`, label: name, presence: served ? 'served' : 'absent', held };
  });
}

/** Types of events that the SDK lets an endpoint ask for, in the slice's families. */
function eventsOf({ tests }: Tools): Item[] {
  const { operations } = readResource('WebhookEndpoints');
  const types = operations.find(({ name }) => name === 'create')?.params.find(({ name }) => name === 'enabled_events');
  const ours: readonly string[] = EVENT_TYPES;
  return (types?.values ?? [])
    .filter((type) => EVENT_FAMILIES.test(type))
    .map((type) => {
      const served = ours.includes(type);
      // Stories leave out the family, or all but the last word where it is one of its own.
      const [last = ''] = /[^.]+_[^.]+$/.exec(type) ?? [];
      const names = [type, type.replace(/^financial_connections\./, ''), last].filter((name) => name !== '');
      const held = served
        ? (names.map((name) => tests.naming([name], [])).find((test) => test !== null) ?? null)
        : null;
      return { key: `event ${type}`, label: type, presence: served ? 'served' : 'absent', held };
    });
}

/** Codes of errors that the SDK names, as far as the slice may come to them. */
function errorsOf({ tests, isWord }: Tools): Item[] {
  const code = readResource('SetupIntents')
    .object('SetupIntent')
    .find(({ name }) => name === 'last_setup_error')
    ?.members?.find(({ name }) => name === 'code');
  return (code?.values ?? [])
    .filter((each) => ERROR_CODES.test(each))
    .map((each) => {
      const served = isWord(each);
      const held = served ? tests.naming([each], []) : null;
      return { key: `error ${each}`, label: each, presence: served ? 'served' : 'absent', held };
    });
}
