// The way to one institution: a fetch that reaches its origins and no others, with our certificate where the bank wants one.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { InstitutionProfile } from '#domain/connections/bank.ts';
import { BankError } from '#domain/connections/bank.ts';
import { type Clock, MINUTE_MS } from '#kernel/clock.ts';
import type { Egress } from '../egress/egress.ts';
import { createCache } from './cache.ts';
import { type BankFetch, createBankFetch, protocolError } from './http.ts';
import type { CommonProtocol } from './protocol.ts';
import type { SecretPlace } from './protocol_values.ts';

const MAX_BANKS = 256;
/** Certificates that were renewed in place are read again after this long: who mends one wants to see that it helped. */
const CERTIFICATES_LIVE_MS = MINUTE_MS;

/** The bank on this machine that sandbox institutions are at. */
export interface SandboxBank {
  url: string;
  /** Where it wants a certificate. */
  tls_url: string;
  control_token: string;
  client_secret: string;
  /** What it made for us at its first start, as PEM. */
  tls(): Promise<Record<'ca' | 'certificate' | 'key', string>>;
}

export interface LineOptions {
  /** Null in live mode, where rows name complete URLs. */
  sandbox: SandboxBank | null;
  egress: Egress;
  /** Per exchange. */
  timeout_ms: number;
  clock: Clock;
}

export interface Line {
  http: BankFetch;
  /** What paths in the row are below of. */
  bank_url: string;
  /** The same for resources, which a bank may keep where it wants a certificate. */
  resources_url: string;
  secret(): Promise<string>;
  /** Another one once our secret or certificate there is: whoever remembers anything that was made with them asks by it. */
  identity(): Promise<string>;
}

/** The connections to a bank, and the certificates that they are made with. */
interface Way {
  send: typeof fetch;
  tls: string;
  /** Our certificate and key belong together; while somebody replaces one after the other, they do not. */
  whole: boolean;
}

type Row = CommonProtocol & { issuer?: string };

/** Opens lines. Throws BankError only, `client_rejected` where something of ours is missing. */
export function createLines(options: LineOptions): (institution: InstitutionProfile, row: Row) => Promise<Line> {
  const { sandbox, egress } = options;
  const ways = createCache<Way>({ max_entries: MAX_BANKS, clock: options.clock });
  const base = sandbox?.url ?? 'https://no-sandbox.invalid';
  return async (institution, row) => {
    const way = await ways.get(institution.id, async () => {
      const value = await wayTo(row.tls, sandbox, egress);
      return { value, lives_ms: value.whole ? CERTIFICATES_LIVE_MS : 0 };
    });
    const home = new URL(row.issuer ?? '/', base).origin;
    const at_sandbox = sandbox !== null && home === new URL(sandbox.url).origin;
    const http = createBankFetch({
      fetch: way.send,
      timeout_ms: options.timeout_ms,
      origins: [home, ...(at_sandbox ? [new URL(sandbox.tls_url).origin] : []), ...row.origins],
    });
    return {
      http,
      bank_url: base,
      resources_url: sandbox && row.tls.certificate ? sandbox.tls_url : base,
      secret: () => secretOf(row, sandbox),
      async identity() {
        const secret = row.client.secret && (await secretOf(row, sandbox));
        return createHash('sha256')
          .update(JSON.stringify([way.tls, secret]))
          .digest('base64url');
      },
    };
  };
}

async function wayTo(tls: Row['tls'], sandbox: SandboxBank | null, egress: Egress): Promise<Way> {
  const { ca, certificate, key } = tls;
  if (ca === undefined && certificate === undefined) return { send: egress.fetch, tls: '', whole: true };
  const read = async (part: 'ca' | 'certificate' | 'key', place: SecretPlace | undefined) =>
    place && (await readSecret(place, `tls.${part}`, async () => (await sandbox?.tls())?.[part]));
  const [trusted, cert, own] = await Promise.all([read('ca', ca), read('certificate', certificate), read('key', key)]);
  const send = egress.withTls({
    ...(trusted && { ca: [...getCACertificates('default'), trusted] }),
    ...(cert && own && { cert, key: own }),
  });
  return { send, tls: [trusted, cert, own].join(), whole: !cert || !own || fit(cert, own) };
}

function fit(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** The certificate that the bank knows us by; null: it wants none. */
export async function certificateOf({ tls }: Pick<Row, 'tls'>, sandbox: SandboxBank | null): Promise<string | null> {
  if (tls.certificate === undefined) return null;
  return await readSecret(tls.certificate, 'tls.certificate', async () => (await sandbox?.tls())?.certificate);
}

async function secretOf(row: Row, sandbox: SandboxBank | null): Promise<string> {
  if (row.client.secret === undefined) throw protocolError('the row names no client secret');
  return await readSecret(row.client.secret, 'client.secret', async () => sandbox?.client_secret);
}

/** Read when it is needed, so that a renewed one counts without a restart. */
async function readSecret(
  place: SecretPlace,
  what: string,
  fromSandbox: () => Promise<string | undefined>,
): Promise<string> {
  try {
    const text = await (place === 'sandbox'
      ? fromSandbox()
      : 'env' in place
        ? process.env[place.env]
        : readFile(place.file, 'utf8'));
    if (text?.trim()) return place === 'sandbox' ? text : text.trim();
  } catch {
    // Told below, without the path of somebody's file system.
  }
  const missing = { status: null, code: null, interaction_id: null };
  throw new BankError('client_rejected', missing, `nothing is found where the row says its ${what} is`);
}
