// Sends events to listeners of the Stripe CLI: holds their sockets, claims what is due for each, notes what they say.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Database } from '#database/open.ts';
import type { Vault } from '#domain/context.ts';
import { CLI_CHANNEL, claimCliDeliveries } from '#domain/stripecli/cli_delivery_rows.ts';
import { listenerSecretPlace } from '#domain/stripecli/cli_session.ts';
import { endListening, keepListening, sealedSecret, takeOver } from '#domain/stripecli/cli_session_rows.ts';
import { after, type Clock, SECOND_MS } from '#kernel/clock.ts';
import { type CliSessionId, type Random, randomText } from '#kernel/id.ts';
import { createListener, type Listener } from './listener.ts';
import { composeMessages } from './messages.ts';
import { NOT_NOW, refuseSocket, UNKNOWN_ID, websocketId } from './upgrade.ts';

/** The floor under the wake-ups, which may get lost. */
const TICK_MS = SECOND_MS;
const KEEP_EVERY_TICKS = 15;
const MAX_SOCKETS = 1_000;
/** The CLI cuts answers of the merchant's server at 5000 bytes. */
const MAX_MESSAGE_BYTES = 128 * 1024;
/** Sent over a socket that broke: due again then, unless a new socket takes over before. */
const AGAIN_MS = 60 * SECOND_MS;
/** The CLI acknowledges before it forwards, so this is long. */
const PATIENCE_MS = 30 * SECOND_MS;
const SOCKET_NAME_LENGTH = 24;
const CLOSE_LIMIT_MS = 500;
const GOING_AWAY = 1001;
/** The CLI's word when somebody has stopped it; a reset of the connection has another. */
const DONE = 'Connection Done';

export interface ListenersOptions {
  database: Database;
  /** Real time, also where customers live on test clocks. */
  clock: Clock;
  random: Random;
  vault: Vault;
  log: Logger;
  /** How long an event may stay unacknowledged; half a minute unless told. */
  patience_ms?: number;
}

/** The listeners whose sockets this process holds. Those of other processes are served there. */
export interface Listeners {
  /** Takes a request for which `asksForSocket` is true. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  start(): void;
  /** Closes the sockets; their listeners have a minute to come back to this or another process. */
  stop(): Promise<void>;
}

/** What the parts of this file share. */
interface Room extends ListenersOptions {
  /** Open sockets by their names. */
  open: Map<string, Listener>;
  server: WebSocketServer;
  failed(error: unknown): void;
  stopped: boolean;
}

export function createListeners(options: ListenersOptions): Listeners {
  const { database, log, patience_ms = PATIENCE_MS } = options;
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  const failed = (error: unknown) => log.error({ error: String(error) }, 'listeners: the database failed');
  const room: Room = { ...options, open: new Map(), server, failed, stopped: false };
  const pump = createPump(room);
  let unlisten: Promise<() => Promise<void>> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;
  const tick = async () => {
    ticks += 1;
    await lookAfter(room, patience_ms, ticks % KEEP_EVERY_TICKS === 0);
    pump.wake();
  };
  return {
    upgrade(request, socket, head) {
      // The peer may go away at any time, also while we ask the database.
      socket.on('error', () => socket.destroy());
      admit(room, { request, socket, head }, pump.wake).catch((error: unknown) => {
        failed(error);
        refuseSocket(socket, NOT_NOW);
      });
    },
    start() {
      unlisten = database.listen(CLI_CHANNEL, pump.wake);
      unlisten.catch(failed);
      timer = setInterval(() => void (room.open.size > 0 && tick().catch(failed)), TICK_MS).unref();
    },
    async stop() {
      room.stopped = true;
      clearInterval(timer);
      await (await unlisten?.catch(() => null))?.();
      await Promise.all([...room.open.values()].map(({ connection }) => closeNow(connection)));
      await pump.rest();
    },
  };
}

/** Sends what is due to every listener in turn, one round at a time, and again when asked meanwhile. */
function createPump(room: Room) {
  let pumping: Promise<void> | null = null;
  let again = false;
  const rounds = async () => {
    while (again && !room.stopped) {
      again = false;
      for (const listener of room.open.values()) await sendDue(room, listener).catch(room.failed);
    }
    pumping = null;
  };
  return {
    wake() {
      again = true;
      if (room.open.size > 0 && !room.stopped) pumping ??= rounds();
    },
    rest: async () => await pumping,
  };
}

/** Gives up listeners that hang; now and then tells the database that the others are there. */
async function lookAfter({ open, ...room }: Room, patience_ms: number, keep: boolean): Promise<void> {
  for (const listener of open.values()) if (listener.hangs(patience_ms)) await giveUp(room, listener);
  if (!keep || open.size === 0) return;
  const kept = await keepListening(room.database.kysely, [...open.keys()], room.clock.now());
  for (const [id, listener] of open) if (!kept.has(id)) listener.cut();
}

interface Guest {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/** Opens the socket of a session that there is; the session's events go to it from then on. */
async function admit(room: Room, { request, socket, head }: Guest, wake: () => void): Promise<void> {
  const { database, clock, vault, open, failed } = room;
  const websocket_id = websocketId(request);
  if (websocket_id === null) return refuseSocket(socket, UNKNOWN_ID);
  if (room.stopped || open.size >= MAX_SOCKETS) return refuseSocket(socket, NOT_NOW);
  const id = `cliso_${randomText(SOCKET_NAME_LENGTH, room.random)}`;
  const session = await database.transact((trx) => takeOver(trx, { websocket_id, socket: id, now: clock.now() }));
  if (session === null) return refuseSocket(socket, UNKNOWN_ID);
  const sealed = await sealedSecret(database.kysely, session.merchant, session.livemode);
  const secret = vault.sealer.open(sealed, listenerSecretPlace(session.merchant, session.livemode));
  room.server.handleUpgrade(request, socket, head, (connection) => {
    for (const other of open.values()) if (other.session.id === session.id) other.cut();
    const listener = createListener({ connection, id, session, secret, database, failed, heard: wake });
    open.set(id, listener);
    connection.once('close', (_code, reason) => {
      open.delete(id);
      if (reason.toString() === DONE) endNow(room, session.id).catch(failed);
    });
    room.log.debug({ session: session.id }, 'a listener is connected');
    if (room.stopped) listener.cut();
    else wake();
  });
}

/** Sends what is due for one listener, as far as it has acknowledged what came before. */
async function sendDue({ database, clock, log }: ListenersOptions, listener: Listener): Promise<void> {
  const limit = listener.room();
  if (limit === 0) return;
  const now = clock.now();
  const claim = { socket: listener.id, now, again_at: after(now, AGAIN_MS), limit };
  for (const delivery of await claimCliDeliveries(database.kysely, claim)) {
    listener.send(delivery.id, composeMessages(delivery, listener.secret, clock.now()));
    log.debug({ session: listener.session.id, event: delivery.event.id }, 'an event was sent to a listener');
  }
}

async function giveUp(options: ListenersOptions, { session, cut }: Listener): Promise<void> {
  options.log.info({ session: session.id }, 'a listener does not acknowledge events and is given up');
  cut();
  await endNow(options, session.id);
}

async function endNow({ database, clock }: ListenersOptions, session: CliSessionId): Promise<void> {
  await database.transact((trx) => endListening(trx, session, clock.now()));
}

/** Says good-bye, and does not wait long for the answer. */
function closeNow(connection: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => connection.terminate(), CLOSE_LIMIT_MS);
    connection.once('close', () => {
      clearTimeout(limit);
      resolve();
    });
    connection.close(GOING_AWAY);
  });
}
