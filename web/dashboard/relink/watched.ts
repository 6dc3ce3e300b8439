// Which relink requests this browser tab has started, so that their end is shown also after moving between pages.
import { useSyncExternalStore } from 'react';

const KEPT = 'relink.watched';
const MAX = 5;

const listeners = new Set<() => void>();
let watched: readonly string[] = read();

function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, MAX) : [];
  } catch {
    return [];
  }
}

function change(next: readonly string[]): void {
  watched = next.slice(0, MAX);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(watched));
  } catch {
    // Without storage it is remembered as long as the page lives.
  }
  for (const tell of listeners) tell();
}

export function watch(id: string): void {
  change([id, ...watched.filter((one) => one !== id)]);
}

export function unwatch(id: string): void {
  change(watched.filter((one) => one !== id));
}

export function useWatched(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => watched,
  );
}
