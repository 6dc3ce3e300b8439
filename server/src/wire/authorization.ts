// How an authorization looks on the wire (financial_connections.authorization, newest preview).
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { presentHolder } from './account.ts';

export type AuthorizationObject = Omit<Stripe.FinancialConnections.Authorization, 'lastResponse'>;

export function presentAuthorization(
  authorization: Row<'authorizations'>,
  institution: Pick<Row<'institutions'>, 'display_name'>,
): AuthorizationObject {
  return {
    id: authorization.id,
    object: 'financial_connections.authorization',
    account_holder: presentHolder(authorization) as AuthorizationObject['account_holder'],
    institution: authorization.institution,
    institution_name: institution.display_name,
    livemode: authorization.livemode,
    status: authorization.status,
    status_details: presentStatusDetails(authorization),
  };
}

/** An authorization tells what to do and when, but no cause: causes are the accounts'. */
function presentStatusDetails(authorization: Row<'authorizations'>): AuthorizationObject['status_details'] {
  if (authorization.status === 'inactive' && authorization.inactive_action) {
    return { inactive: { action: authorization.inactive_action } };
  }
  const { active_action, expected_deactivation_at } = authorization;
  if (!active_action || !expected_deactivation_at) return {};
  return { active: { action: active_action, expected_deactivation_date: unixSeconds(expected_deactivation_at) } };
}
