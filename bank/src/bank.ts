// Opens the sandbox bank: its database, its OAuth servers, its resources and its pages on one HTTP server, and a TLS one beside it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '#http/app.ts';
import { createDispatcher } from '#http/dispatch.ts';
import { createFaults } from '#http/faults.ts';
import { createPublisher } from '#notifications/publisher.ts';
import { createProviders } from '#oauth/provider.ts';
import { openStore } from '#store/database.ts';
import { signingKey } from '#store/secrets.ts';
import { realTime } from '#tls/issue.ts';
import { differs, openKeyring } from '#tls/keyring.ts';
import { createTlsServer, renewTls } from '#tls/listener.ts';
import type { Client, World } from '#world.ts';

/** Milliseconds a request may take to arrive as a whole. */
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 1_000;
/** Certificates are renewed weeks before they end. */
const RENEWAL_CHECK_MS = 3_600_000;

export interface BankOptions {
  /** A folder for `bank.sqlite`; null keeps everything in memory. */
  data_folder: string | null;
  /** 0 picks a free one. */
  port: number;
  /** Where clients with a certificate are served. 0, and nothing, pick a free one. */
  tls_port?: number;
  host: string;
  /** The https origin of a proxy that ends TLS before it; everything but mutual TLS is reached there. */
  public_url?: string;
  /** Bearer token of the operator control API. */
  control_token: string;
  /** The data recipients. The first one gets a certificate. */
  clients: Client[];
  log?: (line: object) => void;
  /** Dates what the bank signs, and says when its certificates are renewed, for a recipient who lives in another time than this machine. */
  clock?: { now(): Date };
}

export interface Bank {
  /** Without a slash at the end, as all its URLs. */
  url: string;
  /** Where clients with a certificate are served. */
  tls_url: string;
  /** What the first client needs there at this moment, as PEM: whom to trust, and who it is. */
  readonly tls: { ca: string; client_certificate: string; client_key: string };
  /** Renews the certificates that are near their end, as it does by itself every hour; new connections are made with them. */
  renewCertificates(): Promise<void>;
  /** Waits for nothing that hangs. */
  close(): Promise<void>;
}

/** Opens the bank and listens. */
export async function openBank(options: BankOptions): Promise<Bank> {
  const { data_folder, host } = options;
  const client_name = options.clients[0]?.client_id ?? 'client';
  const certificates = () => openKeyring(data_folder, client_name, options.clock?.now().getTime() ?? realTime());
  let keyring = await certificates();
  const store = openStore(data_folder);
  const faults = createFaults();
  const world: World = {
    store,
    clients: options.clients,
    control_token: options.control_token,
    origin: '',
    tls_origin: '',
    providers: createProviders(() => world, await signingKey(store)),
    faults,
    publisher: createPublisher(() => world),
    log: options.log ?? (() => undefined),
    now: () => options.clock?.now() ?? new Date(),
  };
  const dispatcher = createDispatcher(world, createApp(world));
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, dispatcher);
  const tlsServer = createTlsServer(keyring, REQUEST_TIMEOUT_MS, dispatcher);
  const renewCertificates = async (): Promise<void> => {
    const fresh = await certificates();
    if (differs(keyring, fresh)) renewTls(tlsServer, fresh);
    keyring = fresh;
  };
  const renewal = setInterval(() => {
    renewCertificates().catch((error: unknown) => world.log({ event: 'tls.not_renewed', message: String(error) }));
  }, RENEWAL_CHECK_MS).unref();
  const close = async (): Promise<void> => {
    clearInterval(renewal);
    faults.close();
    world.publisher.close();
    await Promise.all([closed(server), closed(tlsServer)]);
    store.close();
  };
  try {
    const plain = `http://${await listen(server, host, options.port)}`;
    world.origin = options.public_url ?? plain;
    world.tls_origin = `https://${await listen(tlsServer, host, options.tls_port ?? 0)}`;
  } catch (error) {
    await close();
    throw error;
  }
  world.publisher.wake();
  return {
    url: world.origin,
    tls_url: world.tls_origin,
    get tls() {
      const { authority, client } = keyring;
      return { ca: authority.certificate, client_certificate: client.certificate, client_key: client.key };
    },
    renewCertificates,
    close,
  };
}

/** Listens; the host and port under which the server is reached. */
function listen(server: Server, host: string, port: number): Promise<string> {
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      resolve(`${name}:${(server.address() as AddressInfo).port}`);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
