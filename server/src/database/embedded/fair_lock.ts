// A lock that serves in the order of asking: the embedded database has one session, and one caller at a time has it.
import { DatabaseUnavailable } from '../errors.ts';

const MAX_WAITING = 10_000;
const LONGEST_WAIT_MS = 30_000;

interface Waiter {
  readonly deadline: number;
  resolve(): void;
  reject(error: Error): void;
}

export class FairLock {
  readonly #waiters: Waiter[] = [];
  #held = false;
  #closed = false;
  #whenFree: (() => void) | null = null;
  // One timer for the head of the queue: all wait equally long, so the head is always the first to give up. It is left
  // to run out when the queue empties, and does not keep the process alive.
  #timer: NodeJS.Timeout | null = null;

  get free(): boolean {
    return !this.#held;
  }

  /** Resolves when the lock is the caller's; fails after 30 s, when too many wait, or when it is closed. */
  acquire(): Promise<void> {
    if (this.#closed) return Promise.reject(new DatabaseUnavailable('the database is closed'));
    if (!this.#held) {
      this.#held = true;
      return Promise.resolve();
    }
    if (this.#waiters.length >= MAX_WAITING) return Promise.reject(new DatabaseUnavailable('too many callers wait'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.push({ deadline: performance.now() + LONGEST_WAIT_MS, resolve, reject });
    this.#timer ??= setTimeout(() => this.#giveUp(), LONGEST_WAIT_MS).unref();
    return promise;
  }

  release(): void {
    const next = this.#waiters.shift();
    if (next !== undefined) {
      next.resolve();
      return;
    }
    this.#held = false;
    this.#whenFree?.();
  }

  /** Refuses new callers and resolves when those before have finished, or after `longest_ms`. */
  async close(longest_ms: number): Promise<void> {
    this.#closed = true;
    if (!this.#held) return;
    const free = Promise.withResolvers<void>();
    this.#whenFree = free.resolve;
    const timer = setTimeout(free.resolve, longest_ms);
    await free.promise;
    clearTimeout(timer);
    for (const { reject } of this.#waiters.splice(0)) reject(new DatabaseUnavailable('the database is closed'));
  }

  #giveUp(): void {
    const now = performance.now();
    const late = this.#waiters.findIndex(({ deadline }) => deadline > now);
    const given_up = this.#waiters.splice(0, late === -1 ? this.#waiters.length : late);
    for (const { reject } of given_up) {
      reject(new DatabaseUnavailable(`the database was busy for ${LONGEST_WAIT_MS / 1000} s`));
    }
    const [head] = this.#waiters;
    // A millisecond more than it takes, because timers round down.
    this.#timer = head === undefined ? null : setTimeout(() => this.#giveUp(), head.deadline - now + 1).unref();
  }
}
