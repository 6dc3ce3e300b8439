// The resource server of every institution: `/{slug}/fdx/v6`, with FDX's headers and errors around each resource.
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { accountRoutes } from '#fdx/accounts.ts';
import { consentRoutes } from '#fdx/consents.ts';
import { FdxError, fdxErrorResponse } from '#fdx/errors.ts';
import { transactionRoutes } from '#fdx/transactions.ts';
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
    if (!institution) return c.json({ code: '404', message: 'There is no such institution.' }, 404);
    c.set('institution', institution);
    return next();
  });
  routes.get('/availability', (c) => c.json({ availability: [{ status: 'ALIVE' }] }));
  routes.route('/', accountRoutes(world));
  routes.route('/', transactionRoutes(world));
  routes.route('/', consentRoutes(world));
  routes.onError((error, c) => {
    if (error instanceof FdxError) return fdxErrorResponse(c, error);
    world.log({ event: 'fdx.bug', message: error.message, stack: error.stack });
    return c.json({ code: '500', message: 'Something is wrong at the bank.' }, 500);
  });
  routes.notFound((c) => c.json({ code: '404', message: 'There is no such resource.' }, 404));
  return routes;
}
