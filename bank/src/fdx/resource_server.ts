// The resource server of every institution: `/{slug}/fdx/v6`, with FDX's headers and errors around each resource.
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { accountRoutes } from '#fdx/accounts.ts';
import { consentRoutes } from '#fdx/consents.ts';
import { FdxError, fdxErrorResponse } from '#fdx/errors.ts';
import { paymentNetworkRoutes } from '#fdx/payment_networks.ts';
import { subscriptionRoutes } from '#fdx/subscriptions.ts';
import { transactionRoutes } from '#fdx/transactions.ts';
import { plannedAvailability } from '#http/outage.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import { TYPES } from '#store/notifications.ts';
import type { World } from '#world.ts';

/** What every FDX route finds on its context. */
export type FdxEnv = { Variables: { institution: Institution } };

const INTERACTION_ID = 'x-fapi-interaction-id';
const INTERACTION_ID_FORM = /^[\w-]{1,64}$/;

export function resourceServer(world: World): Hono<FdxEnv> {
  const routes = new Hono<FdxEnv>();
  routes.use(async (c, next) => {
    const given = c.req.header(INTERACTION_ID);
    c.header(INTERACTION_ID, given && INTERACTION_ID_FORM.test(given) ? given : randomUUID());
    c.header('cache-control', 'no-store');
    const institution = institutionOf(c.req.param('slug') ?? '');
    if (!institution) throw new FdxError('404', {}, 'There is no such institution.');
    c.set('institution', institution);
    return next();
  });
  routes.get('/availability', (c) => {
    const window = world.faults.maintenance(c.var.institution.slug);
    const planned = window === null ? {} : { plannedAvailability: [plannedAvailability(window)] };
    return c.json({ availability: [{ status: 'ALIVE', ...planned }] });
  });
  routes.get('/capability', (c) => c.json(capability(world, c.var.institution)));
  routes.route('/', accountRoutes(world));
  routes.route('/', paymentNetworkRoutes(world));
  routes.route('/', transactionRoutes(world));
  routes.route('/', consentRoutes(world));
  routes.route('/', subscriptionRoutes(world));
  routes.onError((error, c) => {
    if (error instanceof FdxError) return fdxErrorResponse(c, error);
    world.log({ event: 'fdx.bug', message: error.message, stack: error.stack });
    return fdxErrorResponse(c, new FdxError('500'));
  });
  routes.notFound((c) => fdxErrorResponse(c, new FdxError('404', {}, 'There is no such resource.')));
  return routes;
}

/** What the bank can do: which version of FDX, which data, how account numbers travel and by which keys they are signed. */
function capability(world: World, { slug, dialect, sign_in, notifications }: Institution): Record<string, unknown> {
  return {
    fdxVersion: 'V6.4.1',
    dataClusters: Object.keys(CLUSTER_SCOPES),
    messageFormat: dialect.payment_networks === 'json' ? 'JSON' : 'JWT',
    notificationTypes: notifications === 'none' ? [] : Object.keys(TYPES),
    ...(sign_in === 'oauth' ? { jwksUrl: `${world.origin}/${slug}/jwks` } : {}),
  };
}
