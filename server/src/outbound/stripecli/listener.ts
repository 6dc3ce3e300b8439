// One listener's socket: what is on its way to it, what it says, and whether it still lives.
import type { WebSocket } from 'ws';
import type { Database } from '#database/open.ts';
import { acknowledge, noteAnswer } from '#domain/stripecli/cli_delivery_rows.ts';
import type { CliSession } from '#domain/stripecli/cli_session_rows.ts';
import { SECOND_MS } from '#kernel/clock.ts';
import { readWord, type Word } from './messages.ts';

/** Events that may be on their way to one listener. */
const MAX_UNACKNOWLEDGED = 64;
/** The CLI pings every two seconds. */
const HEARD_WITHIN_MS = 40 * SECOND_MS;
/** Words that may wait to be written down; a peer that talks faster is cut off. */
const MAX_WORDS = 1_000;
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

export interface ListenerOptions {
  connection: WebSocket;
  /** Names the socket in the session's row. */
  id: string;
  session: CliSession;
  secret: string;
  database: Database;
  failed(error: unknown): void;
  /** Told after each acknowledgement: there is room for more. */
  heard(): void;
}

export interface Listener {
  readonly id: string;
  readonly connection: WebSocket;
  readonly session: CliSession;
  readonly secret: string;
  /** How many events may be sent now. */
  room(): number;
  send(delivery: string, messages: readonly string[]): void;
  /** Does not acknowledge in time, or says nothing at all any more. */
  hangs(patience_ms: number): boolean;
  /** Ends the socket at once. */
  cut(): void;
}

export function createListener(options: ListenerOptions): Listener {
  const { connection, id, session, secret } = options;
  const unacknowledged = new Map<string, number>();
  const words: Word[] = [];
  let writing = false;
  let heard_at = performance.now();
  const cut = () => connection.terminate();

  async function writeDown(): Promise<void> {
    writing = true;
    while (words.length > 0) {
      await write(options, words.splice(0)).catch(options.failed);
      options.heard();
    }
    writing = false;
  }

  connection.on('error', cut);
  connection.on('ping', () => {
    heard_at = performance.now();
  });
  connection.on('message', (data) => {
    heard_at = performance.now();
    const word = readWord(String(data));
    if (word === null) return;
    if (words.length >= MAX_WORDS) return cut();
    unacknowledged.delete(word.delivery);
    words.push(word);
    if (!writing) void writeDown();
  });

  return {
    id,
    connection,
    session,
    secret,
    cut,
    room: () => (connection.bufferedAmount > MAX_BUFFERED_BYTES ? 0 : MAX_UNACKNOWLEDGED - unacknowledged.size),
    send(delivery, messages) {
      unacknowledged.set(delivery, performance.now());
      for (const message of messages) connection.send(message);
    },
    hangs(patience_ms) {
      const [oldest = Number.POSITIVE_INFINITY] = unacknowledged.values();
      const now = performance.now();
      return now - oldest > patience_ms || now - heard_at > HEARD_WITHIN_MS;
    },
  };
}

async function write({ database, session }: ListenerOptions, words: readonly Word[]): Promise<void> {
  const received = words.filter(({ kind }) => kind === 'received').map(({ delivery }) => delivery);
  if (received.length > 0) await acknowledge(database.kysely, session.id, received);
  for (const word of words)
    if (word.kind === 'answered') await noteAnswer(database.kysely, session.id, word.delivery, word);
}
