// Facts about one event's way to one endpoint: where it is sealed and what a try can come to.
import type { Row } from '#database/schema.ts';
import type { Place } from '#kernel/seal.ts';

/** How a try ended. Only `delivered` means that the receiver answered 2xx; `interrupted` is a try that we broke off ourselves. */
export type Outcome = Row<'webhook_attempts'>['outcome'];

/** What a try came to, as it is recorded. */
export interface Answer {
  outcome: Outcome;
  duration_ms: number;
  /** The HTTP status, null where none was received. */
  status_code: number | null;
  /** A short text for the merchant: why it failed, or how the refusing answer began. */
  detail: string | null;
}

/** The wake-up channel of deliveries that have just been written. */
export const DELIVERIES_CHANNEL = 'relink_deliveries';

/** A round of tries that our own end broke off this often is given up, because it may be what ends us. */
export const MAX_ATTEMPTS = 64;

/** Where an endpoint's `whsec_…` text is sealed; a rolled one signs on from the column of the previous secret. */
export function secretPlace(
  { id, merchant }: Pick<Row<'webhook_endpoints'>, 'id' | 'merchant'>,
  column: 'secret' | 'previous_secret' = 'secret',
): Place {
  return { tenant: merchant, table: 'webhook_endpoints', column, row: id };
}
