// The requests that are measured, spelled as the official SDK spells them, and what has to exist before.
import Stripe from 'stripe';
import type { Load } from './measure.ts';

const CUSTOMERS = 200;
const AT_ONCE = 16;
/** A bank of the sandbox that is reached over the wire. */
const INSTITUTION = 'Bank (OAuth)';

export interface Server {
  url: string;
  /** At least one. */
  keys: string[];
}

export type Request = Omit<Load, 'clients' | 'warm_up_ms' | 'measure_ms'>;

/** An SDK client of the server. */
export function clientOf({ url, keys }: Server): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(keys[0] as string, { host: hostname, port: Number(port), protocol: 'http', telemetry: false });
}

/** Ids of customers to retrieve. */
export async function makeCustomers(server: Server): Promise<string[]> {
  const stripe = clientOf(server);
  const ids: string[] = [];
  while (ids.length < CUSTOMERS) {
    const some = Array.from({ length: AT_ONCE }, () => stripe.customers.create({ name: 'Jenny Rosen' }));
    ids.push(...(await Promise.all(some)).map(({ id }) => id));
  }
  return ids;
}

export interface Link {
  customer: string;
  authorization: string;
  account: string;
}

/** A link whose consent the bank has ended, so that it waits for a relink. */
export async function makeBrokenLink(server: Server): Promise<Link> {
  const stripe = clientOf(server);
  const customer = await stripe.customers.create({ name: 'Jenny Rosen' });
  const session = await stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer: customer.id },
    permissions: ['payment_method', 'balances'],
  });
  const helpers = '/v1/test_helpers/financial_connections';
  await stripe.rawRequest('POST', `${helpers}/sessions/${session.id}/complete`, { institution: INSTITUTION } as never);
  const { accounts } = await stripe.financialConnections.sessions.retrieve(session.id);
  const [account] = accounts.data;
  if (!account?.authorization) throw new Error('the link that is to be relinked was not made');
  const { authorization } = account;
  const event = { event: 'consent_revoked' } as never;
  await stripe.rawRequest('POST', `${helpers}/authorizations/${authorization}/simulate`, event);
  return { customer: customer.id, authorization, account: account.id };
}

export function retrieveCustomer(server: Server, ids: string[]): Request {
  return request(server, 'GET', { paths: ids.map((id) => `/v1/customers/${id}`) });
}

export function createCustomer(server: Server, keyed: boolean): Request {
  const params = { name: 'Jenny Rosen', email: 'jenny@example.com', 'metadata[order]': '6735' };
  return request(server, 'POST', { paths: ['/v1/customers'], params, keyed });
}

export function createRelinkSession(server: Server, { customer, authorization, account }: Link): Request {
  const params = {
    'account_holder[type]': 'customer',
    'account_holder[customer]': customer,
    'permissions[0]': 'payment_method',
    'permissions[1]': 'balances',
    'relink_options[authorization]': authorization,
    'relink_options[account]': account,
  };
  return request(server, 'POST', { paths: ['/v1/financial_connections/sessions'], params, keyed: true });
}

function request(
  { url, keys }: Server,
  method: Load['method'],
  { paths, params, keyed = false }: { paths: string[]; params?: Record<string, string>; keyed?: boolean },
): Request {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'stripe-version': Stripe.API_VERSION,
  };
  return {
    origin: url,
    method,
    paths,
    headers,
    keys,
    body: params ? new URLSearchParams(params).toString() : null,
    keyed,
  };
}
