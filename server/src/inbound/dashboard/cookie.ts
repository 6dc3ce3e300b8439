// The cookie of a signed-in browser.
import { SIGNED_IN_MS } from '#domain/merchants/sign_in.ts';

function cookieName(secure: boolean): string {
  return secure ? '__Host-relink_dashboard' : 'relink_dashboard';
}

/** `value` empty: the browser forgets it. */
export function signInCookie(value: string, origin: string): string {
  const secure = origin.startsWith('https:');
  const life = value === '' ? 0 : SIGNED_IN_MS / 1000;
  return `${cookieName(secure)}=${value}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The token that the browser brought, or null. */
export function signInToken(request: Request, origin: string): string | null {
  const name = cookieName(origin.startsWith('https:'));
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}
