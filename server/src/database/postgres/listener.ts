// One dedicated connection that LISTENs for all channels and comes back by itself when it is lost.
import pg from 'pg';
import { assert } from '#kernel/assert.ts';
import type { Report } from '../engine.ts';
import { DatabaseUnavailable } from '../errors.ts';

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
  let client: Promise<pg.Client> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let retry_ms = FIRST_RETRY_MS;
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
    const fresh = new pg.Client(config);
    fresh.on('error', () => {}); // 'end' follows and does the work
    fresh.on('notification', ({ channel }) => wake(channels.get(channel) ?? []));
    try {
      await fresh.connect();
      await fresh.query("set application_name to 'relink listener'");
      for (const channel of channels.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    }
    fresh.once('end', lost);
    retry_ms = FIRST_RETRY_MS;
    return fresh;
  }

  function connected(): Promise<pg.Client> {
    if (closed) return Promise.reject(new DatabaseUnavailable('the database is closed'));
    if (client !== null) return client;
    client = connect();
    client.catch(() => {
      client = null;
    });
    return client;
  }

  function lost(): void {
    client = null;
    if (closed) return;
    report('the LISTEN connection was lost', new Error('it is being opened again'));
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
    }, retry_ms);
    retry_ms = Math.min(retry_ms * 2, LONGEST_RETRY_MS);
  }

  async function listen(channel: string, handler: () => void): Promise<() => Promise<void>> {
    assert(channels.has(channel) || channels.size < MAX_CHANNELS, 'too many channels are listened to');
    const handlers = channels.get(channel) ?? new Set();
    channels.set(channel, handlers.add(handler));
    const stop = async () => {
      handlers.delete(handler);
      if (handlers.size > 0 || channels.get(channel) !== handlers) return;
      channels.delete(channel);
      const listening = await client?.catch(() => null);
      // The connection may be gone by now, and with it the LISTEN.
      await listening?.query(`unlisten ${listening.escapeIdentifier(channel)}`).catch(() => {});
    };
    try {
      const listening = await connected();
      await listening.query(`listen ${listening.escapeIdentifier(channel)}`);
      return stop;
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function close(): Promise<void> {
    closed = true;
    if (retry !== null) clearTimeout(retry);
    channels.clear();
    const last = await client?.catch(() => null);
    await last?.end();
  }

  return { listen, close };
}
