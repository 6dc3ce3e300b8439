// What the calls of signing in share: a transaction in which nobody is known yet.
import type { SignInBase } from '#domain/merchants/sign_in.ts';
import { transact } from '#inbound/http/transact.ts';
import type { Dashboard, Exchange } from './serve.ts';

const USER_AGENT_MAX = 300;

export async function begin<Answer>(
  { world, livemode }: Dashboard,
  work: (base: SignInBase) => Promise<Answer>,
): Promise<Answer> {
  const { clock, random, vault } = world;
  return await transact(world.database, (trx) => work({ trx, clock, random, vault, livemode }));
}

/** What tells a person's browsers apart in his own list. */
export function browserOf({ request }: Exchange): { user_agent: string | null } {
  const agent = request.headers.get('user-agent');
  return { user_agent: agent?.slice(0, USER_AGENT_MAX) ?? null };
}
