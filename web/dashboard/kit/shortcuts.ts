// Single keys for single actions, silent while somebody types, a dialog is open or a menu is.
import { useEffect, useRef } from 'react';

type Shortcuts = Partial<Record<string, (event: KeyboardEvent) => void>>;

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
  return typing != null || document.querySelector('[role=dialog], [role=menu], [role=listbox]') !== null;
}
