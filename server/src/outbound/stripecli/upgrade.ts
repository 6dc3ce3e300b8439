// The door to a listener's socket: which requests ask for one, and how one is refused.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** As the answer to POST /v1/stripecli/sessions names it. */
const SOCKET_PATH = '/v1/stripecli/subscribe';
const ID_MAX = 255;

/** Whether a request asks for a listener's socket. Every other offer to change protocols is answered as if it were none. */
export function asksForSocket({ method, url = '', headers }: IncomingMessage): boolean {
  const path = url.split('?', 1)[0];
  return method === 'GET' && path === SOCKET_PATH && headers.upgrade?.toLowerCase() === 'websocket';
}

/** The id that the CLI was told when its session was made; it travels in a header of its own. */
export function websocketId({ headers }: IncomingMessage): string | null {
  const id = headers['websocket-id'];
  return typeof id === 'string' && id.length > 0 && id.length <= ID_MAX ? id : null;
}

/** The words by which the CLI knows that it has to begin a new session. */
export const UNKNOWN_ID = { status: 404, message: 'Unknown WebSocket ID.' };
export const NOT_NOW = { status: 503, message: 'Listeners cannot be served right now.' };

export function refuseSocket(socket: Duplex, { status, message }: typeof UNKNOWN_ID): void {
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error' } });
  const head = [
    `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Service Unavailable'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  // A peer that is gone already is refused, too.
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
