// How a charge looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';

export type ChargeObject = Omit<Stripe.Charge, 'lastResponse'>;

export interface ChargeParts {
  charge: Row<'charges'>;
  /** What the customer's bank finds the debit by; null while it is under way. */
  payment_reference: string | null;
}

/** There is no ledger of balances here, so what would point into one is null. */
export function presentCharge({ charge, payment_reference }: ChargeParts): ChargeObject {
  const { status, amount, mandate } = charge;
  const paid = status !== 'failed';
  return {
    id: charge.id,
    object: 'charge',
    amount,
    amount_captured: paid ? amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: charge.billing_details,
    calculated_statement_descriptor: charge.statement_descriptor,
    captured: paid,
    created: unixSeconds(charge.created),
    currency: charge.currency,
    customer: charge.customer,
    description: charge.description,
    disputed: charge.disputed,
    failure_balance_transaction: null,
    failure_code: charge.failure_code,
    failure_message: charge.failure_message,
    fraud_details: {},
    livemode: charge.livemode,
    metadata: charge.metadata,
    on_behalf_of: null,
    outcome: presentOutcome(charge),
    paid: status === 'succeeded',
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    payment_method_details: {
      type: 'us_bank_account',
      us_bank_account: {
        ...charge.bank_account,
        ...(mandate === null ? {} : { mandate }),
        payment_reference,
      },
    },
    receipt_email: charge.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: charge.shipping as ChargeObject['shipping'],
    source: null,
    source_transfer: null,
    statement_descriptor: charge.statement_descriptor,
    statement_descriptor_suffix: charge.statement_descriptor_suffix,
    status,
    transfer_data: null,
    transfer_group: charge.transfer_group,
  };
}

/** What the network said; nothing while it has said nothing. */
function presentOutcome(charge: Row<'charges'>): ChargeObject['outcome'] {
  const { status, blocked, failure_code, failure_message, network_code } = charge;
  if (status === 'pending') return null;
  const common = { advice_code: null, network_advice_code: null, network_decline_code: network_code };
  if (status === 'succeeded') {
    const seller_message = 'Payment complete.';
    const outcome = { network_status: 'approved_by_network', reason: null, risk_level: 'not_assessed' };
    return { ...common, ...outcome, seller_message, type: 'authorized' };
  }
  const sent = network_code !== null;
  return {
    ...common,
    network_status: sent ? 'declined_by_network' : 'not_sent_to_network',
    reason: blocked ? 'highest_risk_level' : failure_code,
    risk_level: blocked ? 'highest' : 'not_assessed',
    seller_message: failure_message,
    type: blocked ? 'blocked' : sent ? 'issuer_declined' : 'invalid',
  };
}
