// Makes certificates: an authority's own, and those it issues. Elliptic keys, X.509 by @peculiar/x509.
import { randomBytes, webcrypto } from 'node:crypto';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** Clocks of others may be a little behind. */
const BACKDATED_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A certificate and its private key, both as PEM. */
export interface Pair {
  certificate: string;
  key: string;
}

/** What a certificate is for. */
export interface Purpose {
  /** The common name. */
  name: string;
  days: number;
  kind: 'authority' | 'server' | 'client';
}

/** Handshakes are in real time whatever the clock of a test says: OpenSSL looks for itself. */
export function realTime(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Makes a key pair and its certificate, signed by `authority`, or by itself where there is none yet. It is good from real time on,
 * until so many days after `now`, Unix milliseconds.
 */
export async function issue(purpose: Purpose, authority: Pair | null, now: number = realTime()): Promise<Pair> {
  const x509 = await library();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const subject = [{ CN: [purpose.name] }];
  const signer = authority === null ? null : new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    subject,
    issuer: signer?.subjectName.toJSON() ?? subject,
    notBefore: new Date(Math.min(now, realTime()) - BACKDATED_MS),
    notAfter: new Date(now + purpose.days * DAY_MS),
    publicKey: keys.publicKey,
    signingKey: authority === null ? keys.privateKey : await signingKey(x509, authority.key),
    signingAlgorithm: ALGORITHM,
    extensions: [
      ...extensionsOf(x509, purpose.kind),
      // Strict clients, such as Python's, want the chain to be told by key identifiers, too.
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer?.publicKey ?? keys.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: `${certificate.toString('pem')}\n`, key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n` };
}

type Library = typeof import('@peculiar/x509');

/** Loaded when something is issued, which is rare: it takes longer to load than the rest of the bank. It asks for the polyfill. */
async function library(): Promise<Library> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

function signingKey(x509: Library, pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ALGORITHM, false, ['sign']);
}

function extensionsOf(x509: Library, kind: Purpose['kind']) {
  if (kind === 'authority') {
    return [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ];
  }
  const use = kind === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const usual = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([use]),
  ];
  return kind === 'client' ? usual : [...usual, new x509.SubjectAlternativeNameExtension([...LOOPBACK])];
}

/** The names under which the bank is reached. */
const LOOPBACK = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
] as const;
