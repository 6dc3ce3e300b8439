// Several nodes use one link at a bank that takes a refresh token once, and are killed or held up at it: no consent dies that can be saved.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { sql } from 'kysely';
import { testEngine } from '../databases.ts';
import { advanceTo, complete, consentsAtBank, everything, link, newClock, relinkSession } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { type Node, startNode } from './refresh_nodes.ts';

const SLUG = 'thirty-day-tokens';
const INSTITUTION = 'Thirty-Day Tokens';
/** Longer than the lease of a process that vanished, and less than an access token lives. */
const LEASE_OVER_S = 180;
/** Longer than an access token lives. */
const TOKEN_OVER_S = 1_000;

let world: World;
let nodes: Node[];
before(async () => {
  world = await joinTestWorld();
  nodes = await Promise.all([startNode(world), startNode(world), startNode(world), startNode(world)]);
});
after(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  await world.close();
});
afterEach(() => {
  for (const node of nodes) node.setAhead(0);
});

/** The first of those that live. */
async function killed(node: Node): Promise<void> {
  nodes = nodes.filter((other) => other !== node);
  await node.kill();
}

async function linked(institution = INSTITUTION) {
  const test_clock = await newClock(world);
  const made = await link(world, { institution, test_clock });
  await world.settle();
  const [version] = (await nodes[0]!.use(made.authorization)) as number[];
  const before = asked();
  return { ...made, test_clock, version: version!, asked: () => asked() - before };
}

function asked(): number {
  return nodes.reduce((sum, node) => sum + node.asked(), 0);
}

/** Every node that lives asks for the credential at once; what they came to, each once. */
async function all(id: string, spent?: number): Promise<(number | string)[]> {
  const outcomes = await Promise.all(nodes.map((node) => node.use(id, { spent, times: 4 })));
  return [...new Set(outcomes.flat())];
}

function setAhead(seconds: number): void {
  for (const node of nodes) node.setAhead(seconds);
}

async function consents(made: { customer: string | null }): Promise<string[]> {
  return await consentsAtBank(world, SLUG, made.customer!);
}

/** Of every process; the embedded database has none. */
async function dropConnections(): Promise<void> {
  if (testEngine() === 'embedded') return;
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(world.platform.database.kysely);
}

test('nodes that need another credential at once ask for it once, and all go on with the same one', async () => {
  const made = await linked();
  for (let round = 1; round <= 5; round += 1) {
    assert.deepEqual(await all(made.authorization, made.version + round - 1), [made.version + round]);
    assert.equal(made.asked(), round);
  }
  assert.deepEqual(await consents(made), ['ACTIVE']);
});

test('a node that is held up with the bank’s answer in its hands is waited for, and its answer counts', async () => {
  const made = await linked();
  const [slow] = nodes as [Node];
  const held = slow.hold('after').held;
  const answer = slow.use(made.authorization, { spent: made.version });
  await held;
  nodes = nodes.filter((node) => node !== slow);
  assert.deepEqual(await all(made.authorization), [made.version]);
  // Its lease is over, and still nobody repeats what it asked while there is a token that works.
  setAhead(LEASE_OVER_S);
  assert.deepEqual(await all(made.authorization), [made.version]);
  slow.hold(null);
  assert.deepEqual(await answer, [made.version + 1]);
  nodes.push(slow);
  setAhead(0);
  assert.deepEqual(await all(made.authorization), [made.version + 1]);
  assert.deepEqual(await all(made.authorization, made.version + 1), [made.version + 2]);
  assert.deepEqual(await consents(made), ['ACTIVE']);
});

test('a relink during a refresh wins, and whoever refreshed goes on with what the relink brought', async () => {
  const made = await linked();
  const [slow] = nodes as [Node];
  const held = slow.hold('after').held;
  const answer = slow.use(made.authorization, { spent: made.version });
  await held;
  await complete(world, (await relinkSession(world, made)).id);
  slow.hold(null);
  assert.deepEqual(await answer, [made.version + 1]);
  assert.deepEqual(await all(made.authorization, made.version + 1), [made.version + 2]);
  assert.deepEqual(await consents(made), ['REVOKED', 'ACTIVE']);
});

test('a database that drops every connection between the bank’s answer and the commit keeps the answer all the same', async () => {
  const made = await linked();
  const [node] = nodes as [Node];
  const held = node.hold('after').held;
  const answer = node.use(made.authorization, { spent: made.version });
  await held;
  await dropConnections();
  node.hold(null);
  assert.deepEqual(await answer, [made.version + 1]);
  assert.deepEqual(await all(made.authorization, made.version + 1), [made.version + 2]);
  assert.deepEqual(await consents(made), ['ACTIVE']);
});

test('a node that is killed before it asks costs the link nothing', async () => {
  const made = await linked();
  const [victim] = nodes as [Node];
  const held = victim.hold('before').held;
  void victim.use(made.authorization, { spent: made.version });
  await held;
  await killed(victim);
  const before = asked();
  assert.deepEqual(await all(made.authorization), [made.version]);
  setAhead(LEASE_OVER_S);
  assert.deepEqual(await all(made.authorization, made.version), [made.version + 1]);
  assert.equal(asked() - before, 1);
  assert.deepEqual(
    nodes.flatMap((node) => node.alerts),
    [],
  );
  assert.deepEqual(await consents(made), ['ACTIVE']);
});

test('where the bank’s answer dies with a node, the token is tried once more, the operator is alerted once, and nothing loops', async () => {
  const made = await linked();
  const [victim] = nodes as [Node];
  const held = victim.hold('after').held;
  void victim.use(made.authorization, { spent: made.version });
  await held;
  await killed(victim);
  const before = asked();
  setAhead(LEASE_OVER_S);
  assert.deepEqual(await all(made.authorization), [made.version], 'what is left of the access token is used up');
  assert.equal(asked() - before, 0);
  setAhead(TOKEN_OVER_S);
  assert.deepEqual(await all(made.authorization), ['credential_lost']);
  assert.deepEqual(await all(made.authorization, made.version), ['credential_lost']);
  assert.equal(asked() - before, 1);
  assert.deepEqual(
    nodes.flatMap((node) => node.alerts),
    ['credential.lost'],
  );

  for (const day of [1, 2]) await advanceTo(world, made.test_clock, day);
  const { accounts } = await everything(world, made);
  const why = { inactive: { action: 'relink_required', cause: 'unspecified' } };
  assert.deepEqual(
    accounts.map(({ status_details }) => status_details),
    accounts.map(() => why),
  );
  const done = await complete(world, (await relinkSession(world, made)).id);
  assert.equal(done.status, 'succeeded');
  setAhead(0);
  assert.deepEqual(await all(made.authorization), [made.version + 1]);
});

test('where a form bank’s word about a password dies with a node, it is not asked again: the customer is', async () => {
  const made = await linked('Bank (Non-OAuth)');
  const person = `bank-non-oauth/people/${made.customer}`;
  const wrongPasswords = async () =>
    ((await world.control('GET', person)).access as { wrong_passwords: number }).wrong_passwords;
  await world.control('POST', `${person}/access/simulate`, { event: 'password_changed' });
  const [victim] = nodes as [Node];
  const held = victim.hold('after').held;
  void victim.use(made.authorization, { spent: made.version });
  await held;
  assert.equal(await wrongPasswords(), 1);
  await killed(victim);
  const before = asked();
  setAhead(LEASE_OVER_S);
  assert.deepEqual(await all(made.authorization, made.version), ['credential_lost']);
  await advanceTo(world, made.test_clock, 2);
  assert.deepEqual([asked() - before, await wrongPasswords()], [0, 1]);
  const { authorization } = await everything(world, made);
  assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
  await complete(world, (await relinkSession(world, made)).id);
  assert.equal(await wrongPasswords(), 0);
});
