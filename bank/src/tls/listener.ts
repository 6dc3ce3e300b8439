// The bank's second door, for clients that show a certificate: the endpoints of institutions that ask for one, and no pages.
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { institutionOf } from '#data/institutions.ts';
import type { Keyring } from '#tls/keyring.ts';

/** Token, revocation and introspection; pushed authorization requests; resources. */
const SERVED = /^\/([^/?]+)\/(token|request|fdx)([/?]|$)/;

/**
 * A server that asks every client for a certificate. One without is let in, so that it can be told what it lacks.
 * @param inner what answers the requests that belong here
 */
export function createTlsServer(keyring: Keyring, requestTimeout: number, inner: RequestListener): Server {
  const options = {
    ...shownBy(keyring),
    requestCert: true,
    rejectUnauthorized: false,
    requestTimeout,
  };
  return createServer(options, (request, response) => {
    const slug = SERVED.exec(request.url ?? '')?.[1] ?? '';
    if (institutionOf(slug)?.security.sender_constraint === 'mtls') return inner(request, response);
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: '404', message: 'There is nothing here.' }));
  });
}

/** Whom it trusts and what it shows, for all connections from now on; those that stand go on. */
export function renewTls(server: Server, keyring: Keyring): void {
  server.setSecureContext(shownBy(keyring));
}

function shownBy({ authority, server }: Keyring): { ca: string; cert: string; key: string } {
  return { ca: authority.certificate, cert: server.certificate, key: server.key };
}
