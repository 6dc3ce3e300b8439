// Form encoding with brackets, as in a query or a body, to a nested object; every dimension of it is limited.
import { malformedRequest } from './errors.ts';

/** A hash has no prototype, so a key like `constructor` is only a key. */
export interface FormHash {
  [key: string]: FormValue;
}
export type FormValue = string | FormValue[] | FormHash;

const MAX_PAIRS = 1000;
const MAX_DEPTH = 8;
const MAX_KEY_LENGTH = 512;

// Hashes whose keys the caller chooses, so that digits are names there and not positions.
const FREE_KEYS: ReadonlySet<string> = new Set(['metadata']);
/** A plain part, then parts in brackets. */
const NAME = /^([^[]+)((?:\[[^[\]]*\])*)$/;
const DIGITS = /^\d{1,4}$/;

/**
 * Reads `a[b][0]=x&a[c][]=y`. `c[]=x` and `c[0]=x` both make arrays; positions give the order, gaps are closed. A key
 * that comes twice keeps its last value. Throws malformedRequest for bad encoding, for a key used in two shapes and
 * beyond the limits.
 */
export function parseForm(text: string): FormHash {
  const root = newHash();
  if (text === '') return root;
  const pairs = text.split('&', MAX_PAIRS + 1);
  if (pairs.length > MAX_PAIRS) throw malformedRequest(`A request may have at most ${MAX_PAIRS} parameters.`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decode(cut === -1 ? pair : pair.slice(0, cut));
    insert(root, segmentsOf(name), cut === -1 ? '' : decode(pair.slice(cut + 1)), name);
  }
  return withArrays(root, null) as FormHash;
}

function newHash(): FormHash {
  return Object.create(null) as FormHash;
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformedRequest('The parameters are not valid URL encoding of UTF-8 text.');
  }
  if (decoded.includes('\0')) throw malformedRequest('Parameters must not contain NUL characters.');
  return decoded;
}

/** `a[b][]` to ['a', 'b', '']. */
function segmentsOf(name: string): string[] {
  if (name.length > MAX_KEY_LENGTH)
    throw malformedRequest(`A parameter's name has more than ${MAX_KEY_LENGTH} characters.`);
  const [, first, inner] = NAME.exec(name) ?? [];
  if (first === undefined) throw malformedRequest(`Invalid parameter name: ${name}`);
  const segments = inner ? [first, ...inner.slice(1, -1).split('][')] : [first];
  // Code further on copies hashes into ordinary objects, where this name would be more than a name.
  if (segments.includes('__proto__')) throw malformedRequest(`Invalid parameter name: ${name}`);
  if (segments.length > MAX_DEPTH) throw malformedRequest(`Parameters may be nested at most ${MAX_DEPTH} levels deep.`);
  return segments;
}

function insert(root: FormHash, segments: string[], value: string, name: string): void {
  let parent: FormHash | FormValue[] = root;
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    const next = segments[index + 1];
    if (Array.isArray(parent)) {
      if (last) {
        parent.push(value);
        return;
      }
      parent = lastElement(parent, next as string, name);
      continue;
    }
    if (last) {
      if (typeof (parent[segment] ?? '') !== 'string') throw twoShapes(name);
      parent[segment] = value;
      return;
    }
    parent = child(parent, segment, next === '', name);
  }
}

function child(parent: FormHash, key: string, asArray: boolean, name: string): FormHash | FormValue[] {
  const existing = parent[key];
  if (existing === undefined) {
    const created = asArray ? [] : newHash();
    parent[key] = created;
    return created;
  }
  if (typeof existing === 'string' || Array.isArray(existing) !== asArray) throw twoShapes(name);
  return existing;
}

// `items[][name]=x&items[][price]=y` is one element until a key comes a second time.
function lastElement(elements: FormValue[], key: string, name: string): FormHash {
  const current = elements.at(-1);
  if (typeof current === 'string' || Array.isArray(current)) throw twoShapes(name);
  if (current !== undefined && !(key in current)) return current;
  const created = newHash();
  elements.push(created);
  return created;
}

function twoShapes(name: string): Error {
  return malformedRequest(`Invalid parameters: ${name} is given in two different shapes.`);
}

function withArrays(value: FormValue, key: string | null): FormValue {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => withArrays(item, null));
  const keys = Object.keys(value);
  if (key !== null && !FREE_KEYS.has(key) && keys.length > 0 && keys.every((each) => DIGITS.test(each))) {
    const ordered = keys.sort((left, right) => Number(left) - Number(right));
    return ordered.map((each) => withArrays(value[each] as FormValue, null));
  }
  for (const each of keys) value[each] = withArrays(value[each] as FormValue, each);
  return value;
}
