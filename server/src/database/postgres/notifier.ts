// Wakes the listeners of other processes, outside the transactions that have something to tell, and not for each of them.
import type { Report, Session } from '../engine.ts';

/** Between two statements; what comes up meanwhile shares the next one. */
const PAUSE_MS = 20;
const MAX_CHANNELS = 100;

// Nothing is lost that a disk would have to keep.
const NOTIFY = `select set_config('synchronous_commit', 'off', true), pg_notify(channel, $2)
  from unnest($1::text[]) as channel`;

export interface NotifierOptions {
  acquire(): Promise<Session>;
  /** Sent along, so that a process knows its own notifications. */
  process_id: string;
  report: Report;
}

/**
 * A transaction that carries a NOTIFY takes a lock of the whole cluster that it holds until its COMMIT is on disk, so that
 * such commits go one by one. That is why no transaction of ours carries one.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #waiting = new Set<string>();
  #sending: Promise<void> | null = null;
  #endPause = () => {};
  #closed = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Never fails: who does not hear of it looks by himself before long. */
  notify(channel: string): void {
    if (this.#closed || this.#waiting.size >= MAX_CHANNELS) return;
    this.#waiting.add(channel);
    this.#sending ??= this.#sendAll();
  }

  /** Sends what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endPause();
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const channels = [...this.#waiting];
      this.#waiting.clear();
      await this.#send(channels).catch((error: unknown) =>
        this.#options.report('other processes could not be notified', error),
      );
      if (!this.#closed) await this.#pause();
    }
    // In the same turn as the look at what waits, so that nobody can come in between.
    this.#sending = null;
  }

  async #send(channels: readonly string[]): Promise<void> {
    const session = await this.#options.acquire();
    let broken = true;
    try {
      await session.query(NOTIFY, [channels, this.#options.process_id], true);
      broken = false;
    } finally {
      session.release(broken);
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS).unref();
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
