// The bank's own pages for its customers, `/{slug}/`: signing in, seeing who reads which accounts, and ending that.
import { type Context, Hono } from 'hono';
import { type Connection, connectionsOf } from '#customers/connections.ts';
import {
  chooseCodes,
  doDuty,
  dutiesOf,
  setPassword,
  showSecurity,
  showUnlock,
  unlockAccess,
  WRONG_PASSWORDS,
} from '#customers/security.ts';
import { endSession, openSession } from '#customers/session.ts';
import { type Customer, customerOf, pathAt, render, type Visitor, visitorOf } from '#customers/visitor.ts';
import { dollars, standingOf } from '#ledger/balance.ts';
import { connectionPage } from '#pages/connection.ts';
import { type Happened, overviewPage } from '#pages/overview.ts';
import { signInPage } from '#pages/sign_in.ts';
import { stopPage } from '#pages/stop_sharing.ts';
import { accountsOf } from '#store/accounts.ts';
import { toldStatus } from '#store/conditions.ts';
import { stopSharing } from '#store/consent_changes.ts';
import { consentById, endConsent } from '#store/consents.ts';
import { tryPassword } from '#store/online_access.ts';
import { MAX_USER_LENGTH, personOf, timeOf } from '#store/people.ts';
import type { World } from '#world.ts';

const HAPPENED: readonly string[] = ['stopped', 'changed'] satisfies Happened[];

type Show<V> = (who: V, form: FormData) => Response | Promise<Response>;

/** The routes below `/{slug}`. */
export function customerRoutes(world: World): Hono {
  const routes = new Hono();
  const visitor = (show: Show<Visitor>) => async (c: Context) => {
    const found = visitorOf(world, c);
    if (!found) return c.notFound();
    const posted = c.req.method === 'POST';
    if (posted && comesFromElsewhere(c)) return c.text('This form was sent from somewhere else.', 403);
    return show(found, posted ? await c.req.formData().catch(() => new FormData()) : new FormData());
  };
  const customer = (show: Show<Customer>) =>
    visitor((found, form) => {
      const { c } = found;
      const who = customerOf(found);
      if (!who) return c.redirect(pathAt(found, 'sign-in'), 303);
      if (c.req.method === 'POST' && form.get('word') !== who.word) return c.redirect(pathAt(found, ''), 303);
      return show(who, form);
    });
  const connection = (show: (who: Customer, its: Connection, form: FormData) => Response | Promise<Response>) =>
    customer((who, form) => {
      const { live } = connectionsOf(world, who.person);
      const its = live.find(({ consent_id }) => consent_id === who.c.req.param('consent_id'));
      return its ? show(who, its, form) : who.c.redirect(pathAt(who, ''), 303);
    });

  routes.get('/', customer(showOverview));
  routes.get(
    '/sign-in',
    visitor((found) => showSignIn(found)),
  );
  routes.post('/sign-in', visitor(signIn));
  routes.post('/sign-out', customer(signOut));
  routes.get(
    '/connections/:consent_id',
    connection((who, its) => showConnection(who, its)),
  );
  routes.post('/connections/:consent_id', connection(changeAccounts));
  routes.get('/connections/:consent_id/stop', connection(showStop));
  routes.post('/connections/:consent_id/stop', connection(stop));
  // Only a form bank's customers have a password that counts.
  const guarded = (show: Show<Customer>) =>
    customer((who, form) => (who.institution.sign_in === 'form' ? show(who, form) : who.c.notFound()));
  routes.get(
    '/security',
    guarded((who) => showSecurity(who)),
  );
  routes.post('/security/password', guarded(setPassword));
  routes.post('/security/codes', guarded(chooseCodes));
  routes.post('/security/terms', guarded(doDuty('terms')));
  routes.post('/security/profile', guarded(doDuty('profile')));
  routes.post('/unlock', visitor(unlockAccess));
  return routes;
}

/** Browsers say so. Forms of signed-in customers carry a word besides; the sign-in itself has no session to bind it to. */
function comesFromElsewhere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function showSignIn(visitor: Visitor, problem?: string, user = '') {
  const { say, institution } = visitor;
  const bank = institution.name;
  const action = pathAt(visitor, 'sign-in');
  const error = problem === undefined ? null : { sentence: problem, both: problem === say('sign_in.wrong') };
  const own_password = institution.sign_in === 'form';
  const content = signInPage({ say, action, client: null, bank, user, own_password, error });
  return render(visitor, say('sign_in.title', { bank }), content, error ? 422 : 200);
}

function signIn(visitor: Visitor, form: FormData) {
  const { world, c, say, institution } = visitor;
  const user = String(form.get('user') ?? '').trim();
  if (user === '') return showSignIn(visitor, say('sign_in.user_missing'));
  if (user.length > MAX_USER_LENGTH) return showSignIn(visitor, say('sign_in.user_long', { max: MAX_USER_LENGTH }));
  const password = String(form.get('password') ?? '');
  if (WRONG_PASSWORDS.includes(password)) return showSignIn(visitor, say('sign_in.wrong'), user);
  const person = personOf(world.store, institution, user);
  const tried = tryPassword(world.store, person.person_id, password);
  if (tried === 'locked') return showUnlock(visitor, user);
  if (tried === 'wrong') return showSignIn(visitor, say('sign_in.wrong'), user);
  openSession(world, c, institution, person);
  return c.redirect(pathAt(visitor, ''), 303);
}

function signOut(customer: Customer) {
  endSession(customer.world, customer.c, customer.institution);
  return customer.c.redirect(pathAt(customer, 'sign-in'), 303);
}

function showOverview(customer: Customer) {
  const { world, c, say, locale, institution, person, word } = customer;
  const at = timeOf(person);
  const done = c.req.query('done') ?? '';
  const content = overviewPage({
    say,
    locale,
    bank: institution.name,
    path: pathAt(customer, ''),
    word,
    user: person.user,
    happened: HAPPENED.includes(done) ? (done as Happened) : null,
    security: institution.sign_in === 'form' ? { todo: dutiesOf(customer).length > 0 } : null,
    ...connectionsOf(world, person),
    accounts: accountsOf(world.store, person.person_id).map((account) => ({
      account,
      status: toldStatus(world.store, account),
      balance: dollars(standingOf(world.store, account, at).current),
    })),
  });
  return render(customer, say('overview.title'), content);
}

function showConnection(customer: Customer, its: Connection, problem: string | null = null) {
  const { say, locale, institution, word } = customer;
  const path = pathAt(customer, `connections/${its.consent_id}`);
  const home = pathAt(customer, '');
  const content = connectionPage({ say, locale, bank: institution.name, path, home, word, problem, its });
  return render(customer, its.app, content, problem === null ? 200 : 422);
}

/** Takes the accounts out that are no longer ticked. What is out comes back only with a new consent. */
function changeAccounts(customer: Customer, its: Connection, form: FormData) {
  const { store } = customer.world;
  const kept = new Set(form.getAll('account').map(String));
  const dropped = its.accounts.filter(({ account_id }) => !kept.has(account_id));
  if (dropped.length === its.accounts.length) {
    return showConnection(customer, its, customer.say('connection.none_left', { app: its.app }));
  }
  for (const { account_id } of dropped) stopSharing(store, consentById(store, its.consent_id)!, account_id);
  return customer.c.redirect(pathAt(customer, dropped.length === 0 ? '' : '?done=changed'), 303);
}

function showStop(customer: Customer, its: Connection) {
  const { say, institution, word } = customer;
  const back = pathAt(customer, `connections/${its.consent_id}`);
  const content = stopPage({ say, bank: institution.name, action: `${back}/stop`, back, word, its });
  return render(customer, say('stop.title', { app: its.app }), content);
}

function stop(customer: Customer, its: Connection) {
  const { store } = customer.world;
  const ending = { status: 'REVOKED', reason: 'USER_ACTION', initiator: 'INDIVIDUAL' } as const;
  endConsent(store, consentById(store, its.consent_id)!, ending);
  return customer.c.redirect(pathAt(customer, '?done=stopped'), 303);
}
