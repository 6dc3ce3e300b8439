// Asks every few seconds what changed, while the page is visible, so that nothing has to be reloaded.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Answer, call } from './client.ts';
import { isSignedOut, refreshCalls, reportSignedOut } from './queries.ts';

const EVERY_MS = 3_000;
/** A server that stays away is asked less often after so many tries. */
const PATIENCE = 10;
const SLOW_MS = 15_000;

/** Keeps the cache true to the server as long as the component lives. Tells whether the server can't be reached. */
export function useChanges(): boolean {
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  useEffect(() => watchChanges(client, setLost), [client]);
  return lost;
}

function watchChanges(client: QueryClient, tellLost: (lost: boolean) => void): () => void {
  let cursor: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let asking = false;
  const abort = new AbortController();
  const ask = async () => {
    clearTimeout(timer);
    if (asking || abort.signal.aborted || document.visibilityState === 'hidden') return;
    asking = true;
    try {
      const changes = await call('GET /changes', { query: { after: cursor } }, abort.signal);
      // What failed while the server was away is read again, whatever was touched.
      if (failures > 0) await refreshCalls(client, true);
      else if (cursor !== undefined) await apply(client, changes);
      cursor = changes.cursor;
      failures = 0;
    } catch (error) {
      if (abort.signal.aborted) return;
      if (isSignedOut(error)) return reportSignedOut();
      failures += 1;
    } finally {
      asking = false;
    }
    tellLost(failures > 0);
    timer = setTimeout(ask, failures < PATIENCE ? EVERY_MS : SLOW_MS);
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
    await refreshCalls(client, [
      'GET /accounts',
      'GET /accounts/summary',
      'GET /customers/:id',
      'GET /connected_accounts/:id',
    ]);
    await client.invalidateQueries({
      predicate: ({ queryKey: [name, path] }) =>
        name === 'GET /accounts/:id' && touched.has((path as { id: string }).id),
    });
  }
  if (changes.batches.length > 0)
    await refreshCalls(client, ['GET /relink_requests', 'GET /relink_requests/:id', 'GET /relink_requests/:id/items']);
  if (changes.events) await refreshCalls(client, ['GET /events', 'GET /events/:id']);
}
