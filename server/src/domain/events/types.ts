// The event types this platform records, and which names a webhook endpoint may ask for.
import { EVENT_TYPES, type EventType } from '#wire/event_types.ts';

export { EVENT_TYPES, type EventType };

const RECORDED: ReadonlySet<string> = new Set(EVENT_TYPES);

/**
 * Families of Stripe's events that this platform does not record. A merchant's endpoint usually names some of them next
 * to ours, so they are accepted and simply never sent; within our own families every name must be exact.
 */
const OTHER_FAMILIES: ReadonlySet<string> = new Set(
  (
    'account account_notice application_fee balance balance_settings billing billing_portal capability capital ' +
    'cash_balance charge checkout climate coupon credit_note customer_cash_balance_transaction entitlements file ' +
    'fx_quote identity invoice invoice_payment invoiceitem issuing_authorization issuing_card issuing_cardholder ' +
    'issuing_dispute issuing_dispute_settlement_detail issuing_fraud_liability_debit issuing_personalization_design ' +
    'issuing_settlement issuing_token issuing_transaction payment_intent payment_link payout ' +
    'person plan price privacy product promotion_code quote radar refund reporting reserve review sigma ' +
    'source subscription_schedule tax tax_rate terminal topup transfer treasury'
  ).split(' '),
);
const CUSTOMER_PARTS = /^customer\.(?:discount|source|subscription|tax_id)\.[a-z_]+$/;
const SHAPE = /^[a-z_]+(?:\.[a-z_]+){1,4}$/;

/** True for `*`, for what we record and for Stripe's other events. */
export function isSubscribable(type: string): boolean {
  if (type === '*' || RECORDED.has(type) || CUSTOMER_PARTS.test(type)) return true;
  return SHAPE.test(type) && OTHER_FAMILIES.has(type.slice(0, type.indexOf('.')));
}
