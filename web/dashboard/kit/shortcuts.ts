// Single keys for single actions, silent while somebody types, a dialog is open or a menu is.
import { useEffect, useRef } from 'react';

type Shortcuts = Partial<Record<string, (event: KeyboardEvent) => void>>;

/** What is closing already no longer counts; a toast is a dialog only for screen readers. */
const OPEN =
  ':is([role=dialog]:not(.toast), [role=menu], [role=listbox]:not([hidden])):not([data-closed], [data-ending-style])';

/** Binds keys as `event.key` names them, for as long as the component lives. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const newest = useRef(shortcuts);
  useEffect(() => {
    newest.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
      newest.current[event.key]?.(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isBusy(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  const typing = target?.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
  return typing != null || document.querySelector(OPEN) !== null;
}
