// A lock that serves in the order of asking: the embedded database has one session, and one caller at a time has it.
import { DatabaseUnavailable } from '../errors.ts';

const MAX_WAITING = 10_000;
const LONGEST_WAIT_MS = 30_000;

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout | null;
}

export class FairLock {
  readonly #waiters: Waiter[] = [];
  #held = false;
  #closed = false;
  #whenFree: (() => void) | null = null;

  get idle(): boolean {
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
    const turn = Promise.withResolvers<void>();
    const waiter: Waiter = { ...turn, timer: null };
    waiter.timer = setTimeout(() => {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      turn.reject(new DatabaseUnavailable(`the database was busy for ${LONGEST_WAIT_MS / 1000} s`));
    }, LONGEST_WAIT_MS);
    this.#waiters.push(waiter);
    return turn.promise;
  }

  release(): void {
    const next = this.#waiters.shift();
    if (next !== undefined) {
      if (next.timer !== null) clearTimeout(next.timer);
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
  }
}
