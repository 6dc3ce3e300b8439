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
    status: worse(institution.status, institution.trouble),
    url: institution.url,
  };
}

/** What the row says, or what we see, whichever is worse. */
function worse(told: InstitutionObject['status'], seen: Row<'institutions'>['trouble']): InstitutionObject['status'] {
  if (told === 'inactive' || seen === 'inactive') return 'inactive';
  return seen ?? told;
}
