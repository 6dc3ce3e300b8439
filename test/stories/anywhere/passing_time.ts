// Time passes: consents and numbers end when the bank said, and a relink brings new ones under the same ids.
import assert from 'node:assert/strict';
import { complete, events, everything, idsOf, link, relinkSession, type Scene } from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const THIRTY_DAYS = 'Eventually Expiring Tokenized Account Number';

async function linkInTime(world: Scene, institution: string, accounts: string[]) {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  return await link(world, { customer, institution, accounts });
}

/** Whose accounts were told of, in the order of it. A mark would be forgotten after 30 days. */
async function toldOf(world: Scene, type: string): Promise<string[]> {
  const list = await events(world, `financial_connections.account.${type}`);
  return list.map(({ data }) => (data.object as { id: string }).id);
}

export const passingTime: Story = {
  'a consent that runs out asks for a relink, which brings the same accounts back for as long again': async (world) => {
    const linked = await linkInTime(world, 'Three Months', NAMES);
    const ids = idsOf(linked.accounts);
    const end = async () => {
      const { authorization } = await everything(world, linked);
      return authorization.status_details.active!.expected_deactivation_date;
    };
    const first = await end();
    await world.driver.pass(world, linked.customer!, 61);
    assert.deepEqual([await toldOf(world, 'upcoming_deactivation'), await toldOf(world, 'deactivated')], [ids, []]);
    await world.driver.pass(world, linked.customer!, 30);
    assert.deepEqual(await toldOf(world, 'deactivated'), ids);
    for (const { status_details } of (await everything(world, linked)).accounts)
      assert.deepEqual(status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
    const done = await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(idsOf(done.accounts.data), ids);
    assert.ok((await end()) - first >= 91 * 86_400);
  },

  'a number that ran out is replaced by a relink, and its account was active all the time': async (world) => {
    const linked = await linkInTime(world, 'Tokenized Account Numbers', [THIRTY_DAYS]);
    const { id } = linked.accounts[0]!;
    const number = async () => {
      const account = await world.stripe.financialConnections.accounts.retrieve(id);
      return [account.status, account.account_numbers?.[0]?.status, await toldOf(world, 'account_numbers_updated')];
    };
    await world.driver.pass(world, linked.customer!, 29);
    assert.deepEqual(await number(), ['active', 'transactable', []]);
    await world.driver.pass(world, linked.customer!, 2);
    // What newer versions than the SDK's call expired.
    assert.deepEqual(await number(), ['active', 'deactivated', [id]]);
    await complete(world, (await relinkSession(world, linked, { account: id })).id);
    assert.deepEqual(await number(), ['active', 'transactable', [id, id]]);
  },
};
