// A small cache with a bound and a time limit that loads each key at most once at a time.
import type { Clock } from '#kernel/clock.ts';

export interface Cache<T> {
  /** The fresh value of `key`, else what `load` gives; callers that come meanwhile share that one load. Failures are not kept. */
  get(key: string, load: () => Promise<{ value: T; lives_ms: number }>): Promise<T>;
  /** Forgets `key`, so that the next `get` loads. */
  forget(key: string): void;
}

interface Entry<T> {
  value: Promise<T>;
  /** Unix milliseconds; null while loading. */
  ends: number | null;
}

export function createCache<T>(options: { max_entries: number; clock: Clock }): Cache<T> {
  const entries = new Map<string, Entry<T>>();
  const now = () => options.clock.now().getTime();
  const forgetEntry = (key: string, entry: Entry<T>) => {
    if (entries.get(key) === entry) entries.delete(key);
  };
  return {
    forget: (key) => void entries.delete(key),
    get(key, load) {
      const known = entries.get(key);
      if (known && (known.ends === null || known.ends > now())) return known.value;
      entries.delete(key);
      const oldest = entries.keys().next();
      if (entries.size >= options.max_entries && !oldest.done) entries.delete(oldest.value);
      const loading = load();
      const entry: Entry<T> = { value: loading.then(({ value }) => value), ends: null };
      entries.set(key, entry);
      loading.then(
        ({ lives_ms }) => {
          entry.ends = now() + lives_ms;
        },
        () => forgetEntry(key, entry),
      );
      return entry.value;
    },
  };
}
