// How a payment method looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';

export type PaymentMethodObject = Omit<Stripe.PaymentMethod, 'lastResponse'>;

/** The digits of the account are on no object; `last4` and the routing number are all that is shown. */
export function presentPaymentMethod(method: Row<'payment_methods'>): PaymentMethodObject {
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: method.allow_redisplay,
    billing_details: method.billing_details,
    created: unixSeconds(method.created),
    customer: method.customer,
    customer_account: null,
    livemode: method.livemode,
    metadata: method.metadata,
    type: 'us_bank_account',
    us_bank_account: {
      account_holder_type: method.account_holder_type,
      account_type: method.account_type,
      bank_name: method.bank_name,
      financial_connections_account: method.account,
      fingerprint: method.fingerprint,
      last4: method.last4,
      networks: { preferred: 'ach', supported: ['ach'] },
      routing_number: method.routing_number,
      status_details: presentStatusDetails(method),
    },
  };
}

type StatusDetails = Stripe.PaymentMethod.UsBankAccount.StatusDetails;

function presentStatusDetails({ blocked_reason, blocked_code }: Row<'payment_methods'>): StatusDetails {
  if (blocked_reason === null) return {};
  return { blocked: { network_code: blocked_code as NetworkCode, reason: blocked_reason } };
}

type NetworkCode = NonNullable<StatusDetails['blocked']>['network_code'];

/** What the page of whoever holds an intent's client secret may see of its payment method: nothing of the merchant's own. */
export function presentBrowserPaymentMethod(method: Row<'payment_methods'>): Partial<PaymentMethodObject> {
  const {
    metadata: _metadata,
    customer: _customer,
    customer_account: _account,
    ...shown
  } = presentPaymentMethod(method);
  return { ...shown, customer: null };
}
