// Asks every few seconds what changed, while the page is visible, so that nothing has to be reloaded.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Answer, call, DashboardError } from './client.ts';
import { refreshCalls } from './queries.ts';

const EVERY_MS = 3_000;
/** After a failure it asks less often, up to this. */
const SLOWEST_MS = 30_000;

/** Keeps the cache true to the server as long as the component lives. */
export function useChanges(): void {
  const client = useQueryClient();
  useEffect(() => watchChanges(client), [client]);
}

function watchChanges(client: QueryClient): () => void {
  let cursor: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = EVERY_MS;
  const abort = new AbortController();
  const ask = async () => {
    clearTimeout(timer);
    if (abort.signal.aborted || document.visibilityState === 'hidden') return;
    try {
      const changes = await call('GET /changes', { query: { after: cursor } }, abort.signal);
      if (cursor !== undefined) await apply(client, changes);
      cursor = changes.cursor;
      wait = EVERY_MS;
    } catch (error) {
      // Signed out: the next call of a page says so; asking on would be noise.
      if (error instanceof DashboardError && error.status === 401) return;
      wait = Math.min(wait * 2, SLOWEST_MS);
    }
    if (!abort.signal.aborted) timer = setTimeout(ask, wait);
  };
  document.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    abort.abort();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', ask);
  };
}

async function apply(client: QueryClient, changes: Answer<'GET /changes'>): Promise<void> {
  if (changes.accounts.length > 0) {
    const touched = new Set(changes.accounts);
    await refreshCalls(client, ['GET /accounts', 'GET /accounts/summary', 'GET /customers/:id']);
    await client.invalidateQueries({
      predicate: ({ queryKey: [name, path] }) =>
        name === 'GET /accounts/:id' && touched.has((path as { id: string }).id),
    });
  }
  if (changes.batches.length > 0)
    await refreshCalls(client, ['GET /relink_requests', 'GET /relink_requests/:id', 'GET /relink_requests/:id/items']);
  if (changes.events) await refreshCalls(client, ['GET /events', 'GET /events/:id']);
}
