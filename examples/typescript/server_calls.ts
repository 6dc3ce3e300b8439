// What a merchant's server asks the API for around a relink, with the official library.
import Stripe from 'stripe';

type Account = Stripe.FinancialConnections.Account;
type Session = Stripe.FinancialConnections.Session;

/** A client of a Relink at `base`, for example http://127.0.0.1:4242. */
export function connect(base: string, key: string): Stripe {
  const { hostname, port, protocol } = new URL(base);
  return new Stripe(key, {
    host: hostname,
    ...(port && { port: Number(port) }),
    protocol: protocol === 'http:' ? 'http' : 'https',
  });
}

/** A first link of this customer's accounts. */
export function createSession(stripe: Stripe, customer: string): Promise<Session> {
  return stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
  });
}

/** A repair of exactly this account. What was made from it, such as payment methods, goes on with its new number. */
export function relinkThisAccount(stripe: Stripe, account: Account): Promise<Session> {
  const authorization = authorizationOf(account);
  return stripe.financialConnections.sessions.create({
    ...holderOf(account),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization, account: account.id },
  });
}

/** The way on for who brought another account: any payable one at the same bank. A new one needs a new payment method. */
export function relinkAnyAccount(stripe: Stripe, account: Account): Promise<Session> {
  return stripe.financialConnections.sessions.create({
    ...holderOf(account),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization: authorizationOf(account) },
    filters: { account_subcategories: ['checking', 'savings'] },
    limits: { accounts: 1 },
  });
}

/** A repair of all accounts of the link, for their data; `permissions` may be others than before. */
export function relinkData(
  stripe: Stripe,
  account: Account,
  permissions: Stripe.FinancialConnections.SessionCreateParams.Permission[],
): Promise<Session> {
  return stripe.financialConnections.sessions.create({
    ...holderOf(account),
    permissions,
    relink_options: { authorization: authorizationOf(account) },
  });
}

/** A payment method from a newly linked account. The customer agrees to the mandate in the page, which then confirms. */
export function createSetupIntent(stripe: Stripe, account: Account, name: string): Promise<Stripe.SetupIntent> {
  const customer = account.account_holder?.customer;
  return stripe.setupIntents.create({
    ...(typeof customer === 'string' && { customer }),
    allowed_payment_method_types: ['us_bank_account'],
    payment_method_data: {
      type: 'us_bank_account',
      us_bank_account: { financial_connections_account: account.id },
      billing_details: { name },
    },
  });
}

function authorizationOf({ authorization }: Account): string {
  if (!authorization) throw new Error('This account has no authorization; ask with a preview version of the API.');
  return authorization;
}

/** The session's holder is the account's; an account that was linked without one is relinked without one. */
function holderOf({ account_holder: holder }: Account) {
  const customer = holder?.customer;
  return typeof customer === 'string' ? { account_holder: { type: 'customer' as const, customer } } : {};
}
