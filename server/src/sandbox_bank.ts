// The bank that runs beside the sandbox, as the platform finds it: one port for everybody, the next one for clients with a certificate.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxBank } from '#outbound/banks/line.ts';
import type { Config } from './config.ts';

export const SANDBOX_CLIENT = { client_id: 'relink', client_secret: 'sandbox-bank-client-secret' };

/** `found`: what somebody who opened the bank knows better. The bank puts our certificate into the data folder at its first start. */
export function sandboxBank(
  { bank, data_folder }: Pick<Config, 'bank' | 'data_folder'>,
  found: Partial<SandboxBank> = {},
): SandboxBank {
  const read = (name: string) => readFile(join(data_folder, 'tls', name), 'utf8');
  return {
    url: `http://127.0.0.1:${bank.port}`,
    tls_url: `https://127.0.0.1:${bank.port + 1}`,
    control_token: bank.control_token,
    client_secret: SANDBOX_CLIENT.client_secret,
    tls: async () => ({
      ca: await read('ca.pem'),
      certificate: await read('client.pem'),
      key: await read('client.key'),
    }),
    ...found,
  };
}
