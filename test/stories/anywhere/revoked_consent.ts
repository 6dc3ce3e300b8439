// A customer revokes access at the bank; the merchant hears of it, the customer relinks, and it is the same link again.
import assert from 'node:assert/strict';
import { complete, events, link, relinkSession, simulateOnAuthorization } from '../../story.ts';
import type { Story } from './tell.ts';

export const revokedConsent: Story = {
  'a revoked consent deactivates the accounts, and a targeted relink repairs the same ids': async (world) => {
    const linked = await link(world);
    const [account] = linked.accounts;
    assert.ok(account);
    const { received, secret } = await world.receive();

    const authorization = await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    assert.equal(authorization.status, 'inactive');
    assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
    const broken = await world.stripe.financialConnections.accounts.retrieve(account.id);
    assert.deepEqual(broken.status_details, { inactive: { action: 'relink_required', cause: 'access_denied' } });

    await world.settle();
    const told = received.find(({ event }) => event.type === 'financial_connections.account.deactivated');
    assert.ok(told);
    const verified = world.stripe.webhooks.constructEvent(told.body, told.signature, secret);
    assert.equal((verified.data.object as { status: string }).status, 'inactive');

    const session = await relinkSession(world, linked, { account: account.id });
    assert.deepEqual(session.filters?.account_subcategories, ['checking', 'savings']);
    assert.equal(session.limits?.accounts, 1);
    assert.equal(session.relink_result, undefined);
    const done = await complete(world, session.id);
    assert.equal(done.status, 'succeeded');
    assert.deepEqual(done.relink_result, {
      account: account.id,
      authorization: linked.authorization,
      failure_reason: null,
    });
    assert.equal(done.accounts.data[0]?.id, account.id);
    assert.equal(done.accounts.data[0]?.status, 'active');

    const all = await world.stripe.financialConnections.accounts.list({
      account_holder: { customer: linked.customer! },
      limit: 100,
    });
    assert.deepEqual(all.data.map((each) => each.id).sort(), linked.accounts.map((each) => each.id).sort());
    const reactivated = await events(world, 'financial_connections.account.reactivated');
    assert.equal(reactivated.length, linked.accounts.length);
  },
};
