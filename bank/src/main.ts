// Runs the sandbox bank on its own, without the platform.
import { type Bank, openBank } from '#bank.ts';
import { clientsOfFile } from '#clients.ts';
import type { Client } from '#world.ts';

const DEFAULTS = {
  port: 4243,
  folder: '.relink',
  platform: 'http://127.0.0.1:4242',
  control_token: 'sandbox-bank-control',
};

/** A whole number of a variable. Ends the process with one clear line when it is not one. */
function portOf(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  console.error(`${name} has to be a port between 0 and 65535.`);
  process.exit(1);
}

/** The platform's origins: its public one, and both names of the loopback on the same port. */
function platformOrigins(): string[] {
  const text = process.env.RELINK_PUBLIC_URL || DEFAULTS.platform;
  if (!URL.canParse(text)) {
    console.error('RELINK_PUBLIC_URL has to be a URL.');
    process.exit(1);
  }
  const { origin } = new URL(text);
  const port = portOf('PORT', 4242);
  return [...new Set([origin, `http://127.0.0.1:${port}`, `http://localhost:${port}`])];
}

/** The platform beside the bank, by its usual secret. */
function platformClient(): Client {
  const origins = platformOrigins();
  return {
    client_id: 'relink',
    client_secret: 'sandbox-bank-client-secret',
    client_name: 'Relink',
    redirect_uris: (slug) => origins.map((origin) => `${origin}/banks/${slug}/callback`),
    jwks_uri: () => `http://127.0.0.1:${portOf('PORT', 4242)}/banks/jwks.json`,
  };
}

async function open(): Promise<Bank> {
  const { BANK_CLIENTS_FILE: file, BANK_PUBLIC_URL: public_url } = process.env;
  const port = portOf('BANK_PORT', DEFAULTS.port);
  return openBank({
    data_folder: process.env.RELINK_DATA_DIR || DEFAULTS.folder,
    port,
    tls_port: port === 0 ? 0 : port + 1,
    host: '127.0.0.1',
    ...(public_url ? { public_url: new URL(public_url).origin } : {}),
    control_token: process.env.BANK_CONTROL_TOKEN || DEFAULTS.control_token,
    clients: file ? clientsOfFile(file) : [platformClient()],
    log: (line) => console.log(JSON.stringify(line)),
  });
}

const bank = await open().catch((error: NodeJS.ErrnoException) => {
  const reason = error.code === 'EADDRINUSE' ? 'the port BANK_PORT names, or the next one, is in use' : error.message;
  console.error(`The bank could not be opened: ${reason}.`);
  process.exit(1);
});
console.log(JSON.stringify({ event: 'listening', url: bank.url, tls_url: bank.tls_url }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void bank.close().then(() => process.exit(0)));
}
