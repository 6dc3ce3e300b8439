// Writes down how tries ended, many in one statement: what ends while one statement runs goes into the next.
import type { EndedTry } from '#domain/webhook_endpoints/delivery_rows.ts';

const MAX_BATCH = 200;
const MAX_WRITES = 5;
const FIRST_WAIT_MS = 50;

export interface EndedTries {
  /**
   * Resolves when the try is written down. After several failed writes it resolves all the same: the lease then ends by
   * itself and the delivery is tried again.
   */
  write(ended: EndedTry): Promise<void>;
}

interface Waiting {
  ended: EndedTry;
  done: () => void;
}

/** `failed` is told about each write that failed. */
export function createEndedTries(
  write: (tries: EndedTry[]) => Promise<void>,
  failed: (error: unknown) => void,
): EndedTries {
  // Bounded by the number of deliveries in flight: each waits for its own entry.
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeBatch(batch: Waiting[]): Promise<void> {
    for (let tried = 1; tried <= MAX_WRITES; tried += 1) {
      try {
        await write(batch.map(({ ended }) => ended));
        return;
      } catch (error) {
        failed(error);
        if (tried < MAX_WRITES) await pause(FIRST_WAIT_MS * 2 ** (tried - 1));
      }
    }
  }

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      await writeBatch(batch);
      for (const { done } of batch) done();
    }
    writing = false;
  }

  return {
    write(ended) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ ended, done: resolve });
      if (!writing) void writeAll();
      return promise;
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
