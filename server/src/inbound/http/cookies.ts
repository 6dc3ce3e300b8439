// Cookies of ours: read from a request, written with the attributes that all of them have.

/** On https the browser keeps a cookie of this prefix to exactly our host. */
export function cookieName(name: string, origin: string): string {
  return origin.startsWith('https:') ? `__Host-${name}` : name;
}

/** A Set-Cookie line. `name` without the prefix. */
export function cookieLine(name: string, value: string, origin: string, life_s: number): string {
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return `${cookieName(name, origin)}=${value}; Path=/; Max-Age=${life_s}; HttpOnly; SameSite=Lax${secure}`;
}

/** The value of the cookie; null where the browser brought none. */
export function cookieOf(request: Request, name: string, origin: string): string | null {
  const wanted = cookieName(name, origin);
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === wanted && value) return value;
  }
  return null;
}
