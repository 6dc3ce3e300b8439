// How a session looks on the wire (financial_connections.session, newest preview), for servers and for browsers.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { type AccountObject, presentHolder } from './account.ts';
import type { TokenObject } from './bank_account.ts';

export type SessionObject = Omit<Stripe.FinancialConnections.Session, 'lastResponse' | 'accounts'> & {
  accounts: { object: 'list'; data: AccountObject[]; has_more: boolean; total_count: number; url: string };
};

/** What the browser SDK resolves with: accounts as a flat array, no client secret. */
export type BrowserSessionObject = Omit<SessionObject, 'accounts' | 'client_secret'> & { accounts: AccountObject[] };

/** What opens a session: a modal one's client secret, a hosted one's address. */
export interface SessionOpener {
  client_secret: string | null;
  url: string | null;
}

/** For everybody but the merchant's own server. */
export const NO_OPENER: SessionOpener = { client_secret: null, url: null };

export function presentSession(
  session: Row<'sessions'>,
  accounts: AccountObject[],
  opener: SessionOpener,
  bank_account_token: TokenObject | null = null,
): SessionObject {
  const object: SessionObject = {
    id: session.id,
    object: 'financial_connections.session',
    account_holder: presentHolder(session),
    accounts: {
      object: 'list',
      data: accounts,
      has_more: false,
      total_count: accounts.length,
      url: '/v1/financial_connections/accounts',
    },
    client_secret: opener.client_secret,
    livemode: session.livemode,
    permissions: session.permissions,
    prefetch: session.prefetch as SessionObject['prefetch'],
    status: session.status,
    status_details: session.cancelled_reason === null ? {} : { cancelled: { reason: session.cancelled_reason } },
    ui_mode: session.ui_mode,
    url: opener.url,
  };
  if (session.delivery_method !== null) {
    object.hosted = { delivery_method: session.delivery_method, return_url: session.return_url };
  }
  const filters = presentFilters(session);
  if (filters) object.filters = filters;
  if (session.limit_accounts !== null) object.limits = { accounts: session.limit_accounts };
  if (session.manual_entry !== null) {
    object.manual_entry = { mode: session.manual_entry === 'required' ? 'automatic' : session.manual_entry };
  }
  if (bank_account_token !== null) object.bank_account_token = bank_account_token as Stripe.Token;
  if (session.return_url !== null) object.return_url = session.return_url;
  if (session.relink_authorization !== null) {
    object.relink_options = { account: session.relink_account, authorization: session.relink_authorization };
    if (session.status !== 'pending') object.relink_result = presentRelinkResult(session);
  }
  return object;
}

export function presentBrowserSession(
  session: Row<'sessions'>,
  accounts: AccountObject[],
  bank_account_token: TokenObject | null,
): BrowserSessionObject {
  const {
    client_secret: _,
    accounts: list,
    ...rest
  } = presentSession(session, accounts, NO_OPENER, bank_account_token);
  return { ...rest, accounts: list.data };
}

function presentRelinkResult(session: Row<'sessions'>): NonNullable<SessionObject['relink_result']> {
  return {
    account: session.result_account,
    authorization: session.result_authorization,
    failure_reason: session.result_failure,
  };
}

function presentFilters(session: Row<'sessions'>): SessionObject['filters'] | null {
  const { filter_subcategories, filter_countries, filter_institution, filter_payment_support } = session;
  if (!filter_subcategories && !filter_countries && !filter_institution && !filter_payment_support) return null;
  const filters: NonNullable<SessionObject['filters']> = {
    account_subcategories: filter_subcategories as ('checking' | 'savings')[] | null,
    countries: filter_countries,
    country: filter_countries?.[0] ?? null,
  };
  if (filter_institution) filters.institution = filter_institution;
  if (filter_payment_support) filters.require_payment_method_support = filter_payment_support;
  return filters;
}
