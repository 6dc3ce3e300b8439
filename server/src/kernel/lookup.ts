// Looks a bank's word up in one of our tables, where "constructor" must not find what every object has.

/** The table's value for `word`, or undefined; null is in no table. */
export function lookup<T>(table: Readonly<Record<string, T>>, word: string | null | undefined): T | undefined {
  return word != null && Object.hasOwn(table, word) ? table[word] : undefined;
}
