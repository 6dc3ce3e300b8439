// Pages that load when they are first opened, and what is known where one did not: is the server there at all?
import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { call, DashboardError } from '../api/client.ts';

const EVERY_MS = 3_000;
/** A page that can't be loaded although the server answers is reloaded by itself at most this often. */
const RELOAD_PAUSE_MS = 60_000;
const RELOADED = 'relink.reloaded';

/** The page's own code did not come: the server is away, or a newer version was installed meanwhile. */
class PageNotLoaded extends Error {}

/** A page for the router. The router would reload at once, also while the server is away; here `Broken` waits for it. */
export function page(load: () => Promise<{ default: ComponentType }>) {
  return lazyRouteComponent(() =>
    load().catch((cause) => {
      throw new PageNotLoaded('A page could not be loaded.', { cause });
    }),
  );
}

/** Tells whether the server is away, and reloads as soon as it is back. Returns what ends the watch. */
export function watchServer(error: unknown, tellAway: (away: boolean) => void): () => void {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let away = false;
  const ask = async () => {
    const answers = await serverAnswers(abort.signal);
    if (abort.signal.aborted) return;
    if (answers) {
      if (away || (error instanceof PageNotLoaded && mayReload())) location.reload();
      return;
    }
    away = true;
    tellAway(true);
    timer = setTimeout(ask, EVERY_MS);
  };
  void ask();
  return () => {
    abort.abort();
    clearTimeout(timer);
  };
}

/** A refusal is an answer, too; a proxy's word that nobody is behind it is not. */
async function serverAnswers(signal: AbortSignal): Promise<boolean> {
  try {
    await call('GET /me', {}, signal);
    return true;
  } catch (error) {
    return error instanceof DashboardError && error.status > 0 && error.status < 502;
  }
}

function mayReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    sessionStorage.setItem(RELOADED, String(Date.now()));
    return Date.now() - last > RELOAD_PAUSE_MS;
  } catch {
    return false;
  }
}
