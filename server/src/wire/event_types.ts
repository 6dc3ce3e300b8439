// The types of events that this platform records, as the API and the Dashboard name them.
import type Stripe from 'stripe';

type Subscribable = Stripe.WebhookEndpointCreateParams.EnabledEvent;

/** Types are never gated by version; only the object inside is rendered. */
export const EVENT_TYPES = [
  'account.external_account.created',
  'account.external_account.deleted',
  'account.external_account.updated',
  'account.updated',
  'charge.failed',
  'charge.pending',
  'charge.succeeded',
  'charge.updated',
  'customer.created',
  'customer.deleted',
  'customer.updated',
  'financial_connections.account.account_numbers_updated',
  'financial_connections.account.created',
  'financial_connections.account.deactivated',
  'financial_connections.account.disconnected',
  'financial_connections.account.expected_deactivation_date_updated',
  'financial_connections.account.reactivated',
  'financial_connections.account.refreshed_balance',
  'financial_connections.account.refreshed_inferred_balances',
  'financial_connections.account.refreshed_ownership',
  'financial_connections.account.refreshed_transactions',
  'financial_connections.account.supported_payment_method_types_updated',
  'financial_connections.account.upcoming_account_number_expiry',
  'financial_connections.account.upcoming_deactivation',
  'financial_connections.authorization.expected_deactivation_date_updated',
  'financial_connections.authorization.upcoming_deactivation',
  'financial_connections.session.updated',
  'mandate.updated',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'payment_method.attached',
  'payment_method.automatically_updated',
  'payment_method.detached',
  'payment_method.updated',
  'payout.canceled',
  'payout.created',
  'payout.failed',
  'payout.paid',
  'payout.updated',
  'setup_intent.canceled',
  'setup_intent.created',
  'setup_intent.requires_action',
  'setup_intent.setup_failed',
  'setup_intent.succeeded',
  'test_helpers.test_clock.advancing',
  'test_helpers.test_clock.created',
  'test_helpers.test_clock.deleted',
  'test_helpers.test_clock.internal_failure',
  'test_helpers.test_clock.ready',
] as const satisfies readonly Subscribable[];

export type EventType = (typeof EVENT_TYPES)[number];

/** Of happenings in connected accounts alone: endpoints for the business's own events never hear of these. */
export function isOfConnectedAccounts(type: string): boolean {
  return type.startsWith('account.') || type.startsWith('payout.');
}
