// The load generator, a process of its own: repeats one request for a fixed time and says how fast the answers came.
import { randomUUID } from 'node:crypto';
import { createHistogram } from 'node:perf_hooks';
import { Pool } from 'undici';
import type { Load, Rates, Said } from './measure.ts';

/** Beyond this a run ends early, whatever time it was given. */
const MAX_REQUESTS = 2_000_000;
/** What requests get that are under way at the end; their answers count no more. */
const GRACE_MS = 500;
const MAX_QUOTED = 500;
const MICROSECONDS = 1_000;

async function measure(load: Load): Promise<Rates> {
  const pool = new Pool(load.origin, { connections: load.clients, pipelining: 1 });
  const latencies = createHistogram();
  const from = performance.now() + load.warm_up_ms;
  const to = from + load.measure_ms;
  let sent = 0;

  async function client(): Promise<void> {
    while (performance.now() < to && sent < MAX_REQUESTS) {
      const number = sent;
      sent += 1;
      const begun = performance.now();
      await send(pool, load, number);
      const ended = performance.now();
      if (ended >= from && ended <= to) latencies.record(Math.max(1, Math.round((ended - begun) * MICROSECONDS)));
    }
  }

  const clients = Promise.all(Array.from({ length: load.clients }, client));
  const warm = setTimeout(() => say('warm'), from - performance.now());
  const cut = setTimeout(() => void pool.destroy(), to + GRACE_MS - performance.now());
  try {
    await clients;
  } catch (error) {
    // A server that answers nobody is cut off at the end: that is a result.
    if (performance.now() <= to) throw error;
  } finally {
    clearTimeout(warm);
    clearTimeout(cut);
    await pool.destroy();
  }
  const percentile = (share: number) => (latencies.count === 0 ? null : latencies.percentile(share) / MICROSECONDS);
  const answered = latencies.count;
  return { answered, per_second: answered / (load.measure_ms / 1000), p50: percentile(50), p99: percentile(99) };
}

async function send(pool: Pool, load: Load, number: number): Promise<void> {
  const path = load.paths[number % load.paths.length] as string;
  const headers: Record<string, string> = {
    ...load.headers,
    authorization: `Bearer ${load.keys[number % load.keys.length]}`,
    ...(load.keyed && { 'idempotency-key': randomUUID() }),
  };
  const { statusCode, body } = await pool.request({
    method: load.method,
    path,
    headers,
    body: load.bodies[number % load.bodies.length],
  });
  const text = await body.text();
  if (statusCode !== 200)
    throw new Error(`${load.method} ${path} answered ${statusCode}: ${text.slice(0, MAX_QUOTED)}`);
}

function say(message: Said): void {
  process.send?.(message);
}

process.on('message', async (load: Load) => {
  try {
    say({ rates: await measure(load) });
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
