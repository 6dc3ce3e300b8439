// A world with accounts in every state that the Dashboard tells apart, and its owner signed in.
import { sql } from 'kysely';
import { ensureSandboxMerchant } from '../../server/src/domain/merchants/api_key.ts';
import { type Dashboard, signIn } from '../dashboard.ts';
import { link, newClock, simulateOnAccount, simulateOnAuthorization } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

/** Customers without accounts, called Many 1 and so on: more than a page of a download holds. */
export const MANY = 520;

/** By what happened to them. */
export type Linked = Record<'numbers' | 'revoked' | 'closed' | 'gone' | 'clocked', Awaited<ReturnType<typeof link>>>;

export async function openLinkedAccounts(): Promise<{ world: World; owner: Dashboard; linked: Linked }> {
  const world = await openTestWorld({
    with_strangers: true,
    prepare: async (trx, maker) => {
      const { merchant } = await ensureSandboxMerchant(trx, null, maker);
      await sql`insert into customers (id, merchant, livemode, name, invoice_prefix, created)
        select 'cus_many' || n, ${merchant.id}, false, 'Many ' || n, 'MANY' || n, ${new Date()}
        from generate_series(1, ${MANY}) n`.execute(trx);
    },
  });
  const owner = await signIn(world.url, world.platform.dashboard_url);
  const make = async (name: string, email?: string) =>
    (await world.stripe.customers.create({ name, ...(email && { email }) })).id;
  const institution = 'Tokenized Account Numbers';
  const linked: Linked = {
    numbers: await link(world, { customer: await make('Greta Lind', 'Owner@Example.com'), institution }),
    revoked: await link(world, { customer: await make('Ben Holt') }),
    closed: await link(world, { customer: await make('Carla Weiß', 'carla@example.com') }),
    gone: await link(world, { customer: null }),
    clocked: await link(world, { test_clock: await newClock(world), institution }),
  };
  // Its number would end by itself two seconds after the link, in the middle of what is looked at.
  const ending = linked.numbers.accounts.find((account) => account.display_name?.startsWith('Immediately'))!;
  await simulateOnAccount(world, ending.id, 'account_number_expired');
  await simulateOnAuthorization(world, linked.revoked.authorization, 'consent_revoked');
  await simulateOnAccount(world, linked.closed.accounts[0]!.id, 'closed');
  await world.stripe.financialConnections.accounts.disconnect(linked.gone.accounts[0]!.id);
  await world.settle();
  return { world, owner, linked };
}
