// GET /logos/:hash: merchants' logos, served by us, so that no page or mail asks anybody else for one.
import type { Database } from '#database/open.ts';

const PATH = /^\/logos\/([0-9A-Za-z_-]{16,128})$/;

/** Null for every other address. */
export function createLogos(database: Database): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith('/logos/') || (request.method !== 'GET' && request.method !== 'HEAD')) return null;
    const hash = PATH.exec(pathname)?.[1];
    const logo =
      hash === undefined
        ? undefined
        : await database.transact((trx) =>
            trx
              .selectFrom('merchant_logos')
              .select(['media_type', 'body'])
              .where('hash', '=', hash)
              .limit(1)
              .executeTakeFirst(),
          );
    if (logo === undefined) return new Response('not found', { status: 404, headers: SAFE });
    const body = request.method === 'HEAD' ? null : new Uint8Array(logo.body);
    // The name is the hash of the picture, so what it names never changes.
    const headers = {
      ...SAFE,
      'Content-Type': logo.media_type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    };
    return new Response(body, { headers });
  };
}

/** A picture opened by itself can do nothing either; mail programs may show it. */
const SAFE = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
};
