// What a rule gets to work with: one transaction, time, randomness, the merchant. No network and no mail, so a rule cannot reach out.
import type { Row, Transaction } from '#database/schema.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Random, RequestId } from '#kernel/id.ts';
import type { Sealer } from '#kernel/seal.ts';

/** Purposes of a secret kept by the process: sealing values, and fingerprints of low-entropy ones. */
export interface Vault {
  sealer: Sealer;
  fingerprint_key: Uint8Array;
}

export interface Context {
  trx: Transaction;
  /** Real time. The customer's own time is `customerTime()` in domain/customers/test_clock.ts. */
  clock: Clock;
  random: Random;
  vault: Vault;
  merchant: Row<'merchants'>;
  livemode: boolean;
  /** The API request that caused this, or null for the platform's own work. */
  request: { id: RequestId; idempotency_key: string | null } | null;
}
