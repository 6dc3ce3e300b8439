// The bank's own routes (all but oidc-provider's), composed into one app.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ACH_DESK, achRoutes } from '#ach/routes.ts';
import { controlRoutes } from '#control/routes.ts';
import { customerRoutes } from '#customers/routes.ts';
import { institutionOf } from '#data/institutions.ts';
import { resourceServer } from '#fdx/resource_server.ts';
import { formRoutes } from '#form/routes.ts';
import { interactionRoutes } from '#oauth/interactions.ts';
import { STYLE, STYLE_PATH } from '#pages/style.ts';
import type { World } from '#world.ts';

/** The largest body the bank reads. */
const MAX_BODY_BYTES = 64 * 1024;

export function createApp(world: World): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => c.json({ code: '401', message: 'The body is too large.' }, 413),
    }),
  );
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get(STYLE_PATH, (c) => {
    return c.body(STYLE, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });
  app.route('/control', controlRoutes(world));
  app.route(`/${ACH_DESK}`, achRoutes(world));
  app.route('/:slug/fdx/v6', resourceServer(world));
  app.route('/:slug/form', formRoutes(world));
  app.route('/:slug/interaction', interactionRoutes(world));
  app.route('/:slug/', customerRoutes(world));
  app.get('/:slug', (c, next) => (institutionOf(c.req.param('slug')) ? c.redirect(`${c.req.path}/`, 301) : next()));
  app.notFound((c) => c.json({ code: '404', message: 'There is nothing here.' }, 404));
  app.onError((error, c) => {
    world.log({ event: 'bug', message: error.message, stack: error.stack });
    return c.json({ code: '500', message: 'Something is wrong at the bank.' }, 500);
  });
  return app;
}
