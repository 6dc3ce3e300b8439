// A relink that is cancelled or fails ends with its row of the outcome table and leaves the old link exactly as it was.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type CompleteParams,
  complete,
  consentsAtBank,
  everything,
  link,
  mark,
  relinkSession,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

type Linked = Awaited<ReturnType<typeof link>>;
interface End {
  status: 'cancelled' | 'failed';
  status_details: object;
  failure_reason: 'no_account' | 'no_authorization' | 'other';
}

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const BANKS = { 'Bank (OAuth)': 'bank-oauth', 'Bank (Non-OAuth)': 'bank-non-oauth' };
const CANCELLED: End = {
  status: 'cancelled',
  status_details: { cancelled: { reason: 'other' } },
  failure_reason: 'no_authorization',
};
const REFUSED: End = { status: 'failed', status_details: {}, failure_reason: 'no_authorization' };
const WRONG: End = { status: 'failed', status_details: {}, failure_reason: 'no_account' };
const BROKEN: End = { status: 'failed', status_details: {}, failure_reason: 'other' };

const OUTCOMES: { outcome: NonNullable<CompleteParams['outcome']>; aims: ('account' | 'authorization')[]; end: End }[] =
  [
    { outcome: 'cancel', aims: ['account', 'authorization'], end: CANCELLED },
    { outcome: 'fail_authentication', aims: ['account', 'authorization'], end: REFUSED },
    { outcome: 'unexpected_error', aims: ['account', 'authorization'], end: BROKEN },
    { outcome: 'wrong_account', aims: ['account'], end: WRONG },
  ];

let world: World;
/** One link per bank and state. No test of this file changes one, which is what they show. */
const links = new Map<string, Linked>();
before(async () => {
  world = await joinTestWorld();
  for (const bank of Object.keys(BANKS)) {
    links.set(`healthy ${bank}`, await link(world, { institution: bank, accounts: NAMES }));
    const broken = await link(world, { institution: bank, accounts: NAMES });
    await simulateOnAuthorization(world, broken.authorization, 'consent_revoked');
    links.set(`broken ${bank}`, broken);
  }
});
after(() => world.close());

for (const [bank, slug] of Object.entries(BANKS)) {
  for (const state of ['healthy', 'broken']) {
    for (const { outcome, aims, end } of OUTCOMES) {
      for (const aim of aims) {
        test(`${outcome} in a relink of the ${aim} at ${bank} leaves a ${state} link as it was`, async () => {
          const linked = links.get(`${state} ${bank}`)!;
          await assertUnchanged(linked, slug, end, { outcome }, aim);
        });
      }
    }
  }
}

async function assertUnchanged(
  linked: Linked,
  slug: string,
  end: End,
  params: CompleteParams,
  aim: 'account' | 'authorization',
): Promise<void> {
  const before = await everything(world, linked);
  const live = liveOnes(await consentsAtBank(world, slug, linked.customer!));
  const since = await mark(world);
  const session = await relinkSession(world, linked, aim === 'account' ? { account: linked.accounts[0]!.id } : {});
  assert.equal(session.status, 'pending');
  const done = await complete(world, session.id, params);
  assert.equal(done.status, end.status);
  assert.deepEqual(done.status_details, end.status_details);
  assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: end.failure_reason });
  assert.deepEqual(done.accounts.data, []);
  assert.deepEqual(await world.stripe.financialConnections.sessions.retrieve(session.id), done);
  assert.deepEqual(await everything(world, linked), before);
  assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
  assert.equal(liveOnes(await consentsAtBank(world, slug, linked.customer!)), live);
}

function liveOnes(states: string[]): number {
  return states.filter((state) => state === 'ACTIVE').length;
}

test('a relink in which nothing fits the filter could authorize no account', async () => {
  const linked = links.get('broken Bank (OAuth)')!;
  const before = await everything(world, linked);
  const session = await relinkSession(world, linked, { filters: { account_subcategories: ['mortgage'] } });
  const done = await complete(world, session.id);
  assert.equal(done.status, 'failed');
  assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'no_authorization' });
  assert.deepEqual(await everything(world, linked), before);
});

test('a finished session is finished: it cannot be completed again', async () => {
  const linked = links.get('healthy Bank (OAuth)')!;
  const session = await relinkSession(world, linked);
  const done = await complete(world, session.id, { outcome: 'cancel' });
  await assert.rejects(complete(world, session.id), { statusCode: 400, code: 'status_transition_invalid' });
  assert.deepEqual(await world.stripe.financialConnections.sessions.retrieve(session.id), done);
});

test('a first link that is cancelled has a status and no relink result', async () => {
  const customer = (await world.stripe.customers.create({})).id;
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['balances'],
  });
  const done = await complete(world, session.id, { institution: 'Bank (OAuth)', outcome: 'cancel' });
  assert.equal(done.status, 'cancelled');
  assert.equal('relink_result' in done, false);
  const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
  assert.deepEqual(data, []);
});

test('a wrong account cannot be asked of a session that requires none', async () => {
  const session = await relinkSession(world, links.get('healthy Bank (OAuth)')!);
  await assert.rejects(complete(world, session.id, { outcome: 'wrong_account' }), {
    statusCode: 400,
    param: 'outcome',
  });
});
