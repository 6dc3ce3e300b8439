// The nonces that the resources want in DPoP proofs: computed from the time, so that nothing has to be kept.
import { createHmac } from 'node:crypto';
import type { Store } from '#store/database.ts';
import { nonceSecret } from '#store/secrets.ts';

/** How long one nonce is handed out. The one before it is still taken. */
const STEP_MS = 60_000;

/** The nonce of this minute. */
export function nonceNow(store: Store): string {
  return nonceOf(store, step());
}

/** Whether a value is a nonce that was handed out just now. */
export function isNonce(store: Store, value: unknown): boolean {
  return value === nonceOf(store, step()) || value === nonceOf(store, step() - 1);
}

const step = (): number => Math.floor(Date.now() / STEP_MS);

function nonceOf(store: Store, of: number): string {
  return createHmac('sha256', nonceSecret(store)).update(`resources ${of}`).digest('base64url');
}
