// The TLS of live mode on one machine: an authority of the test's own, and proxies that end TLS as an operator's would.
import { type RequestListener, request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { issue, type Pair } from '../../bank/src/tls/issue.ts';

const DAYS = 30;

export interface Authority {
  /** PEM. */
  ca: string;
  server: Pair;
  /** This process trusts it until then. */
  forget(): void;
}

/** An authority that this process trusts, and a certificate for loopback. */
export async function openAuthority(): Promise<Authority> {
  const authority = await issue({ name: 'Live test authority', days: DAYS, kind: 'authority' }, null);
  const server = await issue({ name: 'localhost', days: DAYS, kind: 'server' }, authority);
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, authority.certificate]);
  return { ca: authority.certificate, server, forget: () => setDefaultCACertificates(before) };
}

export interface SecureServer {
  url: string;
  close(): Promise<void>;
}

/** An https server on loopback. */
export async function serveSecurely({ server: pair }: Authority, answer: RequestListener): Promise<SecureServer> {
  const server: Server = createServer({ cert: pair.certificate, key: pair.key }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Ends TLS before a program that listens on loopback without it. */
export function openFront(authority: Authority, port: () => number): Promise<SecureServer> {
  return serveSecurely(authority, (incoming, response) => {
    const headers = {
      ...incoming.headers,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': incoming.headers.host,
      'x-forwarded-for': incoming.socket.remoteAddress,
    };
    const { method, url: path } = incoming;
    const onward = request({ host: '127.0.0.1', port: port(), method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    incoming.pipe(onward);
  });
}
