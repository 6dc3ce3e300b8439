// What an operator does to a whole bank: maintenance, suspended recipients, all its consents at once, a clean start.
import type { Context, Hono } from 'hono';
import { institutionIn, personIn } from '#control/addressed.ts';
import { ControlError, momentOrNull, oneOf, readObject, text, texts } from '#control/body.ts';
import { CONSENT_EVENTS, simulateConsents } from '#control/consent_events.ts';
import { personView } from '#control/views.ts';
import { timestamp } from '#fdx/present.ts';
import type { Maintenance } from '#http/faults.ts';
import { liftConditions } from '#store/conditions.ts';
import { liveConsentsOf } from '#store/consent_changes.ts';
import { announceToAll } from '#store/notifications.ts';
import { easeAll } from '#store/online_access.ts';
import { freshStart } from '#store/people.ts';
import { announceSignIn } from '#store/sign_in_demands.ts';
import { isSuspended, setSuspended, suspendedClients } from '#store/suspensions.ts';
import type { World } from '#world.ts';

const MAX_USERS = 1_000;
const MAX_ID_LENGTH = 256;
const MAX_MESSAGE_LENGTH = 500;

/** Below `/control/{slug}`. */
export function addInstitution(world: World, routes: Hono): void {
  routes.get('/:slug', (c) => c.json(institutionView(world, institutionIn(c).slug)));

  routes.put('/:slug/maintenance', async (c) => {
    const { slug } = institutionIn(c);
    const window = windowOf(await c.req.json().catch(() => undefined));
    world.faults.setMaintenance(slug, window);
    if (window) {
      const [start, end] = [timestamp(window.from), timestamp(window.until)];
      announceToAll(world.store, slug, 'PLANNED_OUTAGE', { START_TIME: start, END_TIME: end });
    }
    return c.json(institutionView(world, slug));
  });

  routes.put('/:slug/suspension', async (c) => {
    const { slug } = institutionIn(c);
    const body = await readObject(c);
    const client_id = clientIn(world, body);
    if (typeof body.suspended !== 'boolean') {
      throw new ControlError(400, 'suspended has to be true or false.', 'suspended');
    }
    setSuspended(world.store, slug, client_id, body.suspended);
    return c.json(institutionView(world, slug));
  });

  routes.post('/:slug/consents/simulate', async (c) => {
    const { slug } = institutionIn(c);
    const body = await readObject(c);
    const event = oneOf(body, 'event', CONSENT_EVENTS);
    const live = liveConsentsOf(world.store, slug, texts(body, 'users', MAX_USERS) ?? null);
    return c.json({ consents: simulateConsents(world.store, live, event) });
  });

  routes.put('/:slug/reauthentication', async (c) => {
    const { slug } = institutionIn(c);
    const body = await readObject(c);
    const from = momentOrNull(body, 'from');
    const live = liveConsentsOf(world.store, slug, texts(body, 'users', MAX_USERS) ?? null);
    return c.json({ consents: live.filter((consent) => announceSignIn(world.store, consent, from)).length });
  });

  routes.post('/:slug/service-message', async (c) => {
    const { slug } = institutionIn(c);
    announceToAll(world.store, slug, 'SERVICE', { MESSAGE: text(await readObject(c), 'message', MAX_MESSAGE_LENGTH) });
    return c.json(institutionView(world, slug));
  });

  routes.post('/:slug/reset', (c) => c.json(reset(world, c)));

  routes.post('/:slug/people/:user/reset', (c) => {
    const person = personIn(world, c);
    const live = liveConsentsOf(world.store, person.slug, [person.user]);
    simulateConsents(world.store, live, 'revoked_by_bank');
    return c.json(personView(world, freshStart(world.store, person)));
  });
}

/** Takes back what operators did to the bank; people, their accounts and consents stay. */
function reset(world: World, c: Context): Record<string, unknown> {
  const { slug } = institutionIn(c);
  world.faults.set(slug, null);
  world.faults.setMaintenance(slug, null);
  for (const client_id of suspendedClients(world.store, slug)) setSuspended(world.store, slug, client_id, false);
  liftConditions(world.store, slug);
  easeAll(world.store, slug);
  const live = liveConsentsOf(world.store, slug, null);
  for (const consent of live) announceSignIn(world.store, consent, null);
  simulateConsents(world.store, live, 'recovered');
  return institutionView(world, slug);
}

function institutionView(world: World, slug: string): Record<string, unknown> {
  const maintenance = world.faults.maintenance(slug);
  return {
    slug,
    faults: world.faults.get(slug),
    maintenance: maintenance && { from: timestamp(maintenance.from), until: timestamp(maintenance.until) },
    clients: world.clients.map(({ client_id }) => ({
      client_id,
      suspended: isSuspended(world.store, slug, client_id),
    })),
  };
}

/** The client a body names; the only one where it names none. @throws ControlError 400 */
function clientIn(world: World, body: Record<string, unknown>): string {
  const named = body.client_id == null ? world.clients[0]?.client_id : text(body, 'client_id', MAX_ID_LENGTH);
  const known = world.clients.find((client) => client.client_id === named);
  if (!known) throw new ControlError(400, 'There is no such client.', 'client_id');
  return known.client_id;
}

/** @throws ControlError 400 */
function windowOf(body: unknown): Maintenance | null {
  if (body === null) return null;
  if (typeof body !== 'object') throw new ControlError(400, 'The body has to be a JSON object, or null to end it.');
  const { from, until } = body as Record<string, unknown>;
  const window = { from: from == null ? Date.now() : Date.parse(String(from)), until: Date.parse(String(until)) };
  if (Number.isNaN(window.from)) throw new ControlError(400, 'from has to be an RFC 3339 time.', 'from');
  if (!(window.until > Math.max(window.from, Date.now()))) {
    throw new ControlError(400, 'until has to be an RFC 3339 time that is to come.', 'until');
  }
  return window;
}
