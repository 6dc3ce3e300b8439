// What an update changed, as `previous_attributes` tells it: the old values of exactly the fields that differ.

type Fields = Record<string, unknown>;

/**
 * Old values of the fields of `before` that are different in `after`; null when nothing is. Hashes are compared inside
 * and show their changed keys only, a key that was not there before as null; arrays are told as a whole.
 */
export function previousAttributes(before: object, after: object): Fields | null {
  const old: Fields = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = (before as Fields)[key] ?? null;
    const is = (after as Fields)[key] ?? null;
    if (isHash(was) && isHash(is)) {
      const inner = previousAttributes(was, is);
      if (inner !== null) old[key] = inner;
    } else if (!same(was, is)) old[key] = was;
  }
  return Object.keys(old).length === 0 ? null : old;
}

function isHash(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
