// What the database keeps of links and visits, and for how long: nothing in clear that opens anything, nothing longer than needed, under one key.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readConfig } from '../../server/src/config.ts';
import { type Database, openDatabase } from '../../server/src/database/open.ts';
import { disconnectAccount } from '../../server/src/domain/connections/disconnect.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { tidyUp } from '../../server/src/housekeeping.ts';
import { startPlatform } from '../../server/src/main.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { launch, openFlow, startVisit } from '../contract/flow_client.ts';
import { testEngine } from '../databases.ts';
import {
  atBank,
  complete,
  consentsAtBank,
  link,
  newClock,
  relinkSession,
  type Session,
  simulateOnAuthorization,
  until,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

type Linked = Awaited<ReturnType<typeof link>>;

const HOUR_MS = 3_600_000;
const JOINT = 'Joint Owners Checking';

let world: World;
/** What happened before the platform was stopped, to be looked for in its database. */
let told: {
  secrets: Record<string, string | null | undefined>;
  over: string[];
  disconnected: Linked;
  deleted: Linked;
  onDeletedClock: Linked;
  moved: { linked: Linked; account: string; authorization: string };
  unfinished: Session;
};
before(async () => {
  world = await openTestWorld();
  told = {
    secrets: await atTheBank(),
    over: await finished(),
    disconnected: await disconnected(),
    deleted: await deleted(),
    onDeletedClock: await deletedWithClock(),
    moved: await moved(),
    unfinished: await world.stripe.financialConnections.sessions.create({ permissions: ['balances'] }),
  };
});
after(() => world.close());

/** One customer has the link to the bank on his page, another one is at the bank. */
async function atTheBank(): Promise<typeof told.secrets> {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  const waiting = await startVisit(openFlow(world, await relinkSession(world, linked)));
  const opened = await startVisit(openFlow(world, await relinkSession(world, linked)));
  const { location, cookie } = await launch(opened);
  const asked = new URL(location).searchParams;
  return {
    'launch token': waiting.slice(waiting.lastIndexOf('/') + 1),
    'used launch token': opened.slice(opened.lastIndexOf('/') + 1),
    state: asked.get('state'),
    nonce: asked.get('nonce'),
    cookie: cookie.split('=')[1],
  };
}

/** The sessions of a link and of a relink that failed. */
async function finished(): Promise<string[]> {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  const failing = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  await complete(world, failing.id, { outcome: 'wrong_account' });
  return [linked.session.id, failing.id];
}

async function disconnected(): Promise<Linked> {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  await world.stripe.financialConnections.accounts.disconnect(linked.accounts[0]!.id);
  return linked;
}

async function deleted(): Promise<Linked> {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  await world.stripe.customers.del(linked.customer!);
  return linked;
}

async function deletedWithClock(): Promise<Linked> {
  const test_clock = await newClock(world);
  const linked = await link(world, { accounts: ['Everyday Checking'], test_clock });
  await world.settle();
  await world.stripe.testHelpers.testClocks.del(test_clock);
  return linked;
}

/** A broken joint account goes over to the other owner who answers the relink. */
async function moved(): Promise<typeof told.moved> {
  const linked = await link(world, { institution: 'Ownership Accounts' });
  const owner = linked.customer!;
  const account = linked.accounts.find(({ display_name }) => display_name === JOINT)!.id;
  const { accounts } = await atBank(world, 'ownership-accounts', owner);
  const { account_id } = accounts.find(({ display_name }) => display_name === JOINT)!;
  const partner = `${owner}-partner`;
  await world.control('POST', `ownership-accounts/people/${owner}/accounts/${account_id}/share`, { with: partner });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const done = await complete(world, (await relinkSession(world, linked)).id, { bank_user: partner });
  return { linked, account, authorization: String(done.relink_result?.authorization) };
}

describe('what a merchant or a test ended', () => {
  for (const [what, which] of [
    ['of a customer who was deleted', 'deleted'],
    ['of a customer whose test clock was deleted', 'onDeletedClock'],
  ] as const) {
    test(`is ended at the bank, too: the consent ${what}`, async () => {
      const { customer, accounts } = told[which];
      const states = await until('the consent was ended', async () => {
        const now = await consentsAtBank(world, 'bank-oauth', customer!);
        return !now.includes('ACTIVE') && now;
      });
      assert.deepEqual(states, ['REVOKED']);
      const { status } = await world.stripe.financialConnections.accounts.retrieve(accounts[0]!.id);
      assert.equal(status, 'disconnected');
    });
  }
});

describe('a platform with another key than its database was made with', () => {
  before(async () => {
    await world.settle();
    await world.stop();
  });

  const refused = /RELINK_ENCRYPTION_KEY.*sealed with another key/;

  test('does not start, and says which variable is wrong', () =>
    assert.rejects(startPlatform(readConfig({ ...world.env, RELINK_ENCRYPTION_KEY: '00'.repeat(32) })), refused));

  test('does not start with keys from the environment either', () => {
    const { secret, publishable } = world.keys;
    const named = { RELINK_SANDBOX_SECRET_KEY: secret, RELINK_SANDBOX_PUBLISHABLE_KEY: publishable };
    const env = { ...world.env, ...named, RELINK_ENCRYPTION_KEY: '00'.repeat(32) };
    return assert.rejects(startPlatform(readConfig(env)), refused);
  });

  test('does not start as a second node with a data folder, and so a key, of its own', async () => {
    // The embedded database is in the data folder: there, another folder is another database.
    if (testEngine() === 'embedded') return;
    const folder = await mkdtemp(join(tmpdir(), 'relink-key-'));
    try {
      await assert.rejects(startPlatform(readConfig({ ...world.env, RELINK_DATA_DIR: folder })), refused);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('the database', () => {
  let database: Database;
  before(async () => {
    database = await openIt();
  });
  after(() => database.close());

  test('holds neither state, nonce, cookie nor launch link of a visit in clear', async () => {
    const rows = await database.kysely.selectFrom('bank_visits').selectAll().execute();
    assert(rows.some(({ launched_at, state }) => state === 'redirect' && launched_at !== null));
    assert(rows.some(({ launched_at, state }) => state === 'redirect' && launched_at === null));
    const text = rows.flatMap((row) => Object.values(row).map(asText)).join('\n');
    for (const [name, secret] of Object.entries(told.secrets)) {
      assert.ok(secret, name);
      assert.equal(text.includes(secret), false, name);
    }
  });

  test('holds no list of accounts, no credential and no notes of a visit that is over', async () => {
    const rows = await visitsThatAreOver();
    assert.equal(rows.length, 2);
    for (const { candidates, credential, secret } of rows)
      assert.deepEqual([candidates, credential, secret], [null, null, null]);
  });

  test('forgets a visit a day after its session has ended, and not before', async () => {
    const at = (hours: number) => ({ now: () => new Date(Date.now() + hours * HOUR_MS) });
    await tidyUp({ database, clock: at(23) } as never);
    assert.equal((await visitsThatAreOver()).length, 2);
    await tidyUp({ database, clock: at(25) } as never);
    assert.deepEqual(await visitsThatAreOver(), []);
  });

  test('holds no number of a disconnected account; its sibling keeps its own', async () => {
    const [gone, kept] = told.disconnected.accounts.map(({ id }) => id);
    const numbers = await database.kysely
      .selectFrom('account_numbers')
      .select('account')
      .where('account', 'in', [gone, kept] as never[])
      .execute();
    assert.deepEqual(numbers, [{ account: kept }]);
  });

  test('holds no credential and no planned look of a customer who was deleted', async () => {
    const { authorization } = told.deleted;
    const row = await database.kysely
      .selectFrom('authorizations')
      .select(['status', 'credential'])
      .where('id', '=', authorization as never)
      .executeTakeFirst();
    assert.deepEqual(row, { status: 'disconnected', credential: null });
    const jobs = await database.kysely.selectFrom('jobs').select('unique_key').where('state', '=', 'waiting').execute();
    assert.equal(
      jobs.some(({ unique_key }) => unique_key?.startsWith(authorization)),
      false,
    );
  });

  test('disconnects an account where it is, although it was read before it moved', async () => {
    const { linked, account, authorization } = told.moved;
    assert.notEqual(authorization, linked.authorization);
    const row = () =>
      database.kysely
        .selectFrom('accounts')
        .selectAll()
        .where('id', '=', account as never)
        .executeTakeFirstOrThrow();
    const now = await row();
    assert.equal(now.authorization_id, authorization);
    const { vault } = world.platform;
    await database.transact(async (trx) => {
      const context = await openContext({ clock: { now: () => new Date() }, random: systemRandom, vault }, trx, now);
      await disconnectAccount(context, { ...now, authorization_id: linked.authorization as never });
    });
    assert.equal((await row()).status, 'disconnected');
    const { status } = await database.kysely
      .selectFrom('authorizations')
      .select('status')
      .where('id', '=', linked.authorization as never)
      .executeTakeFirstOrThrow();
    assert.equal(status, 'inactive');
  });

  async function visitsThatAreOver() {
    const of = told.over as never[];
    return await database.kysely.selectFrom('bank_visits').selectAll().where('session', 'in', of).execute();
  }
});

describe('a platform that was killed in the middle of a job', () => {
  let job: number;
  before(async () => {
    const database = await openIt();
    const row = await database.kysely
      .updateTable('jobs')
      .set({ state: 'running', lease_until: new Date(Date.now() + HOUR_MS), attempts: 1, due_at: new Date() })
      .where('kind', '=', 'session.expire')
      .where('unique_key', '=', told.unfinished.id)
      .returning('id')
      .executeTakeFirstOrThrow();
    job = row.id;
    await database.close();
    await world.restart();
  });

  test('goes on with it at once on the embedded database; elsewhere another node may be at it, so its lease counts', async () => {
    const { sessions } = world.stripe.financialConnections;
    const status = async () => (await sessions.retrieve(told.unfinished.id)).status;
    if (testEngine() === 'embedded') {
      await until('the session had ended', async () => (await status()) === 'cancelled');
      return;
    }
    const database = await openIt();
    try {
      const row = database.kysely.selectFrom('jobs').select(['state', 'attempts']).where('id', '=', job);
      assert.deepEqual([await row.executeTakeFirst(), await status()], [{ state: 'running', attempts: 1 }, 'pending']);
    } finally {
      await database.close();
    }
  });
});

/** The database of the platform, which stands still meanwhile where it is the embedded one. */
async function openIt(): Promise<Database> {
  const config = readConfig(world.env);
  return await openDatabase({
    url: config.database_url,
    livemode: config.livemode,
    folder: config.data_folder,
  });
}

function asText(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value);
}
