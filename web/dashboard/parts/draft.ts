// What somebody typed into a form and did not save: it stands over what the server says until it is saved or discarded.
import { useState } from 'react';

export interface Draft<Values extends object> {
  values: Values;
  dirty: boolean;
  /** Only what differs from the saved values. */
  changes: Partial<Values>;
  set(patch: Partial<Values>): void;
  discard(): void;
}

/** `saved` may be renewed while somebody types: only fields that were touched keep what was typed. */
export function useDraft<Values extends object>(saved: Values): Draft<Values> {
  const [typed, setTyped] = useState<Partial<Values>>({});
  const changes = Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => !isSame(value, saved[name as keyof Values])),
  ) as Partial<Values>;
  return {
    values: { ...saved, ...changes },
    changes,
    dirty: Object.keys(changes).length > 0,
    set: (patch) => setTyped((before) => ({ ...before, ...patch })),
    discard: () => setTyped({}),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
