// The small values that an institution's row is made of.
import { z } from 'zod';

export const words = z.array(z.string().min(1));

export const path = z
  .string()
  .startsWith('/')
  .refine((text) => !text.startsWith('//'), 'a path, not a URL');

/** A complete https URL or, next to the sandbox bank, a path on it. Braces stand for values. */
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
  return url !== null && url.protocol === 'https:' && `${url.username}${url.password}${url.hash}` === '';
}
