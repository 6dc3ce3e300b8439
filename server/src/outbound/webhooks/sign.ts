// Signs a webhook's body the way the official SDK's constructEvent verifies it.
import { createHmac } from 'node:crypto';
import { assert } from '#kernel/assert.ts';
import { unixSeconds } from '#kernel/clock.ts';

/** A rolled secret lives beside its successor, so two are usual and more than this is a bug. */
const MAX_SECRETS = 8;

/**
 * The value of `Stripe-Signature`: `t=<unix seconds>,v1=<hex>`, with one `v1` per active secret.
 *
 * Each key is the whole secret text, `whsec_` included; the message is `t`, a dot and the raw body (spec 8.8).
 */
export function signatureHeader(body: string | Uint8Array, secrets: readonly string[], sent: Date): string {
  assert(secrets.length > 0 && secrets.length <= MAX_SECRETS, 'a webhook is signed with one to eight secrets');
  const t = unixSeconds(sent);
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`,
  );
  return [`t=${t}`, ...signatures].join(',');
}
