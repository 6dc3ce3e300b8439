// The same holder links the same bank again as the same person: the authorization and the ids are the same, however often and however many at once.
import assert from 'node:assert/strict';
import {
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  named,
  relinkSession,
  type Scene,
  type Session,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

async function newSession(world: Scene, customer: string): Promise<Session> {
  return await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
  });
}

export const linkingAgain: Story = {
  'linking again gives the same authorization and the same accounts, and tells of no new one': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const since = await mark(world);
    const again = await link(world, { customer: linked.customer, accounts: NAMES });
    assert.deepEqual(again.accounts, linked.accounts);
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), [['session.updated', again.session.id]]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'ACTIVE']);
  },

  'linking a broken link again instead of relinking it repairs it all the same': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const since = await mark(world);
    const again = await link(world, { customer: linked.customer, accounts: NAMES });
    assert.deepEqual(await everything(world, linked), healthy);
    assert.equal('relink_result' in again.session, false);
    assert.deepEqual(await told(world, since), [
      ...idsOf(linked.accounts).map((id) => ['account.reactivated', id]),
      ['session.updated', again.session.id],
    ]);
  },

  'linking again with one more account makes one more account': async (world) => {
    const linked = await link(world, { accounts: NAMES.slice(0, 1) });
    const since = await mark(world);
    const again = await link(world, { customer: linked.customer, accounts: NAMES });
    assert.equal(again.accounts[0]!.id, linked.accounts[0]!.id);
    const added = named(again.accounts, 'Rainy Day Savings');
    assert.equal(added.authorization, linked.authorization);
    assert.deepEqual(await told(world, since), [
      ['account.created', added.id],
      ['session.updated', again.session.id],
    ]);
  },

  'another bank of the same holder is another authorization': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const other = await link(world, { customer: linked.customer, institution: 'Three Months', accounts: NAMES });
    assert.notEqual(other.authorization, linked.authorization);
    assert.equal(new Set(idsOf([...linked.accounts, ...other.accounts])).size, 4);
  },

  'two first links at once end in one authorization with one account each': async (world) => {
    const { id: customer } = await world.stripe.customers.create({});
    const since = await mark(world);
    const sessions = [await newSession(world, customer), await newSession(world, customer)];
    const done = await Promise.all(
      sessions.map(({ id }) => complete(world, id, { institution: 'Bank (OAuth)', accounts: NAMES })),
    );
    assert.deepEqual(
      done.map((session) => session.status),
      ['succeeded', 'succeeded'],
    );
    assert.deepEqual(idsOf(done[0]!.accounts.data), idsOf(done[1]!.accounts.data));
    const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
    assert.deepEqual(idsOf(data).toSorted(), idsOf(done[0]!.accounts.data).toSorted());
    assert.equal(new Set(data.map((account) => account.authorization)).size, 1);
    const types = (await told(world, since)).map(([type]) => type);
    assert.deepEqual(types.toSorted(), ['account.created', 'account.created', 'session.updated', 'session.updated']);
    const states = await consentsAtBank(world, 'bank-oauth', customer);
    assert.deepEqual(states.toSorted(), ['ACTIVE', 'REVOKED']);
  },

  'two relinks of one broken link at once repair it once and keep one consent': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const since = await mark(world);
    const sessions = [
      await relinkSession(world, linked),
      await relinkSession(world, linked, { account: linked.accounts[0]!.id }),
    ];
    const done = await Promise.all(sessions.map(({ id }) => complete(world, id)));
    assert.deepEqual(
      done.map((session) => session.relink_result?.failure_reason),
      [null, null],
    );
    assert.deepEqual(await everything(world, linked), healthy);
    const types = (await told(world, since)).map(([type]) => type);
    assert.deepEqual(types.toSorted(), [
      'account.reactivated',
      'account.reactivated',
      'session.updated',
      'session.updated',
    ]);
    const states = await consentsAtBank(world, 'bank-oauth', linked.customer!);
    assert.deepEqual(states.toSorted(), ['ACTIVE', 'REVOKED', 'REVOKED']);
    await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(await everything(world, linked), healthy);
  },
};
