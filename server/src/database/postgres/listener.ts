// One dedicated connection that LISTENs for all channels and comes back by itself when it is lost.
import pg from 'pg';
import { assert } from '#kernel/assert.ts';
import type { Report } from '../engine.ts';
import { DatabaseUnavailable } from '../errors.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const MAX_CHANNELS = 100;

/** Connects at the first `listen`. After a reconnect every handler is called: a notification may have been missed. */
export class Listener {
  readonly #config: pg.ClientConfig;
  readonly #process_id: string;
  readonly #report: Report;
  readonly #channels = new Map<string, Set<() => void>>();
  #client: Promise<pg.Client> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #retry_ms = FIRST_RETRY_MS;
  #closed = false;

  /** `process_id` is what this process's own notifications carry: their listeners here have been woken already. */
  constructor(config: pg.ClientConfig, process_id: string, report: Report) {
    this.#config = config;
    this.#process_id = process_id;
    this.#report = report;
  }

  /** Resolves when notifications of the channel are sure to arrive; fails when the server cannot be reached now. */
  async listen(channel: string, handler: () => void): Promise<() => Promise<void>> {
    const channels = this.#channels;
    assert(channels.has(channel) || channels.size < MAX_CHANNELS, 'too many channels are listened to');
    const handlers = channels.get(channel) ?? new Set();
    channels.set(channel, handlers.add(handler));
    const stop = () => this.#stop(channel, handlers, handler);
    try {
      const client = await this.#connected();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
      return stop;
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** Calls the handlers of a channel in a turn of their own, without asking the server. */
  wake(channel: string): void {
    if (this.#channels.has(channel)) setImmediate(() => this.#wake(this.#channels.get(channel) ?? []));
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#channels.clear();
    const client = await this.#client?.catch(() => null);
    await client?.end();
  }

  async #stop(channel: string, handlers: Set<() => void>, handler: () => void): Promise<void> {
    handlers.delete(handler);
    if (handlers.size > 0 || this.#channels.get(channel) !== handlers) return;
    this.#channels.delete(channel);
    const client = await this.#client?.catch(() => null);
    if (this.#channels.has(channel)) return; // somebody has begun to listen again meanwhile
    // The connection may be gone by now, and with it the LISTEN.
    await client?.query(`unlisten ${client.escapeIdentifier(channel)}`).catch(() => {});
  }

  #connected(): Promise<pg.Client> {
    if (this.#closed) return Promise.reject(new DatabaseUnavailable('the database is closed'));
    if (this.#client !== null) return this.#client;
    const client = this.#connect();
    this.#client = client;
    client.catch(() => {
      this.#client = null;
    });
    return client;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on('error', () => {}); // 'end' follows and does the work
    client.on('notification', ({ channel, payload }) => {
      if (payload !== this.#process_id) this.#wake(this.#channels.get(channel) ?? []);
    });
    try {
      await client.connect();
      await client.query("set application_name to 'relink listener'");
      for (const channel of this.#channels.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    client.once('end', () => this.#lost());
    this.#retry_ms = FIRST_RETRY_MS;
    return client;
  }

  #lost(): void {
    this.#client = null;
    if (this.#closed) return;
    this.#report('the LISTEN connection was lost', new Error('it is being opened again'));
    this.#connectLater();
  }

  #connectLater(): void {
    if (this.#closed || this.#retry !== null) return;
    this.#retry = setTimeout(async () => {
      this.#retry = null;
      try {
        await this.#connected();
        for (const handlers of this.#channels.values()) this.#wake(handlers);
      } catch {
        this.#connectLater();
      }
    }, this.#retry_ms);
    this.#retry_ms = Math.min(this.#retry_ms * 2, LONGEST_RETRY_MS);
  }

  #wake(handlers: Iterable<() => void>): void {
    for (const handler of [...handlers]) {
      try {
        handler();
      } catch (error) {
        this.#report('a handler of a notification failed', error);
      }
    }
  }
}
