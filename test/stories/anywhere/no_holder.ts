// Accounts linked before anybody is known to hold them: they are relinked without a holder, and refused with one.
import assert from 'node:assert/strict';
import {
  atBank,
  complete,
  everything,
  idsOf,
  link,
  mark,
  relinkSession,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

export const noHolder: Story = {
  'an account without a holder is linked, broken and relinked with account_holder null': async (world) => {
    const linked = await link(world, { customer: null, accounts: NAMES });
    assert.equal(linked.session.account_holder, null);
    assert.deepEqual(
      linked.accounts.map((account) => account.account_holder),
      [null, null],
    );
    const healthy = await everything(world, linked);
    assert.equal(healthy.authorization.account_holder, null);
    const broken = await mark(world);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    assert.deepEqual(
      await told(world, broken),
      idsOf(linked.accounts).map((id) => ['account.deactivated', id]),
    );

    const session = await world.stripe.financialConnections.sessions.create({
      account_holder: null as never,
      permissions: ['payment_method', 'balances'],
      relink_options: { authorization: linked.authorization, account: linked.accounts[0]!.id },
    });
    const done = await complete(world, session.id);
    assert.deepEqual(done.relink_result, {
      account: linked.accounts[0]!.id,
      authorization: linked.authorization,
      failure_reason: null,
    });
    assert.deepEqual(await everything(world, linked), healthy);
  },

  'account_holder may be left out as well': async (world) => {
    const linked = await link(world, { customer: null, accounts: NAMES });
    await simulateOnAuthorization(world, linked.authorization, 'consent_expired');
    const done = await complete(world, (await relinkSession(world, linked)).id);
    assert.equal(done.account_holder, null);
    assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  },

  'a relink with a holder is refused, and nothing is made': async (world) => {
    const linked = await link(world, { customer: null, accounts: NAMES });
    const { id: customer } = await world.stripe.customers.create({});
    const since = await mark(world);
    await assert.rejects(relinkSession(world, { ...linked, customer }), {
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      param: 'account_holder',
    });
    assert.deepEqual(await told(world, since), []);
  },

  'a link with a holder is not relinked without one, nor with another one': async (world) => {
    const linked = await link(world, { accounts: NAMES });
    const { id: other } = await world.stripe.customers.create({});
    const refusal = { statusCode: 400, type: 'StripeInvalidRequestError', param: 'account_holder' };
    await assert.rejects(relinkSession(world, { ...linked, customer: null }), refusal);
    await assert.rejects(relinkSession(world, { ...linked, customer: other }), refusal);
  },

  'without a holder every link is one of its own, also at the same bank person': async (world) => {
    const one = await link(world, { customer: null, bank_user: 'nobody', accounts: NAMES });
    const other = await link(world, { customer: null, bank_user: 'nobody', accounts: NAMES });
    assert.notEqual(one.authorization, other.authorization);
    assert.equal(new Set(idsOf([...one.accounts, ...other.accounts])).size, 4);
    const before = await everything(world, other);
    await simulateOnAuthorization(world, one.authorization, 'consent_revoked');
    await complete(world, (await relinkSession(world, one)).id);
    assert.deepEqual(await everything(world, other), before);
    const states = (await atBank(world, 'bank-oauth', 'nobody')).consents.map((consent) => consent.status);
    assert.deepEqual(states, ['REVOKED', 'ACTIVE', 'ACTIVE']);
  },

  'the accounts of a session without a holder are listed by the session': async (world) => {
    const linked = await link(world, { customer: null, accounts: NAMES });
    const { data } = await world.stripe.financialConnections.accounts.list({ session: linked.session.id });
    assert.deepEqual(idsOf(data).toSorted(), idsOf(linked.accounts).toSorted());
  },
};
