// Found by the simulation: the warning of a number's end, due at the very moment in which a link changes what its account shares.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Transaction } from '../../server/src/database/schema.ts';
import { warnOfNumberExpiry } from '../../server/src/domain/connections/warn.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { AccountId } from '../../server/src/kernel/id.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { link, mark, newClock, told } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const EXPIRING = 'Eventually Expiring Tokenized Account Number';

test('a warning that meets a link in the making tells of the account as that link leaves it', async () => {
  const params = { institution: 'Tokenized Account Numbers', accounts: [EXPIRING], test_clock: await newClock(world) };
  const { accounts } = await link(world, params);
  const id = accounts[0]!.id as AccountId;
  const expected = new Date(accounts[0]!.account_numbers![0]!.expected_expiry_date! * 1000);
  const since = await mark(world);

  const changed = Promise.withResolvers<void>();
  const warning = changed.promise.then(() => warn(id, expected));
  await world.platform.database.transact(async (linking) => {
    await linking
      .updateTable('accounts')
      .set({ permissions: ['balances'] })
      .where('id', '=', id)
      .execute();
    changed.resolve();
    if (world.platform.database.engine === 'postgres') await Promise.race([warning, somebodyWaitsFor(linking)]);
  });
  await warning;
  assert.deepEqual(await told(world, since), [], 'an account that no longer shares its number is warned of');
});

async function warn(id: AccountId, expected: Date): Promise<void> {
  const base = { clock: systemClock, random: systemRandom, vault: world.platform.vault };
  await world.platform.database.transact(async (trx) => {
    const owner = await trx
      .selectFrom('accounts')
      .select(['merchant', 'livemode'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await warnOfNumberExpiry(await openContext(base, trx, owner), id, expected, systemClock.now());
  });
}

/** The embedded database runs one transaction at a time; there nobody gets as far as to wait. */
async function somebodyWaitsFor(trx: Transaction): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`.execute(trx);
    if (rows.length > 0) return;
    await delay(10);
  }
}
