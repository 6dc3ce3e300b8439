// A merchant repairs links by hosted sessions, by url and by e-mail: what may be asked for, how often, and that the account comes back.
import assert from 'node:assert/strict';
import {
  complete,
  everything,
  link,
  mark,
  named,
  type Scene,
  type Session,
  simulateOnAccount,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

/** Whom the sandbox writes to, too: a member of the merchant's team. */
const OWNER = 'owner@example.com';
const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const DEAD = 'Expired Tokenized Account Number';
const TOO_SOON = { param: 'hosted[delivery_method]', message: /48 hours/ };

/** A customer with an address whose bank has ended the consent. */
async function broken(world: Scene) {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen', email: OWNER });
  const linked = await link(world, { customer, accounts: NAMES });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return { ...linked, customer };
}

async function ask(
  world: Scene,
  linked: { customer: string | null; authorization: string },
  account: string,
  delivery_method: 'email' | 'url' = 'email',
): Promise<Session & { url: string | null }> {
  return (await world.stripe.financialConnections.sessions.create({
    ...(linked.customer && { account_holder: { type: 'customer', customer: linked.customer } }),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization: linked.authorization, account },
    ui_mode: 'hosted',
    hosted: { delivery_method },
  })) as Session & { url: string | null };
}

const retrieve = async (world: Scene, id: string) =>
  (await world.stripe.financialConnections.sessions.retrieve(id)) as Session & { url: string | null };

export const hostedRelink: Story = {
  'an e-mail to the customer says who asks and why, and its link brings the same account back': async (world) => {
    const linked = await broken(world);
    const { id } = linked.accounts[0]!;
    const before = (await world.driver.mails(world, OWNER)).length;
    const session = await ask(world, linked, id);
    const mails = await world.driver.mails(world, OWNER);
    assert.equal(mails.length, before + 1);
    const { subject, text, html } = mails.at(-1)!;
    assert.match(subject, /please reconnect your account at Bank \(OAuth\)/);
    const [address] = new RegExp(`${world.url}/relink/\\w+`).exec(text) ?? [];
    assert.ok(address && html.includes(address));
    const done = await complete(world, session.id);
    assert.deepEqual([done.status, done.relink_result?.account], ['succeeded', id]);
    assert.equal((await world.stripe.financialConnections.accounts.retrieve(id)).status, 'active');
  },

  'of a dead number: without an address by url only, with one by e-mail; the new number comes under the same id':
    async (world) => {
      const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
      const linked = await link(world, { customer, institution: 'Tokenized Account Numbers', accounts: [DEAD] });
      await world.driver.pass(world, customer, 0);
      const { id } = named(linked.accounts, DEAD);
      await assert.rejects(ask(world, linked, id), { param: 'hosted[delivery_method]', message: /no email/ });
      const byUrl = await ask(world, linked, id, 'url');
      await world.stripe.customers.update(customer, { email: OWNER });
      const session = await ask(world, linked, id);
      assert.equal(session.url, null);
      const since = await mark(world);
      const done = await complete(world, session.id);
      assert.equal(done.status, 'succeeded');
      const result = { account: id, authorization: linked.authorization, failure_reason: null };
      assert.deepEqual(done.relink_result, result);
      assert.deepEqual(await told(world, since), [
        ['account.account_numbers_updated', id],
        ['session.updated', session.id],
      ]);
      const { account_numbers } = await world.stripe.financialConnections.accounts.retrieve(id);
      assert.deepEqual(
        account_numbers?.map(({ status }) => status),
        ['transactable'],
      );
      assert.equal((await retrieve(world, byUrl.id)).url, byUrl.url);
    },

  'one that succeeds lifts the 48 hours; its address is told no more; its end is told once': async (world) => {
    const linked = await broken(world);
    const { id } = linked.accounts[0]!;
    const dead = await everything(world, linked);
    const session = await ask(world, linked, id);
    await assert.rejects(ask(world, linked, id), TOO_SOON);
    const byUrl = await ask(world, linked, id, 'url');
    assert.equal((await complete(world, byUrl.id)).status, 'succeeded');
    assert.deepEqual(
      [(await retrieve(world, byUrl.id)).url, (await retrieve(world, session.id)).status],
      [null, 'pending'],
    );
    await assert.rejects(ask(world, linked, id), { param: 'relink_options[account]', message: /This account works/ });
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    assert.deepEqual(await everything(world, linked), dead);
    const since = await mark(world);
    const next = await ask(world, linked, id);
    assert.equal(next.status, 'pending');
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.equal((await retrieve(world, session.id)).status, 'cancelled');
  },

  'one of an account does not stand in the way of its sibling, and heals it, too': async (world) => {
    const linked = await broken(world);
    const [checking, savings] = linked.accounts.map(({ id }) => id) as [string, string];
    const [first, second] = [await ask(world, linked, checking), await ask(world, linked, savings)];
    assert.deepEqual([(await retrieve(world, first.id)).status, second.status], ['pending', 'pending']);
    await complete(world, second.id);
    await assert.rejects(ask(world, linked, checking), {
      param: 'relink_options[account]',
      message: /This account works/,
    });
    assert.equal((await retrieve(world, first.id)).status, 'pending');
  },

  'one that is asked for by four at once is one e-mail, and the others hear of the 48 hours': async (world) => {
    const linked = await broken(world);
    const { id } = linked.accounts[0]!;
    const before = (await world.driver.mails(world, OWNER)).length;
    const answers = await Promise.allSettled(Array.from({ length: 4 }, () => ask(world, linked, id)));
    for (const answer of answers)
      if (answer.status === 'rejected') await assert.rejects(Promise.reject(answer.reason), TOO_SOON);
    assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await world.driver.mails(world, OWNER)).length, before + 1);
  },

  'one is refused where there is no holder; deleting the holder cancels the one that is open': async (world) => {
    const nobody = await link(world, { customer: null, accounts: NAMES });
    await simulateOnAuthorization(world, nobody.authorization, 'consent_revoked');
    for (const way of ['email', 'url'] as const)
      await assert.rejects(ask(world, nobody, nobody.accounts[0]!.id, way), {
        param: 'relink_options[account]',
        message: /no holder/,
      });
    const gone = await broken(world);
    const { id } = gone.accounts[0]!;
    const session = await ask(world, gone, id, 'url');
    await world.stripe.customers.del(gone.customer);
    await assert.rejects(ask(world, gone, id), { param: 'account_holder[customer]' });
    await assert.rejects(ask(world, { ...gone, customer: null }, id), { param: 'account_holder' });
    assert.equal((await retrieve(world, session.id)).status, 'cancelled');
  },

  'one of a closed account is possible once the bank has reopened it': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    await world.stripe.customers.update(linked.customer!, { email: OWNER });
    const { id } = linked.accounts[0]!;
    await simulateOnAccount(world, id, 'closed');
    await assert.rejects(ask(world, linked, id), { param: 'relink_options[account]', message: /cannot repair/ });
    await simulateOnAccount(world, id, 'reopened');
    assert.equal((await complete(world, (await ask(world, linked, id)).id)).status, 'succeeded');
    assert.equal((await world.stripe.financialConnections.accounts.retrieve(id)).status, 'active');
  },

  'a newer e-mail takes the place of the older after 48 hours of the customer’s time': async (world) => {
    const linked = await broken(world);
    const { id } = linked.accounts[0]!;
    const first = await ask(world, linked, id);
    await world.driver.pass(world, linked.customer, 1.9);
    await assert.rejects(ask(world, linked, id), TOO_SOON);
    await world.driver.pass(world, linked.customer, 0.2);
    const since = await mark(world);
    const second = await ask(world, linked, id);
    assert.deepEqual(await told(world, since), [['session.updated', first.id]]);
    const over = await retrieve(world, first.id);
    assert.deepEqual([over.status, over.relink_result?.failure_reason], ['cancelled', 'no_authorization']);
    assert.equal((await complete(world, second.id)).status, 'succeeded');
  },
};
