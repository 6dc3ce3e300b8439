// Where somebody wanted to go before signing in, kept in this browser until the link from the e-mail has been opened.
const KEPT = 'relink.next';
/** As long as the link works. */
const LIFE_MS = 15 * 60_000;

/** A path below /dashboard of this very server; anything else is the start. */
export function addressOf(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? `/dashboard${next}` : '/dashboard';
}

export function keepNext(next: string | undefined): void {
  try {
    if (next === undefined) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, JSON.stringify({ next, until: Date.now() + LIFE_MS }));
  } catch {
    // Without storage one lands at the start.
  }
}

/** Where to go now; it is forgotten with that. */
export function takeNext(): string | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? 'null');
    localStorage.removeItem(KEPT);
    const { next, until } = (kept ?? {}) as { next?: unknown; until?: unknown };
    return typeof next === 'string' && typeof until === 'number' && until > Date.now() ? next : undefined;
  } catch {
    return undefined;
  }
}
