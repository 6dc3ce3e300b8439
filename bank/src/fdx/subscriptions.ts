// FDX's notification subscriptions: a client names, for a type of news, the one address at which it wants to be told.
import { type Context, Hono } from 'hono';
import { FdxError } from '#fdx/errors.ts';
import { timestamp } from '#fdx/present.ts';
import { actingClient } from '#fdx/reading.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import {
  type NotificationType,
  type Subscription,
  subscribe,
  subscriptionsOf,
  TYPES,
  unsubscribe,
} from '#store/notifications.ts';
import type { World } from '#world.ts';

const PATH = '/notification-subscriptions';
const MAX_URL_LENGTH = 2_000;

/** `POST` (which takes the place of an earlier one of its type), `GET` all or one, `DELETE` one. */
export function subscriptionRoutes(world: World): Hono<FdxEnv> {
  const routes = new Hono<FdxEnv>();

  routes.post(PATH, async (c) => {
    const client_id = await subscriberOf(world, c);
    const { slug } = c.var.institution;
    const wish = wishOf(await c.req.json().catch(() => undefined), originsOf(world, client_id, slug));
    return c.json(view(subscribe(world.store, { slug, client_id, ...wish })), 201);
  });

  routes.get(PATH, async (c) => {
    const own = subscriptionsOf(world.store, c.var.institution.slug, await subscriberOf(world, c));
    return c.json({ page: { totalElements: own.length }, links: {}, subscriptions: own.map(view) });
  });

  routes.get(`${PATH}/:id`, async (c) => c.json(view(await ownSubscription(world, c))));

  routes.delete(`${PATH}/:id`, async (c) => {
    unsubscribe(world.store, await ownSubscription(world, c));
    return c.body(null, 204);
  });

  return routes;
}

async function subscriberOf(world: World, c: Context<FdxEnv>): Promise<string> {
  if (c.var.institution.notifications === 'none') throw new FdxError('404', {}, 'There is no such resource.');
  return actingClient(world, c);
}

async function ownSubscription(world: World, c: Context<FdxEnv>): Promise<Subscription> {
  const own = subscriptionsOf(world.store, c.var.institution.slug, await subscriberOf(world, c));
  const found = own.find(({ subscription_id }) => subscription_id === c.req.param('id'));
  if (!found) throw new FdxError('404', {}, 'There is no such subscription.');
  return found;
}

/** A client is told at its own addresses only, so that nobody makes the bank call a stranger. */
function originsOf(world: World, client_id: string, slug: string): Set<string> {
  const client = world.clients.find((candidate) => candidate.client_id === client_id);
  return new Set((client?.redirect_uris(slug) ?? []).map((uri) => new URL(uri).origin));
}

type Wish = Pick<Subscription, 'type' | 'category' | 'callback_url' | 'effective_at_real'>;

/** @throws FdxError 401 */
function wishOf(body: unknown, origins: ReadonlySet<string>): Wish {
  const { type, category, callbackUrl, effectiveDate } = (body ?? {}) as Record<string, unknown>;
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type))
    throw new FdxError('401', {}, 'type is not one this bank tells of.');
  const known = TYPES[type as NotificationType];
  if (category !== undefined && category !== known.category)
    throw new FdxError('401', {}, 'category is not that of the type.');
  if (typeof callbackUrl !== 'string' || callbackUrl.length > MAX_URL_LENGTH || !isAt(origins, callbackUrl)) {
    throw new FdxError('401', {}, 'callbackUrl is not at an origin the client registered.');
  }
  const effective = effectiveDate === undefined ? Date.now() : Date.parse(String(effectiveDate));
  if (Number.isNaN(effective)) throw new FdxError('702');
  return {
    type: type as NotificationType,
    category: known.category,
    callback_url: callbackUrl,
    effective_at_real: effective,
  };
}

function isAt(origins: ReadonlySet<string>, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  return origins.has(origin) && username === '' && password === '';
}

function view(subscription: Subscription): Record<string, unknown> {
  const { subscription_id, type, category, callback_url, client_id, effective_at_real } = subscription;
  return {
    subscriptionId: subscription_id,
    type,
    category,
    callbackUrl: callback_url,
    subscriber: { name: client_id, type: 'DATA_RECIPIENT' },
    effectiveDate: timestamp(effective_at_real),
  };
}
