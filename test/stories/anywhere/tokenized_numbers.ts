// Tokenized account numbers run out or are taken back: the account stays linked, and a relink brings it a new number.
import assert from 'node:assert/strict';
import {
  type Account,
  complete,
  everything,
  idsOf,
  link,
  mark,
  named,
  relinkSession,
  type Scene,
  simulateOnAccount,
  told,
  toldFromDay,
  toldOnDays,
} from '../../story.ts';
import type { Story } from './tell.ts';

const EXPIRED = 'Expired Tokenized Account Number';
const EVENTUALLY = 'Eventually Expiring Tokenized Account Number';
const IMMEDIATELY = 'Immediately Expiring Tokenized Account Number';
const NEWEST = '2026-09-30.preview';

async function linkInTime(world: Scene) {
  const since = await mark(world);
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  const linked = await link(world, { institution: 'Tokenized Account Numbers', customer });
  const id = (name: string) => named(linked.accounts, name).id;
  await world.driver.pass(world, customer, 0);
  return {
    ...linked,
    since,
    customer,
    expired: id(EXPIRED),
    eventually: id(EVENTUALLY),
    immediately: id(IMMEDIATELY),
  };
}

/** An account whose siblings are not shared. */
async function linkAlone(world: Scene, name: string) {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  const linked = await link(world, { institution: 'Tokenized Account Numbers', customer, accounts: [name] });
  await world.driver.pass(world, customer, 0);
  return { ...linked, customer };
}

/** Status of an account's one number in the newest version, and the day it ends. */
async function numberOf(world: Scene, customer: string, account: string): Promise<[string, number]> {
  const { status, account_numbers } = await world
    .client({ apiVersion: NEWEST })
    .financialConnections.accounts.retrieve(account);
  assert.equal(status, 'active');
  assert.equal(account_numbers?.length, 1);
  const [number] = account_numbers;
  assert.equal(number!.identifier_type, 'tokenized_account_number');
  return [number!.status, world.driver.dayOf(customer, number!.expected_expiry_date!)];
}

const ENDS = [
  ['account_number_expired', 'expired'],
  ['account_number_revoked', 'deactivated'],
] as const;

const ends = ENDS.flatMap(([event, status]): [string, Story[string]][] => [
  [
    `${event} leaves the account active with a number that is ${status}, and a relink brings a new one`,
    async (world) => {
      const linked = await linkInTime(world);
      const before = await everything(world, linked);
      const since = await mark(world);
      await simulateOnAccount(world, linked.eventually, event);
      assert.equal((await numberOf(world, linked.customer, linked.eventually))[0], status);
      const now = await everything(world, linked);
      assert.deepEqual([now.accounts[0], now.accounts[2]], [before.accounts[0], before.accounts[2]]);
      assert.deepEqual(now.authorization, before.authorization);
      assert.deepEqual(await told(world, since), [['account.account_numbers_updated', linked.eventually]]);
      await world.driver.pass(world, linked.customer, 1);
      await complete(world, (await relinkSession(world, linked, { account: linked.eventually })).id);
      assert.equal((await numberOf(world, linked.customer, linked.eventually))[0], 'transactable');
    },
  ],
  [
    `${event} is shown as each version knows it`,
    async (world) => {
      const linked = await linkInTime(world);
      await simulateOnAccount(world, linked.eventually, event);
      const seen = async (apiVersion: string) => {
        const account = await world.client({ apiVersion }).financialConnections.accounts.retrieve(linked.eventually);
        return account.account_numbers?.[0]?.status;
      };
      assert.equal(await seen('2026-09-30.preview'), status);
      assert.equal(await seen('2026-09-30.endive'), status);
      assert.equal(await seen('2026-08-26.preview'), 'deactivated');
      assert.equal(await seen('2026-08-26.dahlia'), 'deactivated');
    },
  ],
]);

export const tokenizedNumbers: Story = {
  ...Object.fromEntries(ends),

  'the three accounts: one number is dead, one ends in 30 days and is warned of, one ends at once': async (world) => {
    const linked = await linkInTime(world);
    const { customer, expired, eventually, immediately } = linked;
    assert.deepEqual(await numberOf(world, customer, expired), ['expired', -1]);
    assert.deepEqual(await numberOf(world, customer, eventually), ['transactable', 30]);
    assert.deepEqual(await numberOf(world, customer, immediately), ['expired', 0]);
    // A number that ends at once may have done so while the account was linked.
    const heard = (await toldOnDays(world, linked.since, customer)).filter(([, , id]) => id !== immediately);
    assert.deepEqual(heard, [
      [0, 'account.created', expired],
      [0, 'account.created', eventually],
      [0, 'session.updated', linked.session.id],
      [0, 'account.upcoming_account_number_expiry', eventually],
    ]);
  },

  'a relink gives a dead number’s account a new one for a year': async (world) => {
    const linked = await linkAlone(world, EXPIRED);
    const { customer } = linked;
    const [account] = idsOf(linked.accounts) as [string];
    await world.driver.pass(world, customer, 1);
    const { authorization } = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account });
    const done = await complete(world, session.id);
    assert.equal(done.relink_result?.account, account);
    assert.deepEqual(await numberOf(world, customer, account), ['transactable', 366]);
    assert.deepEqual((await everything(world, linked)).authorization, authorization);
    assert.deepEqual(await toldOnDays(world, since, customer), [
      [1, 'account.account_numbers_updated', account],
      [1, 'session.updated', session.id],
    ]);
    await world.driver.pass(world, customer, 364);
    assert.deepEqual(await toldFromDay(world, linked, 335), [[336, 'account.upcoming_account_number_expiry', account]]);
    await world.driver.pass(world, customer, 2);
    assert.deepEqual(await toldFromDay(world, linked, 337), [[366, 'account.account_numbers_updated', account]]);
  },

  'a relink before the end gives a new number with a new end, warned of anew': async (world) => {
    const linked = await linkAlone(world, EVENTUALLY);
    const { customer } = linked;
    const [account] = idsOf(linked.accounts) as [string];
    await world.driver.pass(world, customer, 20);
    const session = await relinkSession(world, linked, { account });
    await complete(world, session.id);
    await world.driver.pass(world, customer, 29);
    assert.deepEqual(await toldFromDay(world, linked, 20), [
      [20, 'account.account_numbers_updated', account],
      [20, 'account.upcoming_account_number_expiry', account],
    ]);
    await world.driver.pass(world, customer, 2);
    assert.deepEqual(await numberOf(world, customer, account), ['expired', 50]);
    assert.deepEqual(await toldFromDay(world, linked, 21), [[50, 'account.account_numbers_updated', account]]);
  },

  'a relink of the authorization gives every account a new number': async (world) => {
    const linked = await linkInTime(world);
    await world.driver.pass(world, linked.customer, 1);
    const done = await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
    assert.deepEqual(await numberOf(world, linked.customer, linked.expired), ['transactable', 366]);
    assert.deepEqual(await numberOf(world, linked.customer, linked.eventually), ['transactable', 31]);
  },

  'a relink that is cancelled leaves the numbers as they were': async (world) => {
    const linked = await linkInTime(world);
    const before = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: linked.expired });
    await complete(world, session.id, { outcome: 'cancel' });
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
  },

  'webhooks tell of an expired number as the version of their endpoint knows it': async (world) => {
    const linked = await linkInTime(world);
    const enabled_events = ['financial_connections.account.account_numbers_updated'];
    const old = await world.receive({ enabled_events, api_version: '2026-08-26.preview' });
    const current = await world.receive({ enabled_events, api_version: NEWEST });
    await simulateOnAccount(world, linked.eventually, 'account_number_expired');
    await world.settle();
    const statuses = ({ received }: typeof old) =>
      received.map(({ event }) => (event.data.object as unknown as Account).account_numbers?.[0]?.status);
    assert.deepEqual(statuses(old), ['deactivated']);
    assert.deepEqual(statuses(current), ['expired']);
  },
};
