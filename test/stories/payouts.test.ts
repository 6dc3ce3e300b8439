// Payouts of connected accounts: a bank account from a token, money that arrives, a number that dies, and the same bank account after the relink.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { complete, type Session, simulateOnAccount, until } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { entriesAtBank, LASTING, TOKEN_BANK } from './money.ts';

const SLUG = 'tokenized-account-numbers';
const PERMISSIONS = ['payment_method', 'balances'] as const;

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

interface Payee {
  acct: string;
  account: string;
  authorization: string;
  external: Stripe.BankAccount;
}

async function session(acct: string, more: object = {}): Promise<Session> {
  return await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'account', account: acct },
    permissions: [...PERMISSIONS],
    ...more,
  });
}

/** A connected account whose bank account was made from the token of the session in which it linked it. */
async function linkPayee(name = LASTING, institution = TOKEN_BANK): Promise<Payee> {
  const { id: acct } = await world.stripe.accounts.create({
    type: 'custom',
    business_profile: { name: 'Jenny Rides' },
  });
  const done = await complete(world, (await session(acct)).id, { institution, accounts: [name] });
  const { bank_account_token: token } = await world.stripe.financialConnections.sessions.retrieve(done.id);
  assert.equal(token?.used, false);
  const external = (await world.stripe.accounts.createExternalAccount(acct, {
    external_account: token!.id,
  })) as Stripe.BankAccount;
  const [account] = done.accounts.data;
  return { acct, account: account!.id, authorization: account!.authorization!, external };
}

async function payOut({ acct }: Payee, amount: number): Promise<Stripe.Payout> {
  const made = await world.stripe.payouts.create({ amount, currency: 'usd' }, { stripeAccount: acct });
  assert.equal(made.status, 'pending');
  return await until('the payout was over', async () => {
    const payout = await world.stripe.payouts.retrieve(made.id, undefined, { stripeAccount: acct });
    return !['pending', 'in_transit'].includes(payout.status) && payout;
  });
}

const statusOf = async ({ acct, external }: Payee) =>
  ((await world.stripe.accounts.retrieveExternalAccount(acct, external.id)) as Stripe.BankAccount).status;

/** Types of what happened in a connected account, oldest first. */
async function toldIn(acct: string): Promise<string[]> {
  await world.settle();
  const { data } = await world.stripe.events.list({ limit: 100 }, { stripeAccount: acct });
  return data.toReversed().map(({ type }) => type);
}

// Each waits for real time to pass, so they wait side by side.
describe('payouts', { concurrency: true }, () => {
  test('a payout arrives, the number dies, the next payout fails, and after the relink the same bank account is paid', async () => {
    const payee = await linkPayee();
    const { acct, account, external } = payee;
    assert.deepEqual([external.object, external.status, external.default_for_currency], ['bank_account', 'new', true]);
    assert.equal((await payOut(payee, 4200)).status, 'paid');

    await simulateOnAccount(world, account, 'account_number_revoked');
    assert.equal(await statusOf(payee), 'new');
    const failed = await payOut(payee, 1300);
    assert.deepEqual([failed.status, failed.failure_code], ['failed', 'invalid_account_number']);
    assert.equal(await statusOf(payee), 'tokenized_account_number_deactivated');
    const again = world.stripe.payouts.create({ amount: 1300, currency: 'usd' }, { stripeAccount: acct });
    await assert.rejects(again, { code: 'bank_account_unusable', param: 'destination', statusCode: 400 });

    const relink_options = { authorization: payee.authorization, account };
    await complete(world, (await session(acct, { relink_options })).id);
    assert.equal(await statusOf(payee), 'new');
    const paid = await payOut(payee, 1300);
    assert.deepEqual([paid.status, paid.destination], ['paid', external.id]);
    assert.match(paid.trace_id?.value ?? '', /^\d{15}$/);

    assert.deepEqual(await entriesAtBank(world, SLUG, acct, LASTING), [
      'credit 4200 settled',
      'credit 1300 R04',
      'credit 1300 settled',
    ]);
    assert.deepEqual(await toldIn(acct), [
      'account.external_account.created',
      'payout.created',
      'payout.updated',
      'payout.paid',
      'payout.created',
      'payout.updated',
      'payout.failed',
      'account.external_account.updated',
      'account.external_account.updated',
      'payout.created',
      'payout.updated',
      'payout.paid',
    ]);
  });

  test('a relinked account never touches the bank account made from another, and a newly linked one moves nothing', async () => {
    const one = await linkPayee();
    const other = await linkPayee();
    const retrieve = () => world.stripe.accounts.retrieveExternalAccount(other.acct, other.external.id);
    const before = await retrieve();
    await complete(
      world,
      (await session(one.acct, { relink_options: { authorization: one.authorization, account: one.account } })).id,
    );
    assert.deepEqual(await retrieve(), before);

    await simulateOnAccount(world, other.account, 'account_number_revoked');
    assert.equal((await payOut(other, 700)).status, 'failed');
    const dead = await retrieve();
    await complete(world, (await session(other.acct)).id, {
      institution: 'Bank (OAuth)',
      accounts: ['Everyday Checking'],
    });
    assert.deepEqual(await retrieve(), dead);
  });

  test('a payout can be canceled for a moment, and then no money moves', async () => {
    const payee = await linkPayee('Joint Checking', 'Bank (OAuth)');
    const { acct } = payee;
    const as = { stripeAccount: acct };
    const made = await world.stripe.payouts.create({ amount: 500, currency: 'usd' }, as);
    assert.equal((await world.stripe.payouts.cancel(made.id, undefined, as)).status, 'canceled');
    const twice = world.stripe.payouts.cancel(made.id, undefined, as);
    await assert.rejects(twice, { statusCode: 400, message: /canceled/ });
    assert.equal((await payOut(payee, 900)).status, 'paid');
    assert.deepEqual(await entriesAtBank(world, 'bank-oauth', acct, 'Joint Checking'), ['credit 900 settled']);
    const { data } = await world.stripe.payouts.list({ status: 'canceled' }, as);
    assert.deepEqual(
      data.map(({ id }) => id),
      [made.id],
    );
  });

  test('a payout to a closed account fails, and the bank account is of no use until it is relinked', async () => {
    const { id: acct } = await world.stripe.accounts.create({ type: 'custom' });
    const external = (await world.stripe.accounts.createExternalAccount(acct, {
      external_account: {
        object: 'bank_account',
        country: 'US',
        currency: 'usd',
        routing_number: '110000000',
        account_number: '000111111113',
      },
    })) as Stripe.BankAccount;
    const payee = { acct, account: '', authorization: '', external };
    const failed = await payOut(payee, 500);
    assert.deepEqual([failed.status, failed.failure_code], ['failed', 'account_closed']);
    assert.equal(await statusOf(payee), 'errored');
  });
});
