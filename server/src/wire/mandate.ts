// How a mandate looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';

export type MandateObject = Omit<Stripe.Mandate, 'lastResponse'>;

export function presentMandate(mandate: Row<'mandates'>): MandateObject {
  const { type, amount, currency, collection_method } = mandate;
  return {
    id: mandate.id,
    object: 'mandate',
    customer_acceptance: presentAcceptance(mandate),
    livemode: mandate.livemode,
    ...(type === 'multi_use' ? { multi_use: {} } : {}),
    payment_method: mandate.payment_method,
    payment_method_details: {
      type: 'us_bank_account',
      us_bank_account: collection_method === null ? {} : { collection_method },
    },
    ...(type === 'single_use' && amount !== null && currency !== null ? { single_use: { amount, currency } } : {}),
    status: mandate.status,
    type,
  };
}

function presentAcceptance(mandate: Row<'mandates'>): MandateObject['customer_acceptance'] {
  const { acceptance, accepted_at, ip_address, user_agent } = mandate;
  return {
    accepted_at: unixSeconds(accepted_at),
    ...(acceptance === 'online' ? { online: { ip_address, user_agent } } : { offline: {} }),
    type: acceptance,
  };
}
