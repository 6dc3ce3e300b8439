// The chain of daily looks at a link: whatever keeps one from being made for days, the next day's is planned.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock } from '../../server/src/kernel/clock.ts';
import type { AuthorizationId } from '../../server/src/kernel/id.ts';
import { lookAgain } from '../../server/src/outbound/connections/check_authorization.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { link } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

test('a daily look that is given up is followed by one of the next day, and no other look is', async () => {
  const { accounts } = await link(world, {});
  const authorization = String(accounts[0]!.authorization) as AuthorizationId;
  const { database, vault } = world.platform;
  const jobs = () =>
    database.kysely.selectFrom('jobs').select('due_at').where('unique_key', '=', `${authorization}:daily`);
  const desk = { vault, clock: systemClock, random: systemRandom };
  const giveUp = (daily: boolean) => database.transact(lookAgain(desk, { authorization, daily }));
  await database.kysely.deleteFrom('jobs').where('unique_key', '=', `${authorization}:daily`).execute();
  await giveUp(false);
  assert.deepEqual(await jobs().execute(), []);
  await giveUp(true);
  const [next, ...more] = await jobs().execute();
  assert.ok(next !== undefined && next.due_at > new Date(), 'it is planned');
  assert.deepEqual(more, []);
});
