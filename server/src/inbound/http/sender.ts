// Who sent a request: the address that reached us or our reverse proxy, and the name that the program gives itself.
import { isIP } from 'node:net';
import type { Sender } from './endpoint.ts';

const USER_AGENT_MAX = 500;
/** Some proxies write the port, too, and brackets around what has colons of its own. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/;
/** Of an IPv4 address as it is written where both families are. */
const MAPPED = /^::ffff:(?=[\d.]+$)/i;

interface Peer {
  address: string;
  /** Its word about whom it passes on is taken. */
  proxy: boolean;
}

const peers = new WeakMap<Request, Peer>();

/** Told by whoever accepted the connection, which a `Request` knows nothing of. */
export function rememberPeer(
  request: Request,
  address: string | undefined,
  isProxy: (address: string) => boolean,
): Request {
  // An IPv4 peer of a socket that listens on both families.
  const plain = address?.replace(MAPPED, '');
  if (plain !== undefined) peers.set(request, { address: plain, proxy: isProxy(plain) });
  return request;
}

/** Of a proxy that we trust the last word in `X-Forwarded-For`, the address that it saw; of anybody else his own. */
export function senderOf(request: Request): Sender {
  const peer = peers.get(request) ?? null;
  const seen = peer?.proxy ? addressIn(request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '') : null;
  const name = request.headers.get('user-agent')?.slice(0, USER_AGENT_MAX);
  return { ip_address: seen ?? peer?.address ?? null, user_agent: name ?? null };
}

/** Null for what is none. */
function addressIn(told: string): string | null {
  const [, bracketed, dotted] = WITH_PORT.exec(told) ?? [];
  const address = (bracketed ?? dotted ?? told).replace(MAPPED, '');
  return isIP(address) === 0 ? null : address;
}

/** What a reverse proxy writes, so that a request without one comes from a program of this machine. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/** Sent by a program of this machine, for itself. */
export function isOfThisMachine(request: Request): boolean {
  const { address = '' } = peers.get(request) ?? {};
  const local = address === '::1' || address.startsWith('127.');
  return local && !FORWARDED.some((name) => request.headers.has(name));
}
