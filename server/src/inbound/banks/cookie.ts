// The cookie that ties a visit to the browser that started it: the defence against a swapped or stolen callback.
import { cookieLine, cookieOf } from '#inbound/http/cookies.ts';
import { hashSecret } from '#kernel/secret.ts';

const LIFE_S = 600;

/** One cookie per visit, so that two tabs do not overwrite each other. */
function nameOf(oauthStateHash: Uint8Array): string {
  return `relink_visit_${Buffer.from(oauthStateHash).toString('hex').slice(0, 16)}`;
}

export function setCookie(oauthStateHash: Uint8Array, value: string, origin: string): string {
  return cookieLine(nameOf(oauthStateHash), value, origin, LIFE_S);
}

/** Hash of the cookie's value, or null where the browser brought none. */
export function cookieHash(request: Request, oauthStateHash: Uint8Array, origin: string): Uint8Array | null {
  const value = cookieOf(request, nameOf(oauthStateHash), origin);
  return value === null ? null : hashSecret(value);
}
