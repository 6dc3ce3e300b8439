// Who is at the other end of a TLS connection, as far as the bank's own authority vouches for him.
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The client's certificate, if he showed one that the bank's authority has signed and that is valid now. */
export function certificateOf(socket: Socket): X509Certificate | undefined {
  return socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate() : undefined;
}

/** The name in the certificate of a client. */
export function subjectOf(client_id: string): string {
  return `CN=${client_id}`;
}

/** Whether a certificate is for this name, and no other. */
export function isSubject(certificate: X509Certificate | undefined, expected: string): boolean {
  return certificate?.subject === expected;
}
