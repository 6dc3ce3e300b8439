// What has outlived its retention goes in rounds whose due time the database keeps, whatever becomes of the process.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TIDY_UP } from '../../server/src/housekeeping.ts';
import { openTestWorld, type World } from '../world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let now = Date.now();
let world: World;
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(now) } });
});
after(() => world.close());

/** When the rounds that wait are due. */
async function due(): Promise<number[]> {
  const { kysely } = world.platform.database;
  const waiting = kysely.selectFrom('jobs').select('due_at').where('kind', '=', TIDY_UP).where('state', '=', 'waiting');
  return (await waiting.execute()).map(({ due_at }) => due_at.getTime());
}

test('the first round is due a minute after the first start, also where the process restarts before', async () => {
  const first = [now + MINUTE_MS];
  assert.deepEqual(await due(), first);
  now += MINUTE_MS / 2;
  await world.restart();
  assert.deepEqual(await due(), first);
});

test('a round deletes what is too old, and the next one is due an hour later', async () => {
  await world.stripe.customers.create({ name: 'Jenny Rosen' });
  assert.equal((await world.stripe.events.list()).data.length, 1);
  now += 31 * DAY_MS;
  await world.settle();
  assert.deepEqual((await world.stripe.events.list()).data, []);
  assert.deepEqual(await due(), [now + HOUR_MS]);
});
