// The cookie that ties a visit to the browser that started it: the defence against a swapped or stolen callback.
import { hashSecret } from '#kernel/secret.ts';

const LIFE_S = 600;

/** One cookie per visit, so that two tabs do not overwrite each other. */
function cookieName(oauthStateHash: Uint8Array, secure: boolean): string {
  const name = `relink_visit_${Buffer.from(oauthStateHash).toString('hex').slice(0, 16)}`;
  return secure ? `__Host-${name}` : name;
}

export function setCookie(oauthStateHash: Uint8Array, value: string, origin: string): string {
  const secure = origin.startsWith('https:');
  const attributes = `Path=/; Max-Age=${LIFE_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return `${cookieName(oauthStateHash, secure)}=${value}; ${attributes}`;
}

/** Hash of the cookie's value, or null where the browser brought none. */
export function cookieHash(request: Request, oauthStateHash: Uint8Array, origin: string): Uint8Array | null {
  const name = cookieName(oauthStateHash, origin.startsWith('https:'));
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return hashSecret(value);
  }
  return null;
}
