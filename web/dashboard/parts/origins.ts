// The origins of a merchant's own pages, one per line as they are typed. Pure.

/** Lines as typed, without the empty ones at the end: a line that is being written is not swallowed. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trimStart());
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

/** A scheme and a host, nothing after it. An empty line is a line that is being written. */
export function isOrigin(line: string): boolean {
  if (line === '') return true;
  if (!URL.canParse(line)) return false;
  const { protocol, origin } = new URL(line);
  return (protocol === 'https:' || protocol === 'http:') && origin === line.trim();
}
