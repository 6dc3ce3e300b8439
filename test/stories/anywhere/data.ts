// Data of linked accounts: fetched as often as somebody asked for, told once, and gone with the permission, the account or the consent.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { plain } from '../../contract/connected.ts';
import { assertWhole } from '../../contract/shapes.ts';
import {
  type Account,
  complete,
  eventsAfter,
  link,
  mark,
  type Permission,
  relinkSession,
  type Scene,
  simulateOnAuthorization,
  told,
  toldOnDays,
} from '../../story.ts';
import { BANK, CHECKING, refresh, transactions } from '../bank_books.ts';
import type { Story } from './tell.ts';

/** One account of a new person for whom days can pass. */
async function linkOne(world: Scene, permissions: Permission[]) {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  const linked = await link(world, { institution: BANK, customer, permissions, accounts: [CHECKING] });
  return { ...linked, customer, account: linked.accounts[0]! };
}

export const data: Story = {
  'a permission that was dropped takes what was stored with it; given again, everything is read anew': async (
    world,
  ) => {
    const linked = await linkOne(world, ['balances', 'transactions']);
    const { id } = linked.account;
    const { accounts, transactions: all } = world.stripe.financialConnections;
    await accounts.subscribe(id, { features: ['transactions'] });
    await world.settle();
    const [former] = await transactions(world, id);
    const relink = async (permissions: ('balances' | 'transactions')[]) => {
      await complete(world, (await relinkSession(world, linked, { account: id, permissions })).id);
      await world.settle();
      return await world.stripe.financialConnections.accounts.retrieve(id);
    };
    const narrowed = await relink(['balances']);
    assert.deepEqual([narrowed.subscriptions, narrowed.transaction_refresh], [[], null]);
    await assert.rejects(all.list({ account: id }), /has not allowed 'transactions'/);
    await assert.rejects(all.retrieve(former!.id), /No such transaction/);
    const widened = await relink(['balances', 'transactions']);
    assert.deepEqual([widened.subscriptions, widened.transaction_refresh], [[], null]);
    const since = await mark(world);
    await assert.rejects(all.list({ account: id }), /have not been refreshed with success/);
    await assert.rejects(all.retrieve(former!.id), /No such transaction/);
    await refresh(world, id, ['transactions']);
    const heard = (await told(world, since)).filter(([type]) => type === 'account.refreshed_transactions');
    assert.deepEqual(heard, [['account.refreshed_transactions', id]]);
    assert.ok((await transactions(world, id)).length > 100);
  },

  'a balance that may no longer be read is taken out of what was told of it': async (world) => {
    const linked = await linkOne(world, ['balances']);
    const { id } = linked.account;
    const since = await mark(world);
    await refresh(world, id, ['balance']);
    const relink = async (permission: 'balances' | 'ownership') =>
      await complete(world, (await relinkSession(world, linked, { account: id, permissions: [permission] })).id);
    await relink('balances');
    const balances = async () =>
      (await eventsAfter(world, since)).flatMap(({ data: { object } }) => {
        const shown = object as Account | Stripe.FinancialConnections.Session;
        return (shown.object === 'financial_connections.session' ? shown.accounts.data : [shown]).map(
          ({ balance }) => balance?.type ?? null,
        );
      });
    assert.deepEqual(await balances(), ['cash', 'cash']);
    await relink('ownership');
    assert.deepEqual(await balances(), [null, null, null]);
  },

  'a disconnected account has no data left': async (world) => {
    const linked = await linkOne(world, ['balances', 'transactions', 'ownership']);
    const { id } = linked.account;
    const { accounts, transactions: all } = world.stripe.financialConnections;
    await accounts.subscribe(id, { features: ['transactions'] });
    const full = await refresh(world, id, ['balance', 'ownership']);
    const [newest] = await transactions(world, id);
    await accounts.disconnect(id);
    await world.settle();
    const gone = await world.stripe.financialConnections.accounts.retrieve(id);
    assertWhole(gone);
    const { balance, balance_refresh, ownership, ownership_refresh, transaction_refresh, subscriptions } = gone;
    assert.deepEqual(
      [balance, balance_refresh, ownership, ownership_refresh, transaction_refresh],
      Array(5).fill(null),
    );
    assert.deepEqual(subscriptions, []);
    await assert.rejects(all.list({ account: id }), /disconnected/);
    await assert.rejects(all.retrieve(newest!.id), /No such transaction/);
    await assert.rejects(accounts.listOwners(id, { ownership: String(full.ownership) }), /disconnected/);
    const since = await mark(world);
    await world.driver.pass(world, linked.customer, 2);
    assert.deepEqual(await toldOnDays(world, since, linked.customer), []);
  },

  'a connection that recovers by itself goes on with its subscriptions at once': async (world) => {
    const linked = await linkOne(world, ['balances']);
    const { id } = linked.account;
    await world.stripe.financialConnections.accounts.subscribe(id, { features: ['balance'] });
    await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
    await world.driver.pass(world, linked.customer, 3);
    const since = await mark(world);
    await simulateOnAuthorization(world, linked.authorization, 'recovered');
    await world.driver.pass(world, linked.customer, 2);
    const heard = (await told(world, since)).filter(([type]) => type === 'account.refreshed_balance');
    assert.equal(heard.length, 3);
  },

  'a refresh that finds the consent ended tells what a daily look would tell, and fails': async (world) => {
    const linked = await linkOne(world, ['balances']);
    const person = await world.control('GET', `bank-oauth/people/${linked.customer}`);
    const [consent] = person.consents as { consent_id: string }[];
    await world.control('POST', `bank-oauth/consents/${consent!.consent_id}/simulate`, { event: 'revoked' });
    const since = await mark(world);
    const account = await refresh(world, linked.account.id, ['balance']);
    assert.deepEqual(plain(account.status_details), {
      inactive: { action: 'relink_required', cause: 'access_denied' },
    });
    const { status, next_refresh_available_at } = account.balance_refresh!;
    assert.deepEqual([status, next_refresh_available_at], ['failed', null]);
    assert.deepEqual(await told(world, since), [
      ['account.deactivated', account.id],
      ['account.refreshed_balance', account.id],
    ]);
  },

  'a subscription refreshes at once and then every day, until it is ended': async (world) => {
    const linked = await linkOne(world, ['balances', 'transactions']);
    const { id } = linked.account;
    const since = await mark(world);
    const subscribed = await world.stripe.financialConnections.accounts.subscribe(id, {
      features: ['transactions', 'balance'],
    });
    assertWhole(subscribed);
    assert.deepEqual(subscribed.subscriptions, ['balance', 'transactions']);
    assert.equal(subscribed.transaction_refresh?.status, 'pending');
    await world.driver.pass(world, linked.customer, 2);
    await world.stripe.financialConnections.accounts.unsubscribe(id, { features: ['balance'] });
    await world.driver.pass(world, linked.customer, 1);
    const after = await world.stripe.financialConnections.accounts.unsubscribe(id, { features: ['transactions'] });
    assert.deepEqual(after.subscriptions, []);
    await world.driver.pass(world, linked.customer, 3);
    const days = async (type: string) =>
      (await toldOnDays(world, since, linked.customer))
        .filter(([, about]) => about === `account.${type}`)
        .map(([day]) => day);
    assert.deepEqual(await days('refreshed_balance'), [0, 1, 2]);
    assert.deepEqual(await days('refreshed_transactions'), [0, 1, 2, 3]);
  },

  'past balances follow from today’s and from what was booked, one for each day on which it changed': async (world) => {
    const linked = await linkOne(world, ['balances', 'transactions']);
    const { id } = linked.account;
    const { balance } = await refresh(world, id, ['balance', 'transactions', 'inferred_balances']);
    const days: Stripe.FinancialConnections.AccountInferredBalance[] = [];
    for await (const day of world.stripe.financialConnections.accounts.listInferredBalances(id, { limit: 100 })) {
      assertWhole(day);
      days.push(day);
    }
    const posted = (await transactions(world, id)).filter(({ status }) => status === 'posted');
    const at = (moment: number) =>
      posted
        .filter(({ status_transitions }) => (status_transitions.posted_at ?? 0) > moment)
        .reduce((sum, { amount }) => sum - amount, balance!.current.usd!);
    assert.ok(days.length > 50, `${days.length} days`);
    for (const [index, { as_of, current }] of days.entries()) {
      assert.equal(as_of % 86_400, 86_399);
      assert.equal(current.usd, at(as_of));
      assert.notEqual(current.usd, days[index + 1]?.current.usd);
    }
  },

  'balances are told by kind of account, and what cannot pay says so': async (world) => {
    const linked = await link(world, {
      permissions: ['payment_method', 'balances'],
      institution: BANK,
    });
    const read = await Promise.all(linked.accounts.map(({ id }) => refresh(world, id, ['balance'])));
    for (const account of read) {
      assertWhole(account);
      assert.equal(account.balance_refresh?.status, 'succeeded', account.display_name!);
      const type = account.category === 'credit' ? 'credit' : 'cash';
      assert.equal(account.balance?.type, type);
      assert.ok(type in account.balance!);
      const pays = account.subcategory === 'checking' || account.subcategory === 'savings';
      assert.deepEqual(account.supported_payment_method_types, pays ? ['us_bank_account'] : []);
      // Money that the holder owes is negative, whichever way it is told.
      if (type === 'credit') {
        assert.ok(account.balance!.current.usd! <= 0);
        assert.ok((account.balance!.credit!.used?.usd ?? 0) <= 0);
      }
    }
    assert.ok(new Set(read.map(({ category }) => category)).size >= 3);
  },

  'owners are told as the bank has them, one, two, a company or none, and stay the same while nothing changes': async (
    world,
  ) => {
    const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
    const linked = await link(world, { permissions: ['ownership'], institution: 'Ownership Accounts', customer });
    const { accounts } = world.stripe.financialConnections;
    const owners = async (id: string) => {
      const { ownership } = await refresh(world, id, ['ownership']);
      const list = await accounts.listOwners(id, { ownership: String(ownership) });
      assertWhole(list);
      return list.data;
    };
    const found: Record<string, string[]> = {};
    for (const { id, display_name } of linked.accounts) {
      found[display_name!] = (await owners(id)).map(({ name }) => name);
    }
    const counts = Object.entries(found).map(([name, names]) => [name, names.length]);
    assert.deepEqual(Object.fromEntries(counts), {
      'Single Owner Checking': 1,
      'Joint Owners Checking': 2,
      'No Owner Data Checking': 0,
      'Company Checking': 1,
    });
    assert.deepEqual(found['Joint Owners Checking'], ['Robin Castellan', 'Sasha Castellan']);
    const joint = linked.accounts.find(({ display_name }) => display_name === 'Joint Owners Checking')!;
    await world.driver.pass(world, customer, 1);
    const before = await accounts.retrieve(joint.id);
    const [first] = await owners(joint.id);
    assert.equal((await accounts.retrieve(joint.id)).ownership, before.ownership);
    assert.equal(world.driver.dayOf(customer, first!.refreshed_at!), 1);
    assert.match(first?.raw_address ?? '', /14 Alder Row.*Springfield.*62701/);
  },
};
