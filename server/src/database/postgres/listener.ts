// One dedicated connection that LISTENs for all channels and comes back by itself when it is lost.
import pg from 'pg';
import type { Report } from '../engine.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const MAX_CHANNELS = 100;

export interface Listener {
  listen(channel: string, handler: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Connects at the first `listen`. After a reconnect every handler is called: a notification may have been missed. */
export function createListener(config: pg.ClientConfig, report: Report): Listener {
  const channels = new Map<string, Set<() => void>>();
  let client: pg.Client | null = null;
  let connecting: Promise<pg.Client> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let retryMs = FIRST_RETRY_MS;
  let closed = false;

  function wake(handlers: Iterable<() => void>): void {
    for (const handler of [...handlers]) {
      try {
        handler();
      } catch (error) {
        report('a handler of a notification failed', error);
      }
    }
  }

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ ...config, application_name: 'relink listener' });
    fresh.on('error', () => {}); // 'end' follows and does the work
    fresh.on('notification', ({ channel }) => wake(channels.get(channel) ?? []));
    try {
      await fresh.connect();
      for (const channel of channels.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    }
    fresh.once('end', () => lost(fresh));
    client = fresh;
    retryMs = FIRST_RETRY_MS;
    return fresh;
  }

  function connected(): Promise<pg.Client> {
    if (client !== null) return Promise.resolve(client);
    connecting ??= connect().finally(() => {
      connecting = null;
    });
    return connecting;
  }

  function lost(which: pg.Client): void {
    if (client === which) client = null;
    if (closed) return;
    report('the LISTEN connection was lost', new Error('it is opened again'));
    scheduleRetry();
  }

  function scheduleRetry(): void {
    if (closed || retry !== null) return;
    retry = setTimeout(async () => {
      retry = null;
      try {
        await connected();
        for (const handlers of channels.values()) wake(handlers);
      } catch {
        scheduleRetry();
      }
    }, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }

  async function listen(channel: string, handler: () => void): Promise<() => Promise<void>> {
    if (!channels.has(channel) && channels.size >= MAX_CHANNELS)
      throw new Error('bug: too many channels are listened to');
    const handlers = channels.get(channel) ?? new Set();
    channels.set(channel, handlers.add(handler));
    const listening = await connected();
    await listening.query(`listen ${listening.escapeIdentifier(channel)}`);
    return async () => {
      handlers.delete(handler);
      if (handlers.size > 0 || channels.get(channel) !== handlers) return;
      channels.delete(channel);
      await client?.query(`unlisten ${client.escapeIdentifier(channel)}`);
    };
  }

  async function close(): Promise<void> {
    closed = true;
    if (retry !== null) clearTimeout(retry);
    const last = client ?? (await connecting?.catch(() => null)) ?? null;
    client = null;
    channels.clear();
    await last?.end();
  }

  return { listen, close };
}
