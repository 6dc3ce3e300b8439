// Secrets that are only compared: hashing, fingerprints and constant-time equality.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a high-entropy secret, for look-up by hash. Not for passwords. */
export function hashSecret(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

/** Keyed fingerprint of a low-entropy secret such as an account number, so that a leaked table cannot be searched by brute force. */
export function fingerprint(key: Uint8Array, ...parts: string[]): Uint8Array {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(`${part.length}:${part}|`);
  return mac.digest();
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
