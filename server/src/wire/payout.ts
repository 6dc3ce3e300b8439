// How a payout looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';

export type PayoutObject = Omit<Stripe.Payout, 'lastResponse'>;

/** `trace`: what the recipient's bank finds it by, once it has arrived. There is no ledger of balances, so what would point into one is null. */
export function presentPayout(payout: Row<'payouts'>, trace: string | null): PayoutObject {
  const sent = payout.status !== 'pending' && payout.status !== 'canceled';
  return {
    id: payout.id,
    object: 'payout',
    amount: payout.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: unixSeconds(payout.arrives_at),
    automatic: false,
    balance_transaction: null,
    created: unixSeconds(payout.created),
    currency: payout.currency,
    description: payout.description,
    destination: payout.destination,
    failure_balance_transaction: null,
    failure_code: payout.failure_code,
    failure_message: payout.failure_message,
    livemode: payout.livemode,
    metadata: payout.metadata,
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'not_applicable',
    reversed_by: null,
    source_type: payout.source_type,
    statement_descriptor: payout.statement_descriptor,
    status: payout.status,
    trace_id: sent ? { status: trace === null ? 'pending' : 'supported', value: trace } : null,
    type: 'bank_account',
  };
}
