// FDX resources a customer's consent opens: accounts, their owners, the customer.
import { type Context, Hono } from 'hono';
import { type SharedAccount, sharedAccounts } from '#fdx/access.ts';
import { pageAsked, pageTold, rowTold } from '#fdx/dialect.ts';
import { type FdxCode, FdxError, rowError } from '#fdx/errors.ts';
import { contact, customer, descriptor, detailed } from '#fdx/present.ts';
import { readableAccount, readingConsent } from '#fdx/reading.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import { wholeNumber } from '#fdx/whole_number.ts';
import { standingOf } from '#ledger/balance.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import type { Account } from '#store/accounts.ts';
import { isUnder, toldStatus } from '#store/conditions.ts';
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

/** What is wrong with one account while the list is well, as FDX has it. */
function troubleOf(world: World, { account, needs_consent }: SharedAccount): FdxCode | null {
  if (needs_consent) return '602';
  if (isUnder(world.store, account, 'locked')) return '706';
  return isUnder(world.store, account, 'incomplete') ? '501' : null;
}

function accountRow(world: World, c: Context<FdxEnv>, consent: Consent, shared: SharedAccount) {
  const { institution } = c.var;
  const { account } = shared;
  const trouble = troubleOf(world, shared);
  const status = toldStatus(world.store, account);
  const row =
    trouble === null
      ? descriptor(account, status, numberTold(world, consent, account))
      : { ...descriptor(account, status, null), error: rowError(institution.slug, trouble) };
  return rowTold(institution, account.facts.category, 'Account', row);
}

export function accountRoutes(world: World): Hono<FdxEnv> {
  const routes = new Hono<FdxEnv>();

  routes.get('/accounts', async (c) => {
    const consent = await readingConsent(world, c, CLUSTER_SCOPES.ACCOUNT_BASIC);
    const all = sharedAccounts(world, consent);
    const whole = all.filter((shared) => !leftOut(world, c, shared));
    const limit = wholeNumber(c.req.query('limit'), MAX_PAGE, MAX_PAGE) || MAX_PAGE;
    const from = wholeNumber(pageAsked(c), 0, whole.length);
    const next = from + limit < whole.length ? String(from + limit) : null;
    const accounts = whole.slice(from, from + limit).map((shared) => accountRow(world, c, consent, shared));
    return c.json({ ...pageTold(c, next, all.length), accounts }, whole.length < all.length ? 206 : 200);
  });

  routes.get('/accounts/:id', async (c) => {
    const consent = await readingConsent(world, c, CLUSTER_SCOPES.ACCOUNT_DETAILED);
    const account = readableAccount(world, consent, c.req.param('id'));
    const { category } = account.facts;
    const told = descriptor(account, toldStatus(world.store, account), numberTold(world, consent, account));
    if (lacksBooks(world, c, account)) return c.json(rowTold(c.var.institution, category, 'Account', told), 206);
    const at = timeOf(personById(world.store, consent.person_id));
    const row = detailed(told, account, standingOf(world.store, account, at), at);
    return c.json(rowTold(c.var.institution, category, 'Account', row));
  });

  routes.get('/accounts/:id/contact', async (c) => {
    const consent = await readingConsent(world, c, CLUSTER_SCOPES.CUSTOMER_CONTACT);
    return c.json(contact(readableAccount(world, consent, c.req.param('id')).facts.owners));
  });

  routes.get('/customers/current', async (c) => {
    const consent = await readingConsent(world, c);
    return c.json(customer(personById(world.store, consent.person_id)));
  });

  return routes;
}

/**
 * Whether the books of an account do not answer, at a bank that then says what it knows, with status 206.
 * @throws FdxError 501 at the other banks
 */
function lacksBooks(world: World, c: Context<FdxEnv>, account: Account): boolean {
  const lacking = isUnder(world.store, account, 'incomplete');
  if (lacking && !c.var.institution.dialect.partial_206) throw new FdxError('501');
  return lacking;
}

/** Some banks leave an account out that they cannot tell of at this moment, and say by status 206 that something lacks. */
function leftOut(world: World, c: Context<FdxEnv>, shared: SharedAccount): boolean {
  return c.var.institution.dialect.partial_206 && troubleOf(world, shared) === '501';
}
