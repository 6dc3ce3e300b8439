// Payments from linked accounts: they settle, they come back, and after a relink the same payment method pays again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import {
  advanceTo,
  complete,
  eventsAfter,
  link,
  mark,
  named,
  newClock,
  relinkSession,
  simulateOnAccount,
  until,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { refresh, transactions } from './bank_books.ts';
import { blockOf, entriesAtBank, LASTING, linkPayer, MANDATE, outcomeOf, pay, setUp } from './money.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const SLUG = 'tokenized-account-numbers';
/** Its first number is dead; a relink brings one that lasts. */
const OTHER = 'Expired Tokenized Account Number';
const PAID = { intent: ['succeeded', null], charge: ['succeeded', null, null] };
const DEAD = { network_code: 'R04', reason: 'tokenized_account_number_deactivated' };

/** Types of what was told after a mark about payments and what they are made with, oldest first. */
async function toldOfPayments(since: string | null): Promise<string[]> {
  const list = await eventsAfter(world, since);
  return list.map(({ type }) => type).filter((type) => /^(payment|charge|mandate)/.test(type));
}

test('a debit settles, the number dies, the next debit returns, and after the relink the same method pays', async () => {
  const payer = await linkPayer(world);
  const { customer, payment_method, account } = payer;
  const before = await mark(world);
  assert.deepEqual(outcomeOf(await pay(world, payer)), PAID);
  assert.deepEqual(await toldOfPayments(before), [
    'payment_intent.created',
    'charge.pending',
    'payment_intent.processing',
    'charge.succeeded',
    'payment_intent.succeeded',
  ]);

  await simulateOnAccount(world, account.id, 'account_number_revoked');
  assert.equal(await blockOf(world, payment_method), null);
  const dying = await mark(world);
  const returned = await pay(world, payer, 2000);
  assert.deepEqual(outcomeOf(returned), {
    intent: ['requires_payment_method', 'account_number_invalid'],
    charge: ['failed', 'account_number_invalid', 'R04'],
  });
  assert.equal(returned.payment_method, null);
  assert.equal(returned.last_payment_error?.payment_method?.id, payment_method);
  assert.deepEqual(await blockOf(world, payment_method), DEAD);
  assert.deepEqual(await toldOfPayments(dying), [
    'payment_intent.created',
    'charge.pending',
    'payment_intent.processing',
    'charge.failed',
    'payment_method.updated',
    'payment_intent.payment_failed',
  ]);
  const again = world.stripe.paymentIntents.confirm(returned.id, { payment_method });
  await assert.rejects(again, { code: 'payment_method_bank_account_blocked', statusCode: 400 });

  const { number_of: before_relink } = await numbersOf(payment_method);
  const relinking = await mark(world);
  await complete(world, (await relinkSession(world, payer, { account: account.id })).id);
  assert.deepEqual(await toldOfPayments(relinking), ['payment_method.automatically_updated']);
  assert.equal(await blockOf(world, payment_method), null);
  assert.notDeepEqual((await numbersOf(payment_method)).number_of, before_relink);

  assert.equal((await world.stripe.paymentIntents.confirm(returned.id, { payment_method })).status, 'processing');
  await world.settle();
  const paid = await world.stripe.paymentIntents.retrieve(returned.id, { expand: ['latest_charge'] });
  assert.deepEqual(outcomeOf(paid), PAID);
  assert.equal(paid.amount_received, 2000);
  assert.deepEqual(await entriesAtBank(world, SLUG, customer, LASTING), [
    'debit 1050 settled',
    'debit 2000 R04',
    'debit 2000 settled',
  ]);
});

/** What tells one number from another without its digits. */
async function numbersOf(payment_method: string) {
  const { us_bank_account } = await world.stripe.paymentMethods.retrieve(payment_method);
  const { routing_number, last4, fingerprint } = us_bank_account!;
  return { number_of: { routing_number, last4, fingerprint } };
}

test('a number that its bank ended without a word is found out by the debit that comes back', async () => {
  const payer = await linkPayer(world);
  const { customer, account } = payer;
  const person = await world.control('GET', `${SLUG}/people/${customer}`);
  const at_bank = (person.accounts as { account_id: string; display_name: string }[]).find(
    ({ display_name }) => display_name === LASTING,
  );
  const path = `${SLUG}/people/${customer}/accounts/${at_bank?.account_id}/simulate`;
  await world.control('POST', path, { event: 'number_revoked' });
  const status = async () =>
    (await world.stripe.financialConnections.accounts.retrieve(account.id)).account_numbers?.[0]?.status;
  assert.equal(await status(), 'transactable');
  assert.equal((await pay(world, payer)).last_payment_error?.code, 'account_number_invalid');
  await world.settle();
  assert.equal(await status(), 'deactivated');
});

test('a relinked account never touches the methods of another, and a newly linked one moves nothing', async () => {
  const payer = await linkPayer(world, [LASTING, OTHER]);
  const { customer, accounts, payment_method } = payer;
  const other = named(accounts, OTHER);
  await complete(world, (await relinkSession(world, payer, { account: other.id })).id);
  const others = await setUp(world, customer, other.id);
  const untouched = await world.stripe.paymentMethods.retrieve(others);

  await simulateOnAccount(world, payer.account.id, 'account_number_revoked');
  await pay(world, payer);
  await complete(world, (await relinkSession(world, payer, { account: payer.account.id })).id);
  assert.deepEqual(await world.stripe.paymentMethods.retrieve(others), untouched);

  await simulateOnAccount(world, payer.account.id, 'account_number_revoked');
  await pay(world, payer);
  const before = await world.stripe.paymentMethods.retrieve(payment_method);
  assert.notEqual(before.us_bank_account?.status_details?.blocked, undefined);
  await link(world, { customer, institution: 'Bank (OAuth)', accounts: ['Everyday Checking'] });
  assert.deepEqual(await world.stripe.paymentMethods.retrieve(payment_method), before);
  const { data } = await world.stripe.customers.listPaymentMethods(customer);
  assert.deepEqual(data.map(({ id }) => id).toSorted(), [payment_method, others].toSorted());
});

test('what was paid stands among the transactions of the account, in the merchant’s name', async () => {
  const payer = await linkPayer(world, ['Joint Checking'], 'Bank (OAuth)');
  const { id } = payer.account;
  await pay(world, payer, 4321);
  await refresh(world, id, ['transactions']);
  const found = (await transactions(world, id)).filter(({ amount }) => amount === -4321);
  assert.deepEqual(
    found.map(({ status, currency, description }) => [status, currency, description]),
    [['posted', 'usd', 'Sandbox Merchant']],
  );
});

test('a disconnected account keeps paying, by a real number and by a tokenized one', async () => {
  const real = await linkPayer(world, ['Joint Checking'], 'Bank (OAuth)');
  for (const payer of [real, await linkPayer(world)]) {
    await world.stripe.financialConnections.accounts.disconnect(payer.account.id);
    await world.settle();
    assert.deepEqual(outcomeOf(await pay(world, payer)), PAID);
    await advanceTo(world, payer.test_clock, 31);
    const tokenized = payer !== real;
    assert.equal((await pay(world, payer)).status, tokenized ? 'requires_payment_method' : 'succeeded');
    assert.deepEqual(await blockOf(world, payer.payment_method), tokenized ? DEAD : null);
  }
  const settled = 'debit 1050 settled';
  assert.deepEqual(await entriesAtBank(world, 'bank-oauth', real.customer, 'Joint Checking'), [settled, settled]);
});

test('a closed, a frozen and a thawed account', async () => {
  const payer = await linkPayer(world, ['Joint Checking'], 'Bank (OAuth)');
  const { customer, account, payment_method } = payer;
  const person = await world.control('GET', `bank-oauth/people/${customer}`);
  const at_bank = (person.accounts as { account_id: string; display_name: string }[]).find(
    ({ display_name }) => display_name === 'Joint Checking',
  );
  const happens = (event: string) =>
    world.control('POST', `bank-oauth/people/${customer}/accounts/${at_bank?.account_id}/simulate`, { event });
  await happens('frozen');
  assert.deepEqual(outcomeOf(await pay(world, payer)).charge, ['failed', 'bank_account_restricted', 'R16']);
  assert.deepEqual(await blockOf(world, payment_method), { network_code: 'R16', reason: 'bank_account_frozen' });
  await happens('thawed');
  await complete(world, (await relinkSession(world, payer, { account: account.id })).id);
  assert.deepEqual(outcomeOf(await pay(world, payer)), PAID);

  await happens('closed');
  assert.deepEqual(outcomeOf(await pay(world, payer)).charge, ['failed', 'account_closed', 'R02']);
  await world.settle();
  const { status, status_details } = await world.stripe.financialConnections.accounts.retrieve(account.id);
  assert.deepEqual([status, status_details?.inactive?.cause], ['inactive', 'account_closed']);
});

/** A payment in real time as it ended. */
async function ended(id: string): Promise<Stripe.PaymentIntent> {
  return await until('the payment was over', async () => {
    const intent = await world.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    return intent.status !== 'processing' && intent;
  });
}

/** By the name of a test payment method: status, failure code, network's code, reason of the block. */
const TESTS: Record<string, (string | null)[]> = {
  success: ['succeeded', null, null, null],
  accountClosed: ['failed', 'account_closed', 'R02', 'bank_account_closed'],
  noAccount: ['failed', 'no_account', 'R03', 'bank_account_invalid_details'],
  insufficientFunds: ['failed', 'insufficient_funds', 'R01', null],
  debitNotAuthorized: ['failed', 'debit_not_authorized', 'R29', 'debit_not_authorized'],
  invalidCurrency: ['failed', 'payment_method_currency_mismatch', null, null],
  weeklyLimitExceeded: ['failed', 'charge_exceeds_source_limit', null, null],
  riskLevelHighest: ['failed', 'bank_account_declined', null, null],
  dispute: ['succeeded', null, 'R10', 'debit_not_authorized'],
  processing: ['pending', null, null, null],
};

test('the payment methods that every sandbox has end as their names say, in real time', async () => {
  const made = await Promise.all(
    Object.keys(TESTS).map(async (name) => {
      const intent = await world.stripe.paymentIntents.create({
        amount: 500,
        currency: 'usd',
        payment_method: `pm_usBankAccount_${name}`,
        confirm: true,
        mandate_data: MANDATE as never,
      });
      return [name, intent] as const;
    }),
  );
  for (const [name, { id, payment_method }] of made) {
    if (name !== 'processing') await ended(id);
    const charge = (await world.stripe.charges.list({ payment_intent: id })).data[0]!;
    const blocked = await blockOf(world, payment_method as string);
    const { status, failure_code, outcome } = charge;
    const seen = [status, failure_code, outcome?.network_decline_code ?? null, blocked?.reason ?? null];
    assert.deepEqual(seen, TESTS[name], name);
    assert.equal(charge.disputed, name === 'dispute');
    assert.equal(outcome?.type === 'blocked', name === 'riskLevelHighest');
    const { mandate } = charge.payment_method_details!.us_bank_account!;
    const given = await world.stripe.mandates.retrieve(mandate as string);
    const taken_back = name === 'dispute' || name === 'debitNotAuthorized';
    assert.equal(given.status, taken_back ? 'inactive' : 'active', name);
  }
});

test('a debit that its bank never decides is asked for day after day, and stays under way', async () => {
  const test_clock = await newClock(world);
  const { id: customer } = await world.stripe.customers.create({ test_clock });
  const intent = await world.stripe.paymentIntents.create({
    amount: 500,
    currency: 'usd',
    customer,
    payment_method: 'pm_usBankAccount_processing',
    confirm: true,
    mandate_data: MANDATE as never,
  });
  await advanceTo(world, test_clock, 4);
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'processing');
});

test('a typed-in number is proved by micro-deposits first; an account that takes no payments returns R20', async () => {
  const before = await mark(world);
  const intent = await world.stripe.paymentIntents.create({
    amount: 500,
    currency: 'usd',
    payment_method_data: {
      type: 'us_bank_account',
      us_bank_account: {
        routing_number: '110000000',
        account_number: '000314159265',
        account_holder_type: 'individual',
      },
      billing_details: { name: 'Jenny Rosen' },
    },
    confirm: true,
    mandate_data: MANDATE as never,
  });
  assert.deepEqual([intent.status, intent.next_action?.type], ['requires_action', 'verify_with_microdeposits']);
  const wrong = world.stripe.paymentIntents.verifyMicrodeposits(intent.id, { amounts: [1, 2] });
  await assert.rejects(wrong, { code: 'payment_method_microdeposit_verification_amounts_mismatch' });
  const verified = await world.stripe.paymentIntents.verifyMicrodeposits(intent.id, { amounts: [32, 45] });
  assert.equal(verified.status, 'processing');
  const over = await ended(intent.id);
  assert.deepEqual(outcomeOf(over).charge, ['failed', 'bank_account_unusable', 'R20']);
  const types = await toldOfPayments(before);
  assert.equal(types.includes('payment_intent.requires_action'), true);
  const first = intent.payment_method as string;
  assert.deepEqual(await blockOf(world, first), { network_code: 'R20', reason: 'bank_account_restricted' });
});
