// GET /banks/jwks.json: the platform's public keys, by which banks know it as a client and encrypt what only it may read.
import { publishedKeys } from '#domain/connections/client_keys.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';

/** A key is published a day before it is used, so banks may remember what they read for a while. */
const REMEMBERED_SECONDS = 300;

export async function jwks({ database, vault, clock }: ApiWorld): Promise<Response> {
  const keys = await database.transact((trx) => publishedKeys({ trx, vault }, clock.now()));
  return Response.json(
    { keys },
    {
      headers: { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': `public, max-age=${REMEMBERED_SECONDS}` },
    },
  );
}
