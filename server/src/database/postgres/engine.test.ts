// What only a real PostgreSQL can show: lost connections, locks that are waited for, settings of a strange server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { isLockTimeout, isSerializationOrDeadlock } from '../errors.ts';
import { migrate } from '../migrate.ts';
import { type Database, openDatabase } from '../open.ts';
import type { Transaction } from '../schema.ts';

const url = process.env.TEST_DATABASE_URL ?? '';
const name = `relink_engine_${process.pid}`;
const reports: string[] = [];
let admin: pg.Client;
let database: Database;

function open(): Promise<Database> {
  const ours = new URL(url);
  ours.pathname = `/${name}`;
  return openDatabase({
    url: ours.href,
    livemode: false,
    folder: '',
    pool_size: 4,
    report: (message) => reports.push(message),
  });
}

before(async () => {
  assert.notEqual(url, '', 'TEST_DATABASE_URL is set by npm test');
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`create database ${name}`);
  // As strange as an existing cluster may be.
  await admin.query(`alter database ${name} set datestyle to 'German'`);
  await admin.query(`alter database ${name} set timezone to 'Asia/Kathmandu'`);
  await admin.query(`alter database ${name} set bytea_output to 'escape'`);
  await admin.query(`alter database ${name} set default_transaction_isolation to 'serializable'`);
  database = await open();
  await database.transact((trx) =>
    database.script(trx, 'create table items (id int primary key, value int); insert into items values (1, 0), (2, 0)'),
  );
});

after(async () => {
  await database.close();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

/** Ends the server's side of connections, as a restart or a failover does. */
async function terminate(application: string): Promise<number> {
  const { rowCount } = await admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = $2',
    [name, application],
  );
  return rowCount ?? 0;
}

function lock(trx: Transaction, id: number): Promise<unknown> {
  return sql`select from items where id = ${id} for update`.execute(trx);
}

test('a session speaks our formats whatever the cluster prefers', async () => {
  const { rows } = await sql<Record<string, unknown>>`select timestamptz '2026-01-02 03:04:05+00' as moment,
    date '2026-01-02' as day, '\\x01ff'::bytea as bytes, current_setting('timezone') as zone`.execute(database.kysely);
  assert.deepEqual(
    { ...rows[0] },
    { moment: new Date('2026-01-02T03:04:05Z'), day: '2026-01-02', bytes: Buffer.from([1, 255]), zone: 'UTC' },
  );
  const isolation = await database.transact((trx) => sql`show transaction_isolation`.execute(trx));
  assert.deepEqual({ ...(isolation.rows[0] as object) }, { transaction_isolation: 'read committed' });
});

describe('a lost connection', () => {
  test('fails the transaction that used it, and the pool heals', async () => {
    const lost = database.transact(async (trx) => {
      await sql`update items set value = 99 where id = 1`.execute(trx);
      assert.ok((await terminate('relink')) > 0);
      await sql`update items set value = 99 where id = 2`.execute(trx);
    });
    await assert.rejects(lost);
    const { rows } = await sql<{ value: number }>`select value from items order by id`.execute(database.kysely);
    assert.deepEqual(
      rows.map(({ value }) => value),
      [0, 0],
    );
    await database.healthy();
  });

  test('that was idle is replaced before anybody notices', async () => {
    await Promise.all([database.healthy(), database.healthy(), database.healthy()]);
    const before_it = reports.length;
    const ended = await terminate('relink');
    // The pool has heard of it when it has told us; only then is the next caller sure to get another connection.
    while (reports.length < before_it + ended) await new Promise((resolve) => setImmediate(resolve));
    await database.healthy();
  });

  test('of the listener is opened again, and handlers are called in case they missed something', async () => {
    let heard = Promise.withResolvers<void>();
    const stop = await database.listen('strange "channel"', () => heard.resolve());
    await database.notify(null, 'strange "channel"');
    await heard.promise;
    heard = Promise.withResolvers<void>();
    assert.equal(await terminate('relink listener'), 1);
    await heard.promise; // nobody notified: it is the reconnect that calls
    heard = Promise.withResolvers<void>();
    await database.transact((trx) => database.notify(trx, 'strange "channel"'));
    await heard.promise;
    await stop();
  });
});

describe('a notification reaches another process', () => {
  async function listening(channel: string) {
    const other = await open();
    const heard = Promise.withResolvers<void>();
    await other.listen(channel, heard.resolve);
    return { other, heard: heard.promise };
  }

  test('after the commit of the transaction', async () => {
    const { other, heard } = await listening('from afar');
    let committed = false;
    await database.transact(async (trx) => {
      await database.notify(trx, 'from afar');
      await sql`update items set value = 7 where id = 1`.execute(trx);
      database.afterCommit(trx, () => {
        committed = true;
      });
    });
    await heard;
    assert.equal(committed, true);
    const { rows } = await sql<{ value: number }>`select value from items where id = 1`.execute(other.kysely);
    assert.equal(rows[0]?.value, 7);
    await other.close();
  });

  test('when the one that sends it closes at once', async () => {
    const { other, heard } = await listening('last words');
    const leaving = await open();
    await leaving.notify(null, 'first words');
    await leaving.notify(null, 'last words');
    await leaving.close();
    await heard;
    await other.close();
  });

  test('twice at most when it is asked for many times in one turn', async () => {
    const { other, heard } = await listening('the end');
    let notifications = 0;
    await other.listen('crowd', () => {
      notifications += 1;
    });
    await Promise.all(Array.from({ length: 50 }, () => database.notify(null, 'crowd')));
    await database.notify(null, 'the end');
    await heard;
    assert.ok(notifications === 1 || notifications === 2, `${notifications} notifications`);
    await other.close();
  });
});

describe('a lock', () => {
  test('that is not free in time is told apart from other errors', async () => {
    await database.transact(async (holder) => {
      await lock(holder, 1);
      const other = await open();
      const waiting = other.transact(async (trx) => {
        await other.script(trx, "set local lock_timeout = '20ms'");
        await lock(trx, 1);
      });
      await assert.rejects(waiting, (error) => isLockTimeout(error) && !isSerializationOrDeadlock(error));
      await other.close();
    });
  });

  test('in a circle fails one of the two, which can simply try again', async () => {
    const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const run = (mine: 0 | 1) =>
      database.transact(async (trx) => {
        await lock(trx, mine + 1);
        both[mine].resolve();
        await both[1 - mine]?.promise;
        await lock(trx, 2 - mine);
      });
    const ends = await Promise.allSettled([run(0), run(1)]);
    const failed = ends.filter((end) => end.status === 'rejected');
    assert.equal(failed.length, 1);
    assert.equal(isSerializationOrDeadlock(failed[0]?.reason), true);
    await run(0);
  });
});

test('closing cuts a statement that does not end within its ten seconds', async (context) => {
  const hanging = await open();
  const asleep = Promise.withResolvers<void>();
  const running = hanging.transact(async (trx) => {
    await sql`select 1`.execute(trx);
    asleep.resolve();
    await sql`select pg_sleep(25)`.execute(trx);
  });
  await asleep.promise;
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const closing = hanging.close();
  context.mock.timers.tick(10_000);
  await assert.rejects(running, /terminated/);
  await closing;
});

describe('a server that cannot be used is named in one line without its password', () => {
  test('when nobody listens', async () => {
    const closed = 'postgres://someone:hunter2@127.0.0.1:1/nothing';
    await assert.rejects(openDatabase({ url: closed, livemode: false, folder: '' }), (error: Error) => {
      assert.equal(error.name, 'DatabaseUnavailable');
      assert.match(error.message, /ECONNREFUSED 127\.0\.0\.1:1$/);
      assert.doesNotMatch(error.message, /hunter2|\n/);
      return true;
    });
  });

  test('when the database does not exist', async () => {
    const missing = new URL(url);
    missing.pathname = '/relink_no_such_database';
    await assert.rejects(openDatabase({ url: missing.href, livemode: false, folder: '' }), {
      name: 'DatabaseUnavailable',
      message: /relink_no_such_database/,
    });
  });
});

test('each mode sees its own tables of one database, and makes its schema where it is missing', async () => {
  const ours = new URL(url);
  ours.pathname = `/${name}`;
  const options = { url: ours.href, folder: '', pool_size: 2 };
  const live = await openDatabase({ ...options, livemode: true });
  try {
    await migrate(live);
    await assert.rejects(sql`select from items`.execute(live.kysely), /"items" does not exist/);
    await assert.rejects(sql`select from installation`.execute(database.kysely), /"installation" does not exist/);
    assert.deepEqual((await sql`select from installation`.execute(live.kysely)).rows, []);
  } finally {
    await live.close();
  }
  ours.searchParams.set('options', '-c search_path=public');
  await assert.rejects(openDatabase({ ...options, url: ours.href, livemode: true }), {
    name: 'DatabaseUnavailable',
    message: /^search_path does not reach the server/,
  });
});
