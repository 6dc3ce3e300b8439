// Links that nobody uses for weeks, and ends that no bank announces: links live as long as they can, and it is told when they cannot.
import assert from 'node:assert/strict';
import {
  complete,
  everything,
  idsOf,
  link,
  mark,
  relinkSession,
  type Scene,
  toldFromDay,
  toldOnDays,
} from '../../story.ts';
import type { Story } from './tell.ts';

async function linkInTime(world: Scene, institution: string) {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  const since = await mark(world);
  const linked = await link(world, { institution, customer });
  return { ...linked, customer, since };
}

export const keptAlive: Story = {
  'nobody asks for data, and after 40 days a link lives whose token dies after 30 unused ones, and so it does after a relink':
    async (world) => {
      const linked = await linkInTime(world, 'Thirty-Day Tokens');
      const healthy = await everything(world, linked);
      await world.driver.pass(world, linked.customer, 40);
      assert.deepEqual(await toldFromDay(world, linked, 11), []);
      assert.deepEqual(await everything(world, linked), healthy);
      const done = await complete(world, (await relinkSession(world, linked)).id);
      assert.equal(done.status, 'succeeded');
      await world.driver.pass(world, linked.customer, 45);
      assert.equal((await everything(world, linked)).authorization.status, 'active');
      for (const id of idsOf(linked.accounts)) await world.stripe.financialConnections.accounts.disconnect(id);
      const since = await mark(world);
      await world.driver.pass(world, linked.customer, 20);
      assert.deepEqual(await toldOnDays(world, since, linked.customer), []);
    },

  'an end that a bank does not announce is known by its row, warned of, and comes on its day': async (world) => {
    const linked = await linkInTime(world, 'Twelve Months');
    const { customer } = linked;
    const first = (await toldOnDays(world, linked.since, customer)).filter(([, type]) => type.includes('deactivation'));
    assert.deepEqual(first, onDay(0, 'expected_deactivation_date_updated', linked));
    const { authorization } = await everything(world, linked);
    assert.equal(world.driver.dayOf(customer, authorization.status_details.active!.expected_deactivation_date), 365);
    await world.driver.pass(world, customer, 336);
    assert.deepEqual(await toldFromDay(world, linked, 330), onDay(335, 'upcoming_deactivation', linked));
    const ahead = (await everything(world, linked)).authorization;
    assert.deepEqual([ahead.status, ahead.status_details], ['active', authorization.status_details]);
    await world.driver.pass(world, customer, 30);
    assert.deepEqual(await toldFromDay(world, linked, 337), onDay(365, 'deactivated', linked).slice(0, -1));
  },
};

/** Each account of a link on a day, and its authorization. */
function onDay(day: number, type: string, { accounts, authorization }: Awaited<ReturnType<typeof linkInTime>>) {
  return [...idsOf(accounts).map((id) => [day, `account.${type}`, id]), [day, `authorization.${type}`, authorization]];
}
