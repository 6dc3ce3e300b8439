// The addresses that banks and their customers come to: /banks/launch/:token and /banks/:slug/callback.
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { callback } from './callback.ts';
import { launch } from './launch.ts';

/** Null for every other address. */
export function createBankRoutes(world: ApiWorld): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const [, banks, first, second, ...rest] = new URL(request.url).pathname.split('/');
    if (banks !== 'banks' || !first || !second || rest.length > 0) return null;
    const locale = request.headers.get('accept-language');
    const shows = request.method === 'GET';
    if (first === 'launch') return shows || request.method === 'POST' ? await launch(world, second, request) : null;
    return shows && second === 'callback' ? await callback(world, first, request, locale) : null;
  };
}
