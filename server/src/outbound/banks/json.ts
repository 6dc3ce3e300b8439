// JSON of banks as values that can be relied on: texts that can be stored, and no number that was rounded. Pure.

/** Escapes of NUL and of halves of characters, which no database takes, and more digits than a double holds. */
const ODD = /\\u(?:0000|d[89a-f])|\d[\d.]{15}/i;
const DOUBLE_DIGITS = 15;

/** The body; `undefined` when it is not JSON at all. A number that a double might round comes as its own text. */
export function parseJson(text: string): unknown {
  try {
    return ODD.test(text) ? JSON.parse(text, exact as Reviver) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** TypeScript does not know the third argument yet. */
type Reviver = (key: string, value: unknown) => unknown;

function exact(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value === 'number' && source !== undefined && source.length > DOUBLE_DIGITS) return source;
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;
}
