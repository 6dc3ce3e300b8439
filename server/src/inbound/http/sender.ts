// Who sent a request: the address that reached us or our reverse proxy, and the name that the program gives itself.
import type { Sender } from './endpoint.ts';

const USER_AGENT_MAX = 500;
const ADDRESS = /^[0-9a-fA-F.:]{2,45}$/;

const peers = new WeakMap<Request, string>();

/** Told by whoever accepted the connection, which a `Request` knows nothing of. */
export function rememberPeer(request: Request, address: string | undefined): Request {
  if (address !== undefined) peers.set(request, address);
  return request;
}

/**
 * We listen on loopback only, so a peer is a program of this machine: the reverse proxy, whose last word in `X-Forwarded-For` is
 * the address that it saw, or a developer's own.
 */
export function senderOf(request: Request): Sender {
  const seen = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  const address = seen !== undefined && ADDRESS.test(seen) ? seen : (peers.get(request) ?? null);
  const name = request.headers.get('user-agent')?.slice(0, USER_AGENT_MAX);
  return { ip_address: address?.replace(/^::ffff:/i, '') ?? null, user_agent: name ?? null };
}
