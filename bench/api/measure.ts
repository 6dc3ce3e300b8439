// What the load process is asked for and what it answers.

/** One request, repeated by a fixed number of clients that each wait for the answer before they send the next one. */
export interface Load {
  /** For example `http://127.0.0.1:4242`. */
  origin: string;
  method: 'GET' | 'POST';
  /** Sent in turn, so that not every request asks for the same row. */
  paths: string[];
  headers: Record<string, string>;
  /** API keys, sent in turn: emulate answers each of them 5,000 times an hour. */
  keys: string[];
  /** Forms, sent in turn; empty for GET. */
  bodies: string[];
  /** Sends a new `Idempotency-Key` with every request, as the official SDK does with every POST. */
  keyed: boolean;
  clients: number;
  warm_up_ms: number;
  measure_ms: number;
}

/** What the load process says: that the warm-up is over, then what it saw or why it is no measurement. */
export type Said = 'warm' | { rates: Rates } | { failed: string };

/** What was seen after the warm-up. */
export interface Rates {
  answered: number;
  per_second: number;
  /** Milliseconds from sending a request to the end of its answer; null when none was answered in time. */
  p50: number | null;
  p99: number | null;
}

export interface Measured extends Omit<Rates, 'answered'> {
  /** Processor time of the server's process per answer in microseconds, all its threads together; null where unknown. */
  cpu: number | null;
}

/** A server that says on request how much processor time it has used, in microseconds. */
export type AskCpu = () => Promise<number>;
