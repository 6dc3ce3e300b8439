// What is selected in the list: some rows, also across pages, or all that match the filter.
import { useEffect, useMemo, useState } from 'react';
import type { AccountFilter, Selection } from '../../../server/src/wire/dashboard.ts';

export interface Selecting {
  /** Ids that are ticked; with `all` every row counts as ticked. */
  ids: ReadonlySet<string>;
  all: boolean;
  /** 0 where all that match are selected, because only the server knows how many. */
  count: number;
  empty: boolean;
  toggle(id: string): void;
  /** Ticks or clears these rows. */
  set(ids: string[], on: boolean): void;
  selectAll(): void;
  clear(): void;
  /** What the server is asked. */
  selection: Selection;
}

const NOTHING: ReadonlySet<string> = new Set();

/** A changed filter starts with nothing selected: nobody may write to rows that he no longer sees. */
export function useSelection(filter: AccountFilter): Selecting {
  const [ids, setIds] = useState(NOTHING);
  const [all, setAll] = useState(false);
  const key = JSON.stringify(filter);
  useEffect(() => {
    setIds(NOTHING);
    setAll(false);
  }, [key]);
  return useMemo(() => {
    const change = (next: Iterable<string>) => {
      setAll(false);
      setIds(new Set(next));
    };
    return {
      ids,
      all,
      count: all ? 0 : ids.size,
      empty: !all && ids.size === 0,
      toggle: (id) => change(ids.has(id) ? [...ids].filter((one) => one !== id) : [...ids, id]),
      set: (some, on) => change(on ? [...ids, ...some] : [...ids].filter((one) => !some.includes(one))),
      selectAll: () => setAll(true),
      clear: () => change([]),
      selection: all ? { filter: JSON.parse(key) as AccountFilter } : { accounts: [...ids] },
    };
  }, [ids, all, key]);
}
