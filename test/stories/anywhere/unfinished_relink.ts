// A relink that is cancelled or fails ends with its row of the outcome table and leaves the old link exactly as it was.
import assert from 'node:assert/strict';
import {
  type CompleteParams,
  complete,
  consentsAtBank,
  everything,
  link,
  mark,
  relinkSession,
  type Scene,
  simulateOnAuthorization,
  told,
} from '../../story.ts';
import type { Story } from './tell.ts';

type Linked = Awaited<ReturnType<typeof link>>;
type State = 'healthy' | 'broken';

interface End {
  status: 'cancelled' | 'failed';
  status_details: object;
  failure_reason: 'no_account' | 'no_authorization' | 'other';
}

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
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

/** Every outcome at a bank, for a link that works and one that does not. No sentence changes a link, which is what they show. */
export function unfinishedAt(bank: string, slug: string): Story {
  const links = new WeakMap<Scene, Map<State, Linked>>();
  const linkOf = async (world: Scene, state: State): Promise<Linked> => {
    const mine = links.get(world) ?? new Map<State, Linked>();
    const linked = mine.get(state) ?? (await linkIn(world, bank, state));
    links.set(world, mine.set(state, linked));
    return linked;
  };
  const sentences = (['healthy', 'broken'] as const).flatMap((state) =>
    OUTCOMES.flatMap(({ outcome, aims, end }) =>
      aims.map((aim): [string, Story[string]] => [
        `${outcome} in a relink of the ${aim} at ${bank} leaves a ${state} link as it was`,
        async (world) => assertUnchanged(world, await linkOf(world, state), slug, end, { outcome }, aim),
      ]),
    ),
  );
  return Object.fromEntries(sentences);
}

async function linkIn(world: Scene, institution: string, state: State): Promise<Linked> {
  const linked = await link(world, { institution, accounts: NAMES });
  if (state === 'broken') await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return linked;
}

async function assertUnchanged(
  world: Scene,
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

export const unfinishedRelink: Story = {
  ...unfinishedAt('Bank (OAuth)', 'bank-oauth'),

  'a relink in which nothing fits the filter could authorize no account': async (world) => {
    const linked = await linkIn(world, 'Bank (OAuth)', 'broken');
    const before = await everything(world, linked);
    const session = await relinkSession(world, linked, { filters: { account_subcategories: ['mortgage'] } });
    const done = await complete(world, session.id);
    assert.equal(done.status, 'failed');
    assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'no_authorization' });
    assert.deepEqual(await everything(world, linked), before);
  },

  'a first link that is cancelled has a status and no relink result': async (world) => {
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
  },
};
