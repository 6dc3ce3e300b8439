// The operator control API, `/control`: people and their time, walking the pages, making things happen, faults.
import { type Context, Hono } from 'hono';
import { entriesOf } from '#ach/entries.ts';
import { ACH_DESK } from '#ach/routes.ts';
import { addAccess } from '#control/access.ts';
import { accountIn, institutionIn, personIn } from '#control/addressed.ts';
import { ControlError, momentOrNull, oneOf, readObject, text, texts } from '#control/body.ts';
import { CONSENT_EVENTS, simulateConsent } from '#control/consent_events.ts';
import { faultOf } from '#control/fault_body.ts';
import { addInstitution } from '#control/institution.ts';
import { addLedger } from '#control/ledger.ts';
import { ACCOUNT_EVENTS, simulateAccount } from '#control/simulate.ts';
import { accountView, consentView, personView } from '#control/views.ts';
import { OUTCOMES, walk } from '#control/walk.ts';
import { sameSecret } from '#fdx/access.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import { attach } from '#store/accounts.ts';
import { withdrawData } from '#store/consent_changes.ts';
import { type Consent, consentById } from '#store/consents.ts';
import { MAX_USER_LENGTH, personOf } from '#store/people.ts';
import { setTime } from '#store/person_time.ts';
import { announceSignIn } from '#store/sign_in_demands.ts';
import type { World } from '#world.ts';

const MAX_URL_LENGTH = 8_000;
const MAX_NAMES = 200;
const MAX_ID_LENGTH = 256;
/** A shared account stands after the person's own. */
const SHARED_POSITION = 1_000;

function consentIn(world: World, c: Context): Consent {
  const consent = consentById(world.store, c.req.param('consent_id') ?? '');
  if (consent?.slug !== institutionIn(c).slug) throw new ControlError(404, 'There is no such consent.');
  return consent;
}

/** The routes below `/control`. */
export function controlRoutes(world: World): Hono {
  const routes = new Hono();
  routes.use(async (c, next) => {
    const token = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (!token || !sameSecret(token, world.control_token)) {
      throw new ControlError(401, 'The control API needs its bearer token.');
    }
    return next();
  });
  addPeople(world, routes);
  addHappenings(world, routes);
  addAccess(world, routes);
  addLedger(world, routes);
  addInstitution(world, routes);
  routes.onError((error, c) => {
    if (error instanceof ControlError) {
      const { message, param, status } = error;
      return c.json({ error: param === undefined ? { message } : { param, message } }, status);
    }
    world.log({ event: 'control.bug', message: error.message, stack: error.stack });
    return c.json({ error: { message: 'Something is wrong at the bank.' } }, 500);
  });
  return routes;
}

function addPeople(world: World, routes: Hono): void {
  routes.get('/:slug/people/:user', (c) => c.json(personView(world, personIn(world, c))));

  routes.put('/:slug/people/:user/time', async (c) => {
    const person = personIn(world, c);
    const body = await readObject(c);
    return c.json(personView(world, setTime(world.store, person, momentOrNull(body, 'at'))));
  });

  routes.post('/:slug/people/:user/accounts/:account_id/share', async (c) => {
    const person = personIn(world, c);
    const account = accountIn(world, c, person);
    const partner = text(await readObject(c), 'with', MAX_USER_LENGTH);
    const other = personOf(world.store, institutionIn(c), partner);
    attach(world.store, other.person_id, account.account_id, SHARED_POSITION);
    return c.json(personView(world, other));
  });

  routes.post('/:slug/authorizations', async (c) => {
    const institution = institutionIn(c);
    if (institution.sign_in !== 'oauth') throw new ControlError(409, `${institution.name} has no pages of its own.`);
    const body = await readObject(c);
    const order = {
      url: text(body, 'url', MAX_URL_LENGTH),
      user: text(body, 'user', MAX_USER_LENGTH),
      accounts: texts(body, 'accounts', MAX_NAMES),
      outcome: oneOf(body, 'outcome', OUTCOMES),
    };
    return c.json({ redirect_to: await walk(world, institution, order) });
  });
}

function addHappenings(world: World, routes: Hono): void {
  routes.post('/:slug/consents/:consent_id/simulate', async (c) => {
    const consent = consentIn(world, c);
    simulateConsent(world.store, consent, oneOf(await readObject(c), 'event', CONSENT_EVENTS));
    return c.json(consentView(world, consentById(world.store, consent.consent_id)!));
  });

  routes.put('/:slug/consents/:consent_id/reauthentication', async (c) => {
    const consent = consentIn(world, c);
    const from = momentOrNull(await readObject(c), 'from');
    if (consent.status !== 'ACTIVE') throw new ControlError(409, `The consent has already ended: ${consent.status}.`);
    if (consent.reauthentication) throw new ControlError(409, 'A new sign-in is asked for already.');
    announceSignIn(world.store, consent, from);
    return c.json(consentView(world, consentById(world.store, consent.consent_id)!));
  });

  routes.delete('/:slug/consents/:consent_id/data/:cluster', (c) => {
    const consent = consentIn(world, c);
    const scope = CLUSTER_SCOPES[c.req.param('cluster')];
    if (!scope || !consent.scope.split(' ').includes(scope)) {
      throw new ControlError(404, 'The consent does not cover such data.');
    }
    withdrawData(world.store, consent, scope);
    return c.json(consentView(world, consentById(world.store, consent.consent_id)!));
  });

  routes.post('/:slug/people/:user/accounts/:account_id/simulate', async (c) => {
    const person = personIn(world, c);
    const account = accountIn(world, c, person);
    const body = await readObject(c);
    const event = oneOf(body, 'event', ACCOUNT_EVENTS);
    const consent_id = body.consent_id == null ? null : text(body, 'consent_id', MAX_ID_LENGTH);
    const after = simulateAccount(world.store, { person, account, event, consent_id });
    return c.json(accountView(world, person, after));
  });

  routes.get('/:slug/people/:user/accounts/:account_id/entries', (c) => {
    const account = accountIn(world, c, personIn(world, c));
    return c.json({ entries: entriesOf(world.store, account.account_id) });
  });

  routes.put(`/${ACH_DESK}/faults`, async (c) => {
    world.faults.set(ACH_DESK, faultOf(await c.req.json().catch(() => undefined)));
    return c.json({ faults: world.faults.get(ACH_DESK) });
  });

  routes.put('/:slug/faults', async (c) => {
    const { slug } = institutionIn(c);
    world.faults.set(slug, faultOf(await c.req.json().catch(() => undefined)));
    return c.json({ faults: world.faults.get(slug) });
  });
}
