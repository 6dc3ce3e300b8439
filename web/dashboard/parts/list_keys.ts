// The keys of a list: j and k through the rows, f to its search. Enter opens the row, because its link has the focus.
import type { RefObject } from 'react';
import { moveFocus } from '../accounts/row_keys.ts';
import { useShortcuts } from '../kit/shortcuts.ts';

export function useListKeys(search?: RefObject<HTMLInputElement | null>): void {
  useShortcuts({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    f: (event) => {
      if (search?.current == null) return;
      // Else the letter would be typed into it.
      event.preventDefault();
      search.current.focus();
    },
  });
}
