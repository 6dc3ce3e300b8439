// Links that connected accounts hold: the platform's, known by their holder, broken and repaired, and told of to the platform alone.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { complete, type Scene, type Session, simulateOnAuthorization } from '../../story.ts';
import type { Story } from './tell.ts';

export const OWNER = 'owner@example.com';
export const PERMISSIONS: Stripe.FinancialConnections.SessionCreateParams.Permission[] = ['payment_method', 'balances'];

interface Held {
  holder: string;
  authorization: string;
  accounts: { id: string }[];
}

/** A connected account that has linked its bank account to the platform. */
export async function heldLink(world: Scene, params: Stripe.AccountCreateParams = {}): Promise<Held> {
  const { id } = await world.stripe.accounts.create({
    type: 'custom',
    business_profile: { name: 'Jenny Rides' },
    ...params,
  });
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'account', account: id },
    permissions: PERMISSIONS,
  });
  assert.deepEqual({ ...session.account_holder }, { type: 'account', account: id });
  const done = await complete(world, session.id, { institution: 'Bank (OAuth)' });
  const accounts = done.accounts.data;
  return { holder: id, accounts, authorization: accounts[0]!.authorization! };
}

export async function broken(world: Scene, params: Stripe.AccountCreateParams = {}): Promise<Held> {
  const held = await heldLink(world, params);
  await simulateOnAuthorization(world, held.authorization, 'consent_revoked');
  return held;
}

export function relink(world: Scene, { holder, authorization, accounts }: Held, more: object = {}): Promise<Session> {
  return world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'account', account: holder },
    permissions: PERMISSIONS,
    relink_options: { authorization, account: accounts[0]!.id },
    ...more,
  });
}

export const BY_MAIL = { ui_mode: 'hosted', hosted: { delivery_method: 'email' } };

export const connectedAccounts: Story = {
  'a link that a connected account holds is the platform’s, names its holder, breaks and is repaired under the same ids':
    async (world) => {
      const held = await broken(world);
      const [first] = held.accounts;
      const { accounts, authorizations } = world.stripe.financialConnections;
      const dead = await accounts.retrieve(first!.id, { expand: ['account_holder.account'] });
      assert.equal(dead.status, 'inactive');
      const expanded = dead.account_holder as unknown as { type: string; account: Stripe.Account };
      assert.equal(expanded.type, 'account');
      assert.equal(expanded.account.business_profile?.name, 'Jenny Rides');
      const done = await complete(world, (await relink(world, held)).id);
      assert.deepEqual(done.relink_result, {
        account: first!.id,
        authorization: held.authorization,
        failure_reason: null,
      });
      assert.equal((await accounts.retrieve(first!.id)).status, 'active');
      const authorization = await authorizations.retrieve(held.authorization);
      assert.deepEqual({ ...authorization.account_holder }, { type: 'account', account: held.holder });
      const listed = await accounts.list({ account_holder: { account: held.holder } });
      assert.deepEqual(listed.data.map(({ id }) => id).toSorted(), held.accounts.map(({ id }) => id).toSorted());
    },

  'a link that a connected account holds linked again is the same link, and another account’s at the same bank is another one':
    async (world) => {
      const held = await heldLink(world);
      const again = await world.stripe.financialConnections.sessions.create({
        account_holder: { type: 'account', account: held.holder },
        permissions: PERMISSIONS,
      });
      const done = await complete(world, again.id, { institution: 'Bank (OAuth)' });
      assert.deepEqual(
        done.accounts.data.map(({ id, authorization }) => ({ id, authorization })),
        held.accounts.map(({ id }) => ({ id, authorization: held.authorization })),
      );
      const other = await heldLink(world);
      assert.notEqual(other.authorization, held.authorization);
    },

  'a link that a connected account holds is not relinked for somebody else': async (world) => {
    const held = await broken(world);
    const customer = await world.stripe.customers.create({});
    const other = await world.stripe.accounts.create({});
    const holders = [{ type: 'customer', customer: customer.id }, { type: 'account', account: other.id }, ''];
    for (const account_holder of holders) {
      await assert.rejects(relink(world, held, { account_holder }), { param: 'account_holder' });
    }
  },

  'a link that a connected account holds is told of at the platform’s own endpoints, and never at those for connected accounts':
    async (world) => {
      const own = await world.receive();
      const connect = await world.receive({ connect: true });
      const held = await broken(world);
      await world.settle();
      const heard = own.received.map(({ event }) => event);
      const dead = heard.filter(({ type }) => type === 'financial_connections.account.deactivated');
      assert.deepEqual(
        dead.map(({ data }) => (data.object as { id: string }).id).toSorted(),
        held.accounts.map(({ id }) => id).toSorted(),
      );
      assert.deepEqual(
        heard.filter(({ account }) => account !== undefined),
        [],
      );
      assert.deepEqual(connect.received, []);
      for (const { id } of [own, connect]) await world.stripe.webhookEndpoints.del(id);
    },

  'a link that a connected account holds ends with its holder': async (world) => {
    const held = await heldLink(world);
    await world.stripe.accounts.del(held.holder);
    const account = await world.stripe.financialConnections.accounts.retrieve(held.accounts[0]!.id);
    assert.equal(account.status, 'disconnected');
    await assert.rejects(relink(world, held), { param: 'account_holder[account]' });
  },

  'a hosted relink for a connected account goes to its address, in the merchant’s language, and repairs the link':
    async (world) => {
      const held = await broken(world, { email: OWNER });
      const session = await relink(world, held, BY_MAIL);
      const { subject, text } = (await world.driver.mails(world, OWNER)).at(-1)!;
      assert.match(text, /Jenny Rides/);
      assert.match(subject, /reconnect/i);
      assert.match(text, new RegExp(`${world.url}/relink/\\w+`));
      const done = await complete(world, session.id);
      assert.equal(done.relink_result?.account, held.accounts[0]!.id);
    },
};
