// Which pictures a logo may be. Told by their first bytes, because a name or a media type is only what somebody says.
import { createHash } from 'node:crypto';
import type { Row } from '#database/schema.ts';

export type LogoType = Row<'merchant_logos'>['media_type'];

export const LOGO_BYTES_MAX = 204_800;

/** Null for anything else; SVG is no picture here, because it can carry script. */
export function logoType(body: Uint8Array): LogoType | null {
  const starts = (at: number, ...bytes: number[]) => bytes.every((byte, index) => body[at + index] === byte);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  return starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50) ? 'image/webp' : null;
}

/** Names the picture in its address, so that an address always shows the same one. */
export function logoHash(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 40);
}
