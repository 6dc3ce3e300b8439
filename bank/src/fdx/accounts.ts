// FDX resources a customer's consent opens: accounts, their numbers, their owners, the customer.
import { Hono } from 'hono';
import { accountOfRequest, consentOfRequest, type SharedAccount, sharedAccounts } from '#fdx/access.ts';
import { messageOf } from '#fdx/errors.ts';
import { contact, descriptor, detailed, listOf, paymentNetwork } from '#fdx/present.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import { wholeNumber } from '#fdx/whole_number.ts';
import { standingOf } from '#ledger/balance.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import type { Account } from '#store/accounts.ts';
import type { Consent } from '#store/consents.ts';
import { type AccountNumber, numberUnder } from '#store/numbers.ts';
import { personById, timeOf } from '#store/people.ts';
import type { World } from '#world.ts';

const MAX_PAGE = 100;

/**
 * The number behind an account's own attributes. Issued here already, so that a recipient knows its end whichever resource
 * it reads first; null where the consent does not cover numbers.
 */
function numberTold(world: World, consent: Consent, account: Account): AccountNumber | null {
  const covered = consent.scope.split(' ').includes(CLUSTER_SCOPES.PAYMENT_SUPPORT!);
  return covered && account.status === 'OPEN' ? numberUnder(world.store, consent, account, false) : null;
}

/** A row of the list. An account that needs a new consent carries an error of its own, as FDX has it. */
function accountRow(
  world: World,
  consent: Consent,
  { account, needs_consent }: SharedAccount,
): Record<string, unknown> {
  if (!needs_consent) return descriptor(account, numberTold(world, consent, account));
  return { ...descriptor(account, null), error: { code: '602', message: messageOf('602') } };
}

export function accountRoutes(world: World): Hono<FdxEnv> {
  const routes = new Hono<FdxEnv>();

  routes.get('/accounts', async (c) => {
    const consent = await consentOfRequest(world, c.var.institution, c, CLUSTER_SCOPES.ACCOUNT_BASIC);
    const accounts = sharedAccounts(world, consent);
    const limit = wholeNumber(c.req.query('limit'), MAX_PAGE, MAX_PAGE) || MAX_PAGE;
    const from = wholeNumber(c.req.query('pageKey'), 0, accounts.length);
    const rows = accounts.slice(from, from + limit);
    const next = from + limit < accounts.length ? String(from + limit) : null;
    const told = rows.map((shared) => accountRow(world, consent, shared));
    return c.json(listOf('accounts', told, accounts.length, next));
  });

  routes.get('/accounts/:id', async (c) => {
    const consent = await consentOfRequest(world, c.var.institution, c, CLUSTER_SCOPES.ACCOUNT_DETAILED);
    const account = accountOfRequest(world, consent, c.req.param('id'));
    const at = timeOf(personById(world.store, consent.person_id));
    const standing = standingOf(world.store, account, at);
    return c.json(detailed(account, numberTold(world, consent, account), standing, at));
  });

  routes.get('/accounts/:id/payment-networks', async (c) => {
    const consent = await consentOfRequest(world, c.var.institution, c, CLUSTER_SCOPES.PAYMENT_SUPPORT);
    const account = accountOfRequest(world, consent, c.req.param('id'));
    const number = numberUnder(world.store, consent, account, true);
    const rows = number ? [paymentNetwork(number)] : [];
    return c.json(listOf('paymentNetworks', rows, rows.length, null));
  });

  routes.get('/accounts/:id/contact', async (c) => {
    const consent = await consentOfRequest(world, c.var.institution, c, CLUSTER_SCOPES.CUSTOMER_CONTACT);
    const account = accountOfRequest(world, consent, c.req.param('id'));
    return c.json(contact(account.facts.owners));
  });

  routes.get('/customers/current', async (c) => {
    const consent = await consentOfRequest(world, c.var.institution, c);
    return c.json({ customerId: personById(world.store, consent.person_id).subject });
  });

  return routes;
}
