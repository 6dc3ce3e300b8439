// The steps that stories are told in: link, break, relink. Thin names over the official SDK, nothing more.
import type Stripe from 'stripe';
import type { World } from './world.ts';

export type Account = Stripe.FinancialConnections.Account;
export type Authorization = Stripe.FinancialConnections.Authorization;
export type Session = Stripe.FinancialConnections.Session;
export type Permission = Stripe.FinancialConnections.SessionCreateParams.Permission;

export interface CompleteParams {
  outcome?: 'success' | 'cancel' | 'fail_authentication' | 'wrong_account' | 'unexpected_error';
  institution?: string;
  accounts?: string[];
  bank_user?: string;
}

/** Plays a session through without a browser and returns it as it ended. */
export async function complete(world: World, session: string, params: CompleteParams = {}): Promise<Session> {
  const path = `/v1/test_helpers/financial_connections/sessions/${session}/complete`;
  return (await world.stripe.rawRequest('POST', path, params as never)) as unknown as Session;
}

export async function simulateOnAuthorization(
  world: World,
  authorization: string,
  event: string,
): Promise<Authorization> {
  const path = `/v1/test_helpers/financial_connections/authorizations/${authorization}/simulate`;
  return (await world.stripe.rawRequest('POST', path, { event })) as unknown as Authorization;
}

export async function simulateOnAccount(world: World, account: string, event: string): Promise<Account> {
  const path = `/v1/test_helpers/financial_connections/accounts/${account}/simulate`;
  return (await world.stripe.rawRequest('POST', path, { event })) as unknown as Account;
}

/** A customer with linked accounts: `accounts[0]` is the first of the bank's list. Without a customer: no holder. */
export async function link(
  world: World,
  options: CompleteParams & { customer?: string | null; permissions?: Permission[]; test_clock?: string } = {},
): Promise<{ customer: string | null; session: Session; accounts: Account[]; authorization: string }> {
  const { customer: given, permissions = ['payment_method', 'balances'], test_clock, ...params } = options;
  const customer =
    given === undefined ? (await world.stripe.customers.create({ name: 'Jenny Rosen', test_clock })).id : given;
  const session = await world.stripe.financialConnections.sessions.create({
    ...(customer && { account_holder: { type: 'customer', customer } }),
    permissions,
  });
  const done = await complete(world, session.id, { institution: 'Bank (OAuth)', ...params });
  const accounts = done.accounts.data;
  return { customer, session: done, accounts, authorization: accounts[0]?.authorization ?? '' };
}

/** A relink session for a link, targeted when `account` is given. */
export async function relinkSession(
  world: World,
  link: { customer: string | null; authorization: string },
  options: Partial<Stripe.FinancialConnections.SessionCreateParams> & { account?: string } = {},
): Promise<Session> {
  const { account, ...params } = options;
  return await world.stripe.financialConnections.sessions.create({
    ...(link.customer && { account_holder: { type: 'customer', customer: link.customer } }),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization: link.authorization, ...(account && { account }) },
    ...params,
  });
}

/** Every event so far, oldest first. */
export async function events(world: World, type?: string): Promise<Stripe.Event[]> {
  const list: Stripe.Event[] = [];
  for await (const event of world.stripe.events.list({ limit: 100, ...(type && { type }) })) list.push(event);
  return list.reverse();
}
