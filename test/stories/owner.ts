// The owner of a merchant in a shared world, signed in to his Dashboard.
import { createSignInLink, signInUrl } from '../../server/src/domain/merchants/sign_in.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { type Dashboard, signIn } from '../dashboard.ts';
import type { World } from '../world.ts';

/** By an account of the merchant's. */
export async function ownerOf(world: World, account: string): Promise<Dashboard> {
  const { database } = world.platform;
  const { merchant, email } = await database.kysely
    .selectFrom('accounts as a')
    .innerJoin('members as m', 'm.merchant', 'a.merchant')
    .select(['a.merchant', 'm.email'])
    .where('a.id', '=', account as never)
    .executeTakeFirstOrThrow();
  const way = { kind: 'start', email, merchant, bound: true } as const;
  const token = await database.transact((trx) =>
    createSignInLink({ trx, clock: systemClock, random: systemRandom }, way),
  );
  return await signIn(world.url, signInUrl(world.url, 'start', token), merchant);
}
