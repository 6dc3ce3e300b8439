// How what is known of an account besides its numbers looks on the wire: balances, refreshes, owners, transactions.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { AccountId, AccountOwnershipId, TransactionRefreshId } from '#kernel/id.ts';

type FinancialConnections = {
  account: Stripe.FinancialConnections.Account;
  ownership: Stripe.FinancialConnections.AccountOwnership;
  owner: Stripe.FinancialConnections.AccountOwner;
  inferred_balance: Stripe.FinancialConnections.AccountInferredBalance;
  transaction: Stripe.FinancialConnections.Transaction;
};

export type AccountData = Pick<
  FinancialConnections['account'],
  | 'balance'
  | 'balance_refresh'
  | 'inferred_balances_refresh'
  | 'ownership'
  | 'ownership_refresh'
  | 'transaction_refresh'
>;

/** One refresh of an account, with what it found last. */
export type RefreshParts = Pick<
  Row<'account_refreshes'>,
  'feature' | 'status' | 'last_attempted_at' | 'next_available_at'
> & { ownership: AccountOwnershipId | null; transaction_refresh: TransactionRefreshId | null } & {
  [Column in keyof Omit<Row<'account_balances'>, 'account'>]: Row<'account_balances'>[Column] | null;
};

export type OwnershipObject = Omit<FinancialConnections['ownership'], 'owners'> & {
  owners: { object: 'list'; data: OwnerObject[]; has_more: boolean; url: string };
};
export type OwnerObject = FinancialConnections['owner'];

/** A refresh of an account that is not active cannot be followed by another one, whatever its pause. */
export function presentAccountData(refreshes: readonly RefreshParts[], active: boolean): AccountData {
  const of = (feature: RefreshParts['feature']) => refreshes.find((refresh) => refresh.feature === feature);
  const state = (feature: RefreshParts['feature']) => {
    const refresh = of(feature);
    return refresh === undefined ? null : presentRefresh(refresh, active);
  };
  const transactions = of('transactions');
  return {
    balance: presentBalance(of('balance')),
    balance_refresh: state('balance'),
    inferred_balances_refresh: state('inferred_balances'),
    ownership: of('ownership')?.ownership ?? null,
    ownership_refresh: state('ownership'),
    transaction_refresh: transactions?.transaction_refresh
      ? { id: transactions.transaction_refresh, ...presentRefresh(transactions, active) }
      : null,
  };
}

function presentRefresh({ status, last_attempted_at, next_available_at }: RefreshParts, active: boolean) {
  return {
    last_attempted_at: unixSeconds(last_attempted_at),
    next_refresh_available_at: active ? next_available_at && unixSeconds(next_available_at) : null,
    status,
  };
}

/** Money that the holder owes is negative, in `credit.used` as in `current`: both are described so at Stripe. */
function presentBalance(found: RefreshParts | undefined): AccountData['balance'] {
  if (!found?.as_of || found.type === null || found.currency === null || found.current === null) return null;
  const { as_of, type, currency, current, detail } = found;
  const shared = { as_of: unixSeconds(as_of), current: { [currency]: current } };
  if (type === 'cash') return { ...shared, cash: { available: inCurrency(currency, detail) }, type };
  return { ...shared, credit: { used: inCurrency(currency, detail && -detail) }, type };
}

function inCurrency(currency: string, amount: number | null): Record<string, number> | null {
  return amount === null ? null : { [currency]: amount };
}

export function presentOwner(owner: Row<'account_owners'>): OwnerObject {
  return {
    id: owner.id,
    object: 'financial_connections.account_owner',
    email: owner.email,
    name: owner.name,
    ownership: owner.ownership,
    phone: owner.phone,
    raw_address: owner.raw_address,
    refreshed_at: unixSeconds(owner.refreshed_at),
  };
}

/** `owners` are all there are. */
export function presentOwnership(
  ownership: Row<'account_ownerships'>,
  owners: readonly Row<'account_owners'>[],
): OwnershipObject {
  return {
    id: ownership.id,
    object: 'financial_connections.account_ownership',
    created: unixSeconds(ownership.created),
    owners: { object: 'list', data: owners.map(presentOwner), has_more: false, url: ownersUrl(ownership.account) },
  };
}

export function ownersUrl(account: AccountId): string {
  return `/v1/financial_connections/accounts/${account}/owners`;
}

export function presentInferredBalance(row: Row<'inferred_balances'>): FinancialConnections['inferred_balance'] {
  return {
    id: row.id,
    object: 'financial_connections.account_inferred_balance',
    as_of: unixSeconds(row.as_of),
    current: { [row.currency]: row.current },
  };
}

/** `refresh` is the one that made the transaction, or changed it last. */
export function presentTransaction(
  row: Row<'transactions'>,
  livemode: boolean,
  refresh: TransactionRefreshId,
): FinancialConnections['transaction'] {
  return {
    id: row.id,
    object: 'financial_connections.transaction',
    account: row.account,
    amount: row.amount,
    currency: row.currency,
    description: row.description,
    livemode,
    status: row.status,
    status_transitions: {
      posted_at: row.posted_at && unixSeconds(row.posted_at),
      void_at: row.void_at && unixSeconds(row.void_at),
    },
    transacted_at: unixSeconds(row.transacted_at),
    transaction_refresh: refresh,
    updated: unixSeconds(row.updated),
  };
}
