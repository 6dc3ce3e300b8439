// How an institution looks on the wire (financial_connections.institution).
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';

export type InstitutionObject = Omit<Stripe.FinancialConnections.Institution, 'lastResponse'>;

export function presentInstitution(institution: Row<'institutions'>): InstitutionObject {
  const supports = (feature: string) => ({ supported: institution.features.includes(feature) });
  return {
    id: institution.id,
    object: 'financial_connections.institution',
    countries: institution.countries,
    features: {
      balances: supports('balances'),
      ownership: supports('ownership'),
      payment_method: supports('payment_method'),
      transactions: supports('transactions'),
    },
    livemode: institution.livemode,
    name: institution.name,
    routing_numbers: institution.routing_numbers,
    status: institution.status,
    url: institution.url,
  };
}
