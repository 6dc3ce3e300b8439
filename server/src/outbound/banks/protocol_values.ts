// The small values that an institution's row is made of.
import { z } from 'zod';

export const words = z.array(z.string().min(1));

export const path = z
  .string()
  .startsWith('/')
  .refine((text) => !text.startsWith('//'), 'a path, not a URL');

/** A complete https URL; in the sandbox also http on this machine, or a path on its bank. Braces stand for values. */
export const place = z.string().refine(isPlace, 'an https URL without user or fragment');

/** A secret is never in a row: an environment variable, a file, or what the sandbox bank shares with us. */
export const secret = z.union(
  [
    z.literal('sandbox'),
    z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'the name of an environment variable') }),
    z.strictObject({ file: z.string().min(1) }),
  ],
  'expected { "env": NAME } or { "file": PATH }',
);
export type SecretPlace = z.infer<typeof secret>;

export function isPlace(text: string): boolean {
  if (path.safeParse(text).success) return true;
  const url = URL.parse(text);
  if (url === null || `${url.username}${url.password}${url.hash}` !== '') return false;
  return url.protocol === 'https:' || isLocal(text);
}

/** http on this machine, which is for the sandbox only. */
export function isLocal(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'http:' && isLoopback(url.hostname);
}

/** RFC 8252 section 7.3 lists the loopback addresses. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
