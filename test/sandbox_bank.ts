// The sandbox bank of a test world: in memory, with the platform as its only recipient.
import { type Bank, type BankOptions, openBank } from '../bank/src/bank.ts';
import type { PlatformOptions } from '../server/src/main.ts';
import type { SecretWatch } from './secrets.ts';

export const CONTROL_TOKEN = 'sandbox-bank-control';

/** The sandbox bank, which knows the platform by both names of loopback. */
export function openSandboxBank(
  bankPort: number,
  port: number,
  secrets: SecretWatch,
  clock: BankOptions['clock'],
): Promise<Bank> {
  const origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  return openBank({
    data_folder: null,
    log: secrets.bankLine,
    port: bankPort,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    ...(clock && { clock }),
    clients: [
      {
        client_id: 'relink',
        client_name: 'Relink',
        client_secret: 'sandbox-bank-client-secret',
        redirect_uris: (slug) => origins.map((origin) => `${origin}/banks/${slug}/callback`),
        jwks_uri: () => `${origins[0]}/banks/jwks.json`,
      },
    ],
  });
}

/** A bank in memory has no folder to find its certificates in. */
export function withCertificate(bank: Bank): NonNullable<PlatformOptions['sandbox_bank']> {
  const tls = async () => {
    const { ca, client_certificate: certificate, client_key: key } = bank.tls;
    return { ca, certificate, key };
  };
  return { tls_url: bank.tls_url, tls };
}

/** A call to the operator's desk of a sandbox bank at this address. Answers the JSON; throws on a refusal. */
export async function askDesk(
  bank: string,
  method: string,
  path: string,
  body?: object | null,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${bank}/control/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${CONTROL_TOKEN}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the bank's desk answered ${answer.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
