// What becomes of tokenized numbers as consents end and are given anew: the bank's policy says, and every relink compares.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import { type Account, advanceTo, atBank, complete, mark, relinkSession, toldByDay } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { linkPayer, pay } from './money.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const CHECKING = 'Everyday Checking';
const NEWEST = '2026-09-30.preview';

/** A customer who lets one tokenized number be debited, and the consent that he gave. */
async function payerAt(institution: string, slug: string) {
  const payer = await linkPayer(world, [CHECKING], institution);
  const { consents } = await atBank(world, slug, payer.customer);
  const consent = consents.at(-1)!.consent_id;
  const revoke = () => world.control('POST', `${slug}/consents/${consent}/simulate`, { event: 'revoked' });
  return { ...payer, revoke, since: await mark(world) };
}

async function stateOf({ account }: { account: Pick<Account, 'id'> }) {
  const read = await world.client({ apiVersion: NEWEST }).financialConnections.accounts.retrieve(account.id);
  const [number] = read.account_numbers ?? [];
  assert.equal(number?.identifier_type, 'tokenized_account_number');
  return [read.status, number.status as string];
}

test('a number that survives everything is good after a revocation, and is debited', async () => {
  const payer = await payerAt('Surviving Numbers', 'surviving-numbers');
  await payer.revoke();
  await advanceTo(world, payer.test_clock, 1);
  assert.deepEqual(await stateOf(payer), ['inactive', 'transactable']);
  assert.equal((await pay(world, payer)).status, 'succeeded');
  assert.deepEqual(await toldByDay(world, payer.since), [[1, 'account.deactivated', payer.account.id]]);
});

test('a number of the client’s stays the same at a relink, and nothing is told of it', async () => {
  const payer = await payerAt('One Grant Per Customer', 'one-grant');
  await complete(world, (await relinkSession(world, payer, { account: payer.account.id })).id);
  const types = (await toldByDay(world, payer.since)).map(([, type]) => type);
  assert.deepEqual(types, ['session.updated']);
  assert.deepEqual(await stateOf(payer), ['active', 'transactable']);
});

test('a number of one consent is deactivated with it, ends with it, and is another one after the relink', async () => {
  const payer = await payerAt('FDX Green', 'fdx-green');
  const { account_numbers, status_details } = await world.stripe.financialConnections.accounts.retrieve(
    payer.account.id,
  );
  assert.ok(status_details?.active);
  assert.equal(account_numbers?.[0]?.expected_expiry_date, status_details.active.expected_deactivation_date);
  await payer.revoke();
  await advanceTo(world, payer.test_clock, 1);
  assert.deepEqual(await stateOf(payer), ['inactive', 'deactivated']);
  assert.deepEqual(await toldByDay(world, payer.since), [
    [1, 'account.deactivated', payer.account.id],
    [1, 'account.account_numbers_updated', payer.account.id],
  ]);
  const before = await numberAt(payer);
  await complete(world, (await relinkSession(world, payer, { account: payer.account.id })).id);
  assert.deepEqual(await stateOf(payer), ['active', 'transactable']);
  assert.notEqual(await numberAt(payer), before);
});

test('a merchant who may not read a number any more hears nothing of its end', async () => {
  const payer = await payerAt('FDX Green', 'fdx-green');
  const session = await relinkSession(world, payer, { account: payer.account.id, permissions: ['balances'] });
  await complete(world, session.id);
  const since = await mark(world);
  const { consents } = await atBank(world, 'fdx-green', payer.customer);
  const { consent_id } = consents.at(-1)!;
  await world.control('POST', `fdx-green/consents/${consent_id}/simulate`, { event: 'revoked' });
  await advanceTo(world, payer.test_clock, 1);
  assert.deepEqual(await toldByDay(world, since), [[1, 'account.deactivated', payer.account.id]]);
});

test('a consent that runs out takes the number with it that was to end with it, and both are warned of', async () => {
  const payer = await payerAt('FDX Green', 'fdx-green');
  await advanceTo(world, payer.test_clock, 365);
  assert.deepEqual(await stateOf(payer), ['inactive', 'expired']);
  const story = (await toldByDay(world, payer.since)).filter(([, , id]) => id === payer.account.id);
  assert.deepEqual(story.map(([day, type]) => [day, type]).toSorted(), [
    [335, 'account.upcoming_account_number_expiry'],
    [335, 'account.upcoming_deactivation'],
    [365, 'account.account_numbers_updated'],
    [365, 'account.deactivated'],
  ]);
});

const RETURNS: [event: string, code: string, state: string[]][] = [
  ['closed', 'R02', ['inactive', 'transactable']],
  ['restricted', 'R16', ['active', 'pending']],
];
for (const [event, code, state] of RETURNS) {
  test(`row 22: a debit that comes back with ${code} has the bank looked at, which says that the account is ${event}`, async () => {
    const payer = await payerAt('Surviving Numbers', 'surviving-numbers');
    const { accounts } = await atBank(world, 'surviving-numbers', payer.customer);
    const { account_id } = accounts.find(({ display_name }) => display_name === CHECKING)!;
    const path = `surviving-numbers/people/${payer.customer}/accounts/${account_id}/simulate`;
    await world.control('POST', path, { event });
    const { latest_charge } = await pay(world, payer);
    assert.equal((latest_charge as Stripe.Charge).outcome?.network_decline_code, code);
    assert.deepEqual(await stateOf(payer), state);
  });
}

/** The last digits that a payment would use now. */
async function numberAt({ payment_method }: { payment_method: string }): Promise<string | null | undefined> {
  return (await world.stripe.paymentMethods.retrieve(payment_method)).us_bank_account?.last4;
}
