// Notifications inside one process: the embedded database has no other process to tell.
import { assert } from '#kernel/assert.ts';
import type { Report } from '../engine.ts';
import { DatabaseUnavailable } from '../errors.ts';

const MAX_CHANNELS = 100;

export interface Channels {
  listen(channel: string, handler: () => void): Promise<() => Promise<void>>;
  notify(channel: string): void;
  close(): void;
}

/** Handlers run in a turn of their own, so that a listener never runs inside the notifier's stack. */
export function createChannels(report: Report): Channels {
  const channels = new Map<string, Set<() => void>>();
  let closed = false;

  async function listen(channel: string, handler: () => void): Promise<() => Promise<void>> {
    if (closed) throw new DatabaseUnavailable('the database is closed');
    assert(channels.has(channel) || channels.size < MAX_CHANNELS, 'too many channels are listened to');
    const handlers = channels.get(channel) ?? new Set();
    channels.set(channel, handlers.add(handler));
    return async () => {
      handlers.delete(handler);
      if (handlers.size === 0 && channels.get(channel) === handlers) channels.delete(channel);
    };
  }

  function notify(channel: string): void {
    for (const handler of channels.get(channel) ?? []) {
      setImmediate(() => {
        if (!channels.get(channel)?.has(handler)) return;
        try {
          handler();
        } catch (error) {
          report('a handler of a notification failed', error);
        }
      });
    }
  }

  function close(): void {
    closed = true;
    channels.clear();
  }

  return { listen, notify, close };
}
