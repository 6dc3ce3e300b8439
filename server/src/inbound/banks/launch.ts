// GET /banks/launch/:token: the step from our page to the bank. Binds the visit to this browser, once, and sends it on.

import type { ApiWorld } from '#inbound/http/api_world.ts';
import { randomText } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import { setCookie } from './cookie.ts';
import { bankPage, pageHeaders } from './pages.ts';

const TOKEN_PATTERN = /^[0-9A-Za-z]{32}$/;

export async function launch(world: ApiWorld, token: string, locale: string | null): Promise<Response> {
  if (!TOKEN_PATTERN.test(token)) return bankPage('unknown', locale);
  const binding = randomText(32, world.random);
  return await world.database.transact(async (trx) => {
    const visit = await trx
      .selectFrom('bank_visits')
      .selectAll()
      .where('launch_hash', '=', hashSecret(token))
      .forUpdate()
      .executeTakeFirst();
    const now = world.clock.now();
    if (visit === undefined || visit.oauth_state_hash === null || visit.expires_at <= now)
      return bankPage('unknown', locale);
    if (visit.launched_at !== null) return bankPage('already_opened', locale);
    if (visit.state !== 'redirect') return bankPage('unknown', locale);
    await trx
      .updateTable('bank_visits')
      .set({ launched_at: now, browser_hash: hashSecret(binding) })
      .where('id', '=', visit.id)
      .execute();
    const headers = pageHeaders();
    headers.set('Location', (visit.step as { url: string }).url);
    headers.set('Set-Cookie', setCookie(visit.oauth_state_hash, binding, visit.origin));
    return new Response(null, { status: 303, headers });
  });
}
