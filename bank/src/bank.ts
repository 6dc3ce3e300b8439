// Opens the sandbox bank: its database, its OAuth servers, its resources, its pages, on one HTTP server.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '#http/app.ts';
import { createDispatcher } from '#http/dispatch.ts';
import { createFaults } from '#http/faults.ts';
import { createProviders } from '#oauth/provider.ts';
import { openStore } from '#store/database.ts';
import { signingKey } from '#store/secrets.ts';
import type { Client, World } from '#world.ts';

/** Milliseconds a request may take to arrive as a whole. */
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 1_000;

export interface BankOptions {
  /** A folder for `bank.sqlite`; null keeps everything in memory. */
  data_folder: string | null;
  /** 0 picks a free one. */
  port: number;
  host: string;
  /** Bearer token of the operator control API. */
  control_token: string;
  /** The data recipients. */
  clients: Client[];
  log?: (line: object) => void;
}

/**
 * Opens the bank and listens.
 * @returns its URL (without a slash at the end) and how to close it; closing waits for nothing that hangs
 */
export async function openBank(options: BankOptions): Promise<{ url: string; close(): Promise<void> }> {
  const store = openStore(options.data_folder);
  const faults = createFaults();
  const world: World = {
    store,
    clients: options.clients,
    control_token: options.control_token,
    origin: '',
    providers: createProviders(() => world, await signingKey(store)),
    faults,
    log: options.log ?? (() => undefined),
  };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, createDispatcher(world, createApp(world)));
  server.maxConnections = MAX_CONNECTIONS;
  try {
    world.origin = await listen(server, options.host, options.port);
  } catch (error) {
    store.close();
    throw error;
  }
  return {
    url: world.origin,
    close: async () => {
      faults.close();
      await closed(server);
      store.close();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      resolve(`http://${name}:${(server.address() as AddressInfo).port}`);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
