// The audit log tells of every token, number and operator's call, with ids and no secrets, and nobody changes it afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { audit, forgetAudit, platformFor, readAudit } from '../../server/src/domain/audit.ts';
import { createSignInLink, signInUrl } from '../../server/src/domain/merchants/sign_in.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { signIn } from '../dashboard.ts';
import { complete, link, relinkSession, simulateOnAuthorization } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

const DAY_MS = 86_400_000;

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

type Linked = Awaited<ReturnType<typeof link>>;

async function entriesOf(of: { authorization?: string; account?: string }) {
  await world.settle();
  return await world.platform.database.transact((trx) => readAudit(trx, of, 1_000));
}

async function actionsOf({ authorization }: Linked): Promise<string[]> {
  return (await entriesOf({ authorization })).map(({ action }) => action);
}

test('a link is told of from its first token to its last, with the handle that the bank knows each read by', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  assert.deepEqual(await actionsOf(linked), ['token.adopted', 'number.read']);
  const [, read] = await entriesOf(linked);
  assert.deepEqual(
    [read?.account, read?.actor, read?.detail],
    [linked.accounts[0]!.id, 'platform', { type: 'account_number' }],
  );
  assert.match(read?.interaction ?? '', /^[0-9a-f-]{36}$/);
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  await complete(world, (await relinkSession(world, linked)).id);
  await world.stripe.financialConnections.accounts.disconnect(linked.accounts[0]!.id);
  const [, , ...later] = await entriesOf(linked);
  const told = later.map(({ action }) => action);
  assert.deepEqual(told, ['token.deleted', 'token.adopted', 'number.read', 'account.disconnected']);
  assert.match(later.at(-1)?.actor ?? '', /^req_/);
  const everything = await entriesOf({});
  const grants = everything.filter(({ action }) => action.startsWith('token.')).map(({ action }) => action);
  for (const action of ['token.issued', 'token.revoking', 'token.revoked']) assert.ok(grants.includes(action), action);
});

test('a grant that a bank does not let us end is not told of as ended', async () => {
  const { kysely } = world.platform.database;
  const row = () => kysely.selectFrom('institutions').select('protocol').where('slug', '=', 'plain-oauth');
  const { protocol } = await row().executeTakeFirstOrThrow();
  const write = (value: object) =>
    kysely
      .updateTable('institutions')
      .set({ protocol: JSON.stringify(value) })
      .where('slug', '=', 'plain-oauth')
      .execute();
  const { revocation_endpoint: _, ...metadata } = protocol.metadata as Record<string, unknown>;
  await write({ ...protocol, metadata });
  const linked = await link(world, { institution: 'Plain OAuth' });
  const before = (await entriesOf({})).at(-1)!;
  for (const { id } of linked.accounts) await world.stripe.financialConnections.accounts.disconnect(id);
  const later = (await entriesOf({})).filter(({ sequence }) => sequence > before.sequence);
  await write(protocol);
  const told = new Set(later.map(({ action }) => action));
  assert.deepEqual(told, new Set(['account.disconnected', 'token.revoking']));
});

test('a number is told of when a payment method copies it', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  await world.stripe.paymentMethods.create({
    type: 'us_bank_account',
    us_bank_account: { financial_connections_account: linked.accounts[0]!.id },
  });
  assert.deepEqual((await actionsOf(linked)).at(-1), 'number.copied');
});

test('what a member does at the Dashboard is told with the member, what he looks at is not', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  const { database } = world.platform;
  const account = linked.accounts[0]!.id as never;
  const { merchant } = await database.kysely
    .selectFrom('accounts')
    .select('merchant')
    .where('id', '=', account)
    .executeTakeFirstOrThrow();
  const { email, id: member } = await database.kysely
    .selectFrom('members')
    .select(['email', 'id'])
    .where('merchant', '=', merchant)
    .executeTakeFirstOrThrow();
  const token = await database.transact((trx) =>
    createSignInLink(
      { trx, clock: systemClock, random: systemRandom },
      { kind: 'start', email, merchant, bound: true },
    ),
  );
  const owner = await signIn(world.url, signInUrl(world.url, 'start', token), merchant);
  await owner.call('GET /accounts/:id', { path: { id: account } });
  await owner.call('POST /accounts/:id/disconnect', { path: { id: account } });
  const told = (await entriesOf({ account })).filter(({ actor }) => actor === member);
  assert.deepEqual(
    told.map(({ action, detail }) => [action, (detail as { call: string }).call]),
    [['member.called', 'POST /accounts/:id/disconnect']],
  );
});

test('entries are neither changed nor deleted, until they are old', async () => {
  const { database } = world.platform;
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  const [entry] = await entriesOf(linked);
  const refused = /audit entries are only ever added/;
  const { kysely } = database;
  const own = entry!.sequence;
  await assert.rejects(
    kysely.updateTable('audit_entries').set({ actor: 'nobody' }).where('sequence', '=', own).execute(),
    refused,
  );
  await assert.rejects(kysely.deleteFrom('audit_entries').where('sequence', '=', own).execute(), refused);
  await assert.rejects(
    database.transact((trx) => database.script(trx, 'truncate audit_entries')),
    refused,
  );
  const old = new Date(Date.now() - 401 * DAY_MS);
  const owner = platformFor({ merchant: entry!.merchant, livemode: false });
  await database.transact((trx) =>
    audit({ trx, clock: { now: () => old } }, owner, {
      action: 'token.deleted',
      authorization: linked.authorization as never,
    }),
  );
  const before = new Date(Date.now() - 400 * DAY_MS);
  const future = new Date(Date.now() + 500 * DAY_MS);
  assert.equal(await database.transact((trx) => forgetAudit(trx, before)), 1);
  // Nobody is asked to delete what the database would refuse to.
  assert.equal(await database.transact((trx) => forgetAudit(trx, future)), 0);
  assert.deepEqual((await entriesOf(linked))[0], entry);
});
