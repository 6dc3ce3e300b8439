// Payment methods live with the links they were made from: they follow a new number, and outlive the link.
import assert from 'node:assert/strict';
import { complete, eventsAfter, link, mark, named, relinkSession, type Scene, simulateOnAccount } from '../../story.ts';
import type { Story } from './tell.ts';

const TOKENIZED = 'Tokenized Account Numbers';
const LASTING = 'Eventually Expiring Tokenized Account Number';
const EXPIRED = 'Expired Tokenized Account Number';
const MANDATE = { customer_acceptance: { type: 'offline', offline: {} } } as const;
const billing_details = { name: 'Jenny Rosen' };

const methodOf = (world: Scene, account: string) =>
  world.stripe.paymentMethods.create({
    ...{ type: 'us_bank_account', billing_details },
    us_bank_account: { financial_connections_account: account },
  });
const again = (world: Scene, method: { id: string }) => world.stripe.paymentMethods.retrieve(method.id);
const toldOf = async (world: Scene, since: string | null) =>
  (await eventsAfter(world, since))
    .filter(({ type }) => /^(payment_method|setup_intent|mandate)\./.test(type))
    .map(({ type, data }) => [type, (data.object as { id?: string }).id]);

export const paymentMethods: Story = {
  'a relink gives a new number to the payment methods of exactly that account': async (world) => {
    const linked = await link(world, { institution: TOKENIZED });
    const stranger = await link(world, { institution: TOKENIZED });
    const account = named(linked.accounts, LASTING).id;
    const method = await methodOf(world, account);
    const detached = await methodOf(world, account);
    await world.stripe.paymentMethods.attach(detached.id, { customer: String(linked.customer) });
    await world.stripe.paymentMethods.detach(detached.id);
    const another = await methodOf(world, named(stranger.accounts, LASTING).id);

    await simulateOnAccount(world, account, 'account_number_revoked');
    await world.settle();
    assert.deepEqual({ ...(await again(world, method)) }, { ...method });

    const since = await mark(world);
    const done = await complete(world, (await relinkSession(world, linked, { account })).id);
    assert.equal(done.relink_result?.account, account);
    const renewed = await again(world, method);
    const { last4, fingerprint, routing_number, ...bank } = renewed.us_bank_account!;
    const {
      last4: old_last4,
      fingerprint: old_fingerprint,
      routing_number: old_routing,
      ...old
    } = method.us_bank_account!;
    assert.deepEqual(bank, old);
    assert.notEqual(fingerprint, old_fingerprint);
    assert.deepEqual(await toldOf(world, since), [['payment_method.automatically_updated', method.id]]);
    const [event] = (await world.stripe.events.list({ type: 'payment_method.automatically_updated', limit: 1 })).data;
    const was = {
      fingerprint: old_fingerprint,
      ...(last4 === old_last4 ? {} : { last4: old_last4 }),
      ...(routing_number === old_routing ? {} : { routing_number: old_routing }),
    };
    assert.deepEqual(event?.data.previous_attributes, { us_bank_account: was });
    assert.equal((await again(world, detached)).us_bank_account?.fingerprint, old_fingerprint);
    assert.deepEqual({ ...(await again(world, another)) }, { ...another });
  },

  'an account that is linked newly moves nothing': async (world) => {
    const first = await link(world);
    const method = await methodOf(world, first.accounts[0]!.id);
    const since = await mark(world);
    await link(world, { customer: first.customer, institution: 'Test (OAuth)', bank_user: 'someone else' });
    assert.deepEqual({ ...(await again(world, method)) }, { ...method });
    assert.deepEqual(await toldOf(world, since), []);
  },

  'an account whose number is dead makes a payment method once it is relinked': async (world) => {
    const linked = await link(world, { institution: TOKENIZED });
    const account = named(linked.accounts, EXPIRED).id;
    const refused = await methodOf(world, account).catch((error) => error);
    assert.equal(refused.code, 'financial_connections_account_unavailable_account_numbers');
    await complete(world, (await relinkSession(world, linked, { account })).id);
    assert.equal((await methodOf(world, account)).us_bank_account?.financial_connections_account, account);
  },

  'a payment method outlives its disconnected account, and belongs to whom it did': async (world) => {
    const { customer, accounts } = await link(world);
    const method = await methodOf(world, accounts[0]!.id);
    await world.stripe.paymentMethods.attach(method.id, { customer: String(customer) });
    await world.stripe.financialConnections.accounts.disconnect(accounts[0]!.id);
    const intent = await world.stripe.setupIntents.create({
      ...{ customer: String(customer), payment_method: method.id },
      ...{ confirm: true, mandate_data: MANDATE },
    });
    assert.equal(intent.status, 'succeeded');
    const refused = await methodOf(world, accounts[0]!.id).catch((error) => error);
    assert.equal(refused.code, 'financial_connections_account_inactive');
  },

  'a payment method of a link without a holder is somebody’s in the end, and the link nobody’s, also after a relink':
    async (world) => {
      const linked = await link(world, { customer: null, institution: TOKENIZED });
      const account = named(linked.accounts, LASTING).id;
      const method = await methodOf(world, account);
      const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
      await world.stripe.paymentMethods.attach(method.id, { customer });
      const session = await relinkSession(world, linked, { account });
      assert.equal((await complete(world, session.id)).relink_result?.account, account);
      const renewed = await again(world, method);
      assert.equal(renewed.customer, customer);
      assert.notEqual(renewed.us_bank_account?.fingerprint, method.us_bank_account?.fingerprint);
      assert.equal((await world.stripe.financialConnections.accounts.retrieve(account)).account_holder, null);
    },
};
