// A time as “3 days ago”, with the exact one on hover and for machines; it ages while the page is open.
import { useSyncExternalStore } from 'react';
import { useFormats } from '../catalogue/formats.ts';

const TICK_MS = 20_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Math.floor(Date.now() / 1000);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Math.floor(Date.now() / 1000);
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now in unix seconds, renewed every twenty seconds: one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

export function RelativeTime({ at, short = false }: { at: number; short?: boolean }) {
  const formats = useFormats();
  const current = useNow();
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={formats.exact(at)}>
      {formats.relative(at, Math.max(current, now), short)}
    </time>
  );
}

/** A calendar day, with the exact moment on hover. */
export function Day({ at }: { at: number }) {
  const formats = useFormats();
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={formats.exact(at)}>
      {formats.day(at)}
    </time>
  );
}
