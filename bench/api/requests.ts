// The requests that are measured, spelled as the official SDK spells them, and what has to exist before.
import Stripe from 'stripe';
import type { Load } from './measure.ts';

const CUSTOMERS = 200;
const AT_ONCE = 16;
/** More than the platform has database connections, so that sessions seldom meet on one link. */
const LINKS = 16;
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

interface Link {
  customer: string;
  authorization: string;
  account: string;
}

/** Links whose consent the bank has ended, so that they wait for a relink. */
export function makeBrokenLinks(server: Server): Promise<Link[]> {
  return Promise.all(Array.from({ length: LINKS }, () => makeBrokenLink(server)));
}

async function makeBrokenLink(server: Server): Promise<Link> {
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
  return request(server, { method: 'GET', paths: ids.map((id) => `/v1/customers/${id}`), bodies: [], keyed: false });
}

export function createCustomer(server: Server, keyed: boolean): Request {
  const params = { name: 'Jenny Rosen', email: 'jenny@example.com', 'metadata[order]': '6735' };
  return request(server, { method: 'POST', paths: ['/v1/customers'], bodies: [form(params)], keyed });
}

export function createRelinkSession(server: Server, links: Link[]): Request {
  const paths = ['/v1/financial_connections/sessions'];
  return request(server, { method: 'POST', paths, bodies: links.map(relinkForm), keyed: true });
}

function relinkForm({ customer, authorization, account }: Link): string {
  return form({
    'account_holder[type]': 'customer',
    'account_holder[customer]': customer,
    'permissions[0]': 'payment_method',
    'permissions[1]': 'balances',
    'relink_options[authorization]': authorization,
    'relink_options[account]': account,
  });
}

function form(params: Record<string, string>): string {
  return new URLSearchParams(params).toString();
}

function request({ url, keys }: Server, what: Pick<Request, 'method' | 'paths' | 'bodies' | 'keyed'>): Request {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'stripe-version': Stripe.API_VERSION,
  };
  return { ...what, origin: url, headers, keys };
}
