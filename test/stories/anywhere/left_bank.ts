// A customer who turned away agrees at the bank all the same: what he granted there does not stay, and nothing else changes.
import assert from 'node:assert/strict';
import { decide, launch, openFlow, openPage, startVisit } from '../../contract/flow_client.ts';
import { consentsAtBank, everything, link, mark, relinkSession, type Scene, told } from '../../story.ts';
import type { Story } from './tell.ts';

const NOT_OPEN = { status: 400, title: 'This step is no longer open' };

const RETURNED = { status: 200, title: 'You can close this window' };

/** A working link, a relink session in which the customer is signing in at the bank, and what he can do there. */
async function atTheBank(world: Scene) {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  const flow = openFlow(world, await relinkSession(world, linked));
  const launched = await launch(await startVisit(flow));
  const user = String(linked.customer);
  const before = await everything(world, linked);
  const since = await mark(world);
  return {
    linked,
    flow,
    agree: () => decide(world, 'bank-oauth', launched.location, { user }),
    comeBack: (callback: string, cookie = launched.cookie) => comeBack(callback, cookie),
    consents: () => consentsAtBank(world, 'bank-oauth', user),
    async unchanged() {
      await world.settle();
      assert.deepEqual(await everything(world, linked), before);
      assert.deepEqual(await told(world, since), []);
    },
  };
}

async function comeBack(callback: string, cookie: string) {
  const { status, title } = await openPage(callback, { headers: { cookie } });
  return { status, title };
}

export const leftBank: Story = {
  'a consent that is given after the customer left the bank in the flow is given back': async (world) => {
    const visit = await atTheBank(world);
    await visit.flow.view('leave-bank');
    const callback = await visit.agree();
    assert.deepEqual(await visit.consents(), ['ACTIVE', 'ACTIVE']);
    assert.deepEqual(await visit.comeBack(callback), NOT_OPEN);
    assert.deepEqual(await visit.consents(), ['ACTIVE', 'REVOKED']);
    await visit.unchanged();
  },

  'a consent that is given for an earlier try is given back, and the newer one counts': async (world) => {
    const visit = await atTheBank(world);
    const newer = await launch(await startVisit(visit.flow));
    const earlier = await visit.agree();
    assert.deepEqual(await visit.comeBack(earlier), NOT_OPEN);
    assert.deepEqual(await visit.consents(), ['ACTIVE', 'REVOKED']);
    const user = String(visit.linked.customer);
    const callback = await decide(world, 'bank-oauth', newer.location, { user });
    assert.deepEqual(await comeBack(callback, newer.cookie), RETURNED);
    assert.deepEqual(await visit.consents(), ['REVOKED', 'REVOKED', 'ACTIVE']);
  },

  'a consent that is given after the session was ended is given back, and the session stays as it ended': async (
    world,
  ) => {
    const visit = await atTheBank(world);
    const { body } = await visit.flow.post('finish');
    const session = body.session as { id: string; status: string };
    const callback = await visit.agree();
    assert.deepEqual(await visit.comeBack(callback), NOT_OPEN);
    assert.deepEqual(await visit.consents(), ['ACTIVE', 'REVOKED']);
    const ended = await world.stripe.financialConnections.sessions.retrieve(session.id);
    assert.deepEqual([ended.status, ended.status], [session.status, 'cancelled']);
  },

  'a refusal at the bank after the customer left changes nothing': async (world) => {
    const linked = await link(world, { accounts: ['Everyday Checking'] });
    const flow = openFlow(world, await relinkSession(world, linked));
    const launched = await launch(await startVisit(flow));
    const before = await everything(world, linked);
    await flow.view('leave-bank');
    const user = String(linked.customer);
    const callback = await decide(world, 'bank-oauth', launched.location, { user, outcome: 'cancel' });
    assert.deepEqual(await comeBack(callback, launched.cookie), NOT_OPEN);
    await world.settle();
    assert.deepEqual(await everything(world, linked), before);
  },

  'what comes from another browser for a visit that was left is not fetched': async (world) => {
    const visit = await atTheBank(world);
    await visit.flow.view('leave-bank');
    const callback = await visit.agree();
    assert.equal((await visit.comeBack(callback, '')).status, 400);
    assert.deepEqual(await visit.consents(), ['ACTIVE', 'ACTIVE']);
    assert.deepEqual(await visit.comeBack(callback), NOT_OPEN);
    assert.deepEqual(await visit.consents(), ['ACTIVE', 'REVOKED']);
    assert.deepEqual(await visit.comeBack(callback), NOT_OPEN);
    await visit.unchanged();
  },

  'a customer who leaves while the bank’s answer is being fetched leaves no consent behind': async (world) => {
    const visit = await atTheBank(world);
    const callback = await visit.agree();
    await world.control('PUT', 'bank-oauth/faults', { latency_ms: 500, times: 1 });
    assert.deepEqual(await visit.comeBack(callback), RETURNED);
    await visit.flow.view('leave-bank');
    assert.deepEqual(await visit.consents(), ['ACTIVE', 'REVOKED']);
    await visit.unchanged();
  },
};
