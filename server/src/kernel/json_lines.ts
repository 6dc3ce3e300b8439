// On which line of a JSON text a value stands: what is wrong in a file that a person writes is told with its place. Pure.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const DEPTH_MAX = 64;

export interface JsonLines {
  /** By dotted path (`resources.accounts`, `countries.0`), the line that its key or value begins on; the whole is ''. */
  lines: Map<string, number>;
  /** Keys that stand there a second time, which JSON.parse passes over. */
  repeated: { path: string; line: number }[];
}

/** Of a text that JSON.parse takes. Throws RangeError for one that is nested without end. */
export function jsonLines(text: string): JsonLines {
  const tokens = [...text.matchAll(TOKEN)];
  const starts = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const lineAt = (offset: number) => 1 + starts.filter((start) => start < offset).length;
  const lines = new Map<string, number>();
  const repeated: JsonLines['repeated'] = [];
  let at = 0;
  const next = () => tokens[at++]?.[0] ?? '';
  const peek = () => tokens[at]?.[0] ?? '';

  function note(path: string): void {
    const line = lineAt(tokens[at]?.index ?? text.length);
    if (lines.has(path)) repeated.push({ path, line });
    else lines.set(path, line);
  }

  function value(path: string, depth: number): void {
    if (depth > DEPTH_MAX) throw new RangeError('nested too deeply');
    const opened = next();
    if (opened === '{') members('}', () => JSON.parse(peek()) as string, path, depth);
    if (opened === '[') members(']', (count) => String(count), path, depth);
  }

  function members(end: string, nameAt: (count: number) => string, path: string, depth: number): void {
    for (let count = 0; peek() !== end && at < tokens.length; count += 1) {
      const name = nameAt(count);
      const inner = path === '' ? name : `${path}.${name}`;
      note(inner);
      // The key and its colon.
      if (end === '}') at += 2;
      value(inner, depth + 1);
      if (peek() === ',') at += 1;
    }
    at += 1;
  }

  note('');
  value('', 0);
  return { lines, repeated };
}

/** The line of a path, or of the nearest one around it that is there. */
export function lineOf(lines: JsonLines['lines'], path: string): number {
  const parts = path === '' ? [] : path.split('.');
  for (let count = parts.length; count > 0; count -= 1) {
    const line = lines.get(parts.slice(0, count).join('.'));
    if (line !== undefined) return line;
  }
  return lines.get('') ?? 1;
}
