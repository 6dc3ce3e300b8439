// Assertions for what must be true if the program is right; a failed one is a bug, never a caller's mistake.

export class Bug extends Error {
  override readonly name = 'Bug';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}
