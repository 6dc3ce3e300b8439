// How a linked account looks on the wire (financial_connections.account, newest preview).
import type Stripe from 'stripe';
import type { Holder, Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { presentAccountData, type RefreshParts } from './account_data.ts';
import type { AccountNumber } from './beyond_sdk.ts';

export type AccountObject = Omit<Stripe.FinancialConnections.Account, 'lastResponse' | 'account_numbers'> & {
  account_numbers: AccountNumber[] | null;
};
export type HolderObject = Stripe.FinancialConnections.Session.AccountHolder;

/** What one account object is made of. `authorization` gives the expected end that all its accounts share. */
export interface AccountParts {
  account: Row<'accounts'>;
  number: Row<'account_numbers'> | null;
  authorization: Pick<Row<'authorizations'>, 'active_cause' | 'active_action' | 'expected_deactivation_at'>;
  institution: Pick<Row<'institutions'>, 'display_name'>;
  refreshes: readonly RefreshParts[];
}

/** The digits of an account number are on no object; `account_numbers` tells only kind, status and expiry. */
export function presentAccount(parts: AccountParts): AccountObject {
  const { account, number, authorization, institution, refreshes } = parts;
  const data = presentAccountData(refreshes, account.status === 'active');
  return {
    id: account.id,
    object: 'financial_connections.account',
    account_holder: presentHolder(account),
    account_numbers: presentNumbers(account, number),
    authorization: account.authorization_id,
    balance: data.balance,
    balance_refresh: data.balance_refresh,
    category: account.category,
    created: unixSeconds(account.created),
    display_name: account.display_name,
    inferred_balances_refresh: data.inferred_balances_refresh,
    institution: account.institution,
    institution_name: institution.display_name,
    last4: account.last4,
    livemode: account.livemode,
    ownership: data.ownership,
    ownership_refresh: data.ownership_refresh,
    permissions: account.permissions,
    status: account.status,
    status_details: presentStatusDetails(account, authorization),
    subcategory: account.subcategory,
    subscriptions: account.subscriptions as Stripe.FinancialConnections.Account['subscriptions'],
    supported_payment_method_types:
      account.supported_payment_method_types as AccountObject['supported_payment_method_types'],
    transaction_refresh: data.transaction_refresh,
  };
}

export function presentHolder({ customer, connected_account }: Holder): HolderObject | null {
  if (customer !== null) return { customer, type: 'customer' };
  return connected_account === null ? null : { account: connected_account, type: 'account' };
}

function presentNumbers(
  account: Row<'accounts'>,
  number: Row<'account_numbers'> | null,
): AccountObject['account_numbers'] {
  if (account.status === 'disconnected' || !account.permissions.includes('payment_method')) return null;
  if (number === null) return [];
  return [
    {
      expected_expiry_date: number.expected_expiry_at && unixSeconds(number.expected_expiry_at),
      identifier_type: number.identifier_type,
      status: number.status,
      supported_networks: number.supported_networks as ['ach'],
    },
  ];
}

function presentStatusDetails(
  account: Row<'accounts'>,
  authorization: AccountParts['authorization'],
): AccountObject['status_details'] {
  if (account.status === 'inactive' && account.inactive_cause && account.inactive_action) {
    return { inactive: { action: account.inactive_action, cause: account.inactive_cause } };
  }
  const { active_action, active_cause, expected_deactivation_at } = authorization;
  if (account.status !== 'active' || !active_action || !active_cause || !expected_deactivation_at) return {};
  return {
    active: {
      action: active_action,
      cause: active_cause,
      expected_deactivation_date: unixSeconds(expected_deactivation_at),
    },
  };
}
