// GET /banks/jwks.json: the platform's public keys, by which banks know it as a client and encrypt what only it may read.
import type { Database } from '#database/open.ts';
import { publishedKeys } from '#domain/connections/client_keys.ts';
import type { Clock } from '#kernel/clock.ts';

/** A key is published a day before it is used, so banks may remember what they read for a while. */
const REMEMBERED_SECONDS = 300;

export async function jwks({ database, clock }: { database: Database; clock: Clock }): Promise<Response> {
  const keys = await database.transact((trx) => publishedKeys(trx, clock.now()));
  return Response.json(
    { keys },
    {
      headers: { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': `public, max-age=${REMEMBERED_SECONDS}` },
    },
  );
}
