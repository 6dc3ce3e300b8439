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

export function createListeners(options: ListenersOptions): Listeners {
  const { database, clock, log, patience_ms = PATIENCE_MS } = options;
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  const open = new Map<string, Listener>();
  const failed = (error: unknown) => log.error({ error: String(error) }, 'listeners: the database failed');
  let unlisten: Promise<() => Promise<void>> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;
  let pumping: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  function wake(): void {
    again = true;
    if (open.size === 0 || stopped) return;
    pumping ??= pump()
      .catch(failed)
      .finally(() => {
        pumping = null;
      });
  }

  async function pump(): Promise<void> {
    while (again && !stopped) {
      again = false;
      for (const listener of open.values()) await sendDue(options, listener);
    }
  }

  async function tick(): Promise<void> {
    if (open.size === 0) return;
    ticks += 1;
    for (const listener of open.values()) if (listener.hangs(patience_ms)) await giveUp(options, listener);
    if (ticks % KEEP_EVERY_TICKS === 0) {
      const kept = await keepListening(database.kysely, [...open.keys()], clock.now());
      for (const [id, listener] of open) if (!kept.has(id)) listener.cut();
    }
    wake();
  }

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const websocket_id = websocketId(request);
    if (websocket_id === null) return refuseSocket(socket, UNKNOWN_ID);
    if (stopped || open.size >= MAX_SOCKETS) return refuseSocket(socket, NOT_NOW);
    const id = `cliso_${randomText(24, options.random)}`;
    const session = await database.transact((trx) => takeOver(trx, { websocket_id, socket: id, now: clock.now() }));
    if (session === null) return refuseSocket(socket, UNKNOWN_ID);
    const sealed = await sealedSecret(database.kysely, session.merchant, session.livemode);
    const secret = options.vault.sealer.open(sealed, listenerSecretPlace(session.merchant, session.livemode));
    server.handleUpgrade(request, socket, head, (connection) => {
      for (const other of open.values()) if (other.session.id === session.id) other.cut();
      const listener = createListener({ connection, id, session, secret, database, failed, heard: wake });
      open.set(id, listener);
      connection.once('close', (_code, reason) => {
        open.delete(id);
        if (reason.toString() === DONE) endNow(options, session.id).catch(failed);
      });
      log.debug({ session: session.id }, 'a listener is connected');
      if (stopped) listener.cut();
      else wake();
    });
  }

  return {
    upgrade(request, socket, head) {
      admit(request, socket, head).catch((error: unknown) => {
        failed(error);
        refuseSocket(socket, NOT_NOW);
      });
    },
    start() {
      unlisten = database.listen(CLI_CHANNEL, wake);
      unlisten.catch(failed);
      timer = setInterval(() => tick().catch(failed), TICK_MS).unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await (await unlisten?.catch(() => null))?.();
      await Promise.all([...open.values()].map(({ connection }) => closeNow(connection)));
      await pumping;
    },
  };
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
