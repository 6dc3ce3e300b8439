// A customer on his way to the bank and back, without a browser, and the pages of ours that he may meet.
import assert from 'node:assert/strict';
import { everything, link, mark, relinkSession, simulateOnAuthorization, told } from '../story.ts';
import type { World } from '../world.ts';
import { decide, launch, openFlow, openPage, settledView, startVisit } from './flow_client.ts';

interface Seen {
  status: number;
  title: string;
}

export const RETURNED: Seen = { status: 200, title: 'You can close this window' };
export const NOT_OPEN: Seen = { status: 400, title: 'This step is no longer open' };
export const OTHER_BROWSER: Seen = { status: 400, title: 'Please continue in your first window' };
export const ALREADY_OPENED: Seen = { status: 410, title: 'This step was already opened' };

/** Opens a page in a browser that keeps these cookies. */
export async function read(url: string, cookie = ''): Promise<Seen> {
  const { status, title } = await openPage(url, { headers: { cookie } });
  return { status, title };
}

/** A broken link and a session that repairs it, with the customer back from the bank but for the last redirect. */
export async function onTheWayBack(world: World) {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  const flow = openFlow(world, session);
  const state = await everything(world, linked);
  const since = await mark(world);
  const user = String(linked.customer);
  const toBank = async () => {
    const launch_url = await startVisit(flow);
    const { cookie, location } = await launch(launch_url);
    const callback = await decide(world, 'bank-oauth', location, { user });
    return { launch_url, cookie, location, callback };
  };
  return {
    linked,
    session,
    flow,
    user,
    toBank,
    ...(await toBank()),
    async unchanged(from = since) {
      await world.settle();
      assert.deepEqual(await everything(world, linked), state);
      assert.deepEqual(await told(world, from), []);
    },
    async repaired() {
      const { session: ended, pane } = await settledView(world, flow);
      assert.deepEqual([ended.status, pane.type], ['succeeded', 'success']);
      const account = await world.stripe.financialConnections.accounts.retrieve(linked.accounts[0]!.id);
      assert.equal(account.status, 'active');
    },
  };
}
