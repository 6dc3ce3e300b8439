// What the database promises its callers, on whichever engine the run names.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { freshDatabase, type TestDatabase } from '../../../test/databases.ts';
import { isUniqueViolation } from './errors.ts';
import { json } from './json.ts';
import { type Database, openDatabase } from './open.ts';
import type { Transaction } from './schema.ts';

let fresh: TestDatabase;
let database: Database;

before(async () => {
  fresh = await freshDatabase();
  database = await openDatabase(fresh.options);
  await database.transact((trx) =>
    database.script(
      trx,
      `create table notes (id int primary key, text text not null);
       create table counters (name text primary key, value bigint not null);
       create table pairs (a int, b int unique deferrable initially deferred)`,
    ),
  );
});

after(async () => {
  await database.close();
  await fresh.remove();
});

async function add(trx: Transaction, id: number, text = 'a note'): Promise<void> {
  await sql`insert into notes values (${id}, ${text})`.execute(trx);
}

async function exists(id: number): Promise<boolean> {
  const { rows } = await sql`select from notes where id = ${id}`.execute(database.kysely);
  return rows.length === 1;
}

async function value<T>(expression: ReturnType<typeof sql<T>>): Promise<T> {
  const { rows } = await sql<{ value: T }>`select ${expression} as value`.execute(database.kysely);
  return rows[0]?.value as T;
}

describe('values', () => {
  test('come back as the same JavaScript types from both engines', async () => {
    const { rows } = await sql<Record<string, unknown>>`select 9007199254740991::int8 as big, 12.50::numeric as exact,
      1.5::float8 as real, timestamptz '2026-11-20 10:00:00.123+02' as moment, date '2026-11-20' as day, true as yes,
      '\\x00ff'::bytea as bytes, '{"a":[1,null]}'::jsonb as document, array['a','b"c',null]::text[] as texts,
      array[1,2]::int8[] as bigs, null::text as nothing, interval '1 day' is not null as interval`.execute(
      database.kysely,
    );
    assert.deepEqual(
      { ...rows[0] },
      {
        big: 9007199254740991,
        exact: '12.50',
        real: 1.5,
        moment: new Date('2026-11-20T08:00:00.123Z'),
        day: '2026-11-20',
        yes: true,
        bytes: Buffer.from([0, 255]),
        document: { a: [1, null] },
        texts: ['a', 'b"c', null],
        bigs: [1, 2],
        nothing: null,
        interval: true,
      },
    );
  });

  test('go in and come out unchanged', async () => {
    const moment = new Date('2026-02-28T23:59:59.999Z');
    const text = 'Grüße "quoted" \\ {braces}, NULL \u{1F600}';
    const bytes = new Uint8Array([0, 1, 92, 255]);
    assert.deepEqual(await value(sql`${moment}::timestamptz`), moment);
    assert.equal(await value(sql`${text}::text`), text);
    assert.deepEqual(await value(sql`${bytes}::bytea`), Buffer.from(bytes));
    assert.deepEqual(await value(sql`${[text, null, '', 'NULL']}::text[]`), [text, null, '', 'NULL']);
    assert.deepEqual(await value(sql`${[bytes]}::bytea[]`), [Buffer.from(bytes)]);
    assert.deepEqual(await value(sql`${[moment]}::timestamptz[]`), [moment]);
    assert.deepEqual(await value(sql`${[[1, 2], [3, 4]]}::int[]`), [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(await value(sql`${[]}::text[]`), []);
    assert.equal(await value(sql`${false}::boolean`), false);
    assert.equal(await value(sql`${-1234567890123}::int8`), -1234567890123);
    assert.equal(await value(sql`${12345678901234567890n}::numeric`), '12345678901234567890');
    const document = { text, list: [1, { deep: [] }], nothing: null };
    assert.deepEqual(await value(json(document)), document);
    assert.deepEqual(await value(json(['a bare array'])), ['a bare array']);
    const long = 'x'.repeat(3_000_000);
    assert.equal(await value(sql`${long}::text`), long);
  });

  test('that would be misunderstood are refused', async () => {
    await assert.rejects(value(sql`${{ a: 1 }}::jsonb`), /json\(\)/);
    await assert.rejects(value(sql`${undefined}::text`), /undefined/);
    await assert.rejects(value(sql`${Number.NaN}::float8`), /finite/);
    await assert.rejects(value(sql`${new Date(Number.NaN)}::timestamptz`), /date/);
    await assert.rejects(value(sql`9007199254740993::int8`), /safe integer/);
    await assert.rejects(value(sql`array[9007199254740993]::int8[]`), /safe integer/);
    assert.throws(() => json(undefined), /JSON/);
    assert.equal(await value(sql`1`), 1, 'and the session is fine afterwards');
  });
});

describe('a transaction', () => {
  test('commits what it did and answers with what its work returned', async () => {
    const answer = await database.transact(async (trx) => {
      await add(trx, 1);
      return 'done';
    });
    assert.equal(answer, 'done');
    assert.equal(await exists(1), true);
  });

  test('leaves nothing behind when its work throws, and rethrows the very error', async () => {
    const reason = new Error('changed my mind');
    const work = database.transact(async (trx) => {
      await add(trx, 2);
      throw reason;
    });
    await assert.rejects(work, (error) => error === reason);
    assert.equal(await exists(2), false);
  });

  test('whose failed statement was swallowed does not pretend to have committed', async () => {
    const work = database.transact(async (trx) => {
      await add(trx, 3);
      await add(trx, 3).catch(() => {});
    });
    await assert.rejects(work, { name: 'AbortedTransactionError' });
    assert.equal(await exists(3), false);
  });

  test('that fails at COMMIT says why and does not touch the next one', async () => {
    const broken = database.transact(async (trx) => {
      await sql`insert into pairs values (1, 1), (2, 1)`.execute(trx);
    });
    const next = database.transact((trx) => add(trx, 4));
    await assert.rejects(broken, (error) => isUniqueViolation(error, 'pairs_b_key'));
    await next;
    assert.equal(await exists(4), true);
  });

  test('can go on after a savepoint is rolled back', async () => {
    await database.transact(async (trx) => {
      await sql`savepoint before_it`.execute(trx);
      await add(trx, 5);
      await sql`rollback to savepoint before_it`.execute(trx);
      await add(trx, 6);
    });
    assert.deepEqual([await exists(5), await exists(6)], [false, true]);
  });

  test('takes turns with others on the same row', async () => {
    await sql`insert into counters values ('turns', 0)`.execute(database.kysely);
    const turns = Array.from({ length: 100 }, () =>
      database.transact(async (trx) => {
        const { rows } = await sql<{ value: number }>`
          select value from counters where name = 'turns' for update`.execute(trx);
        await sql`update counters set value = ${(rows[0]?.value ?? 0) + 1} where name = 'turns'`.execute(trx);
      }),
    );
    await Promise.all(turns);
    assert.equal(await value(sql`(select value from counters where name = 'turns')`), 100);
  });

  test('keeps sums whole while others fail half way', async () => {
    const names = ['left', 'right', 'middle'];
    for (const name of names) await sql`insert into counters values (${name}, 100)`.execute(database.kysely);
    const move = (index: number) =>
      database.transact(async (trx) => {
        const [from, to] = [names[index % 3], names[(index + 1 + (index % 2)) % 3]];
        // One order of locks for all, as everywhere.
        await sql`select from counters where name in (${from}, ${to}) order by name for update`.execute(trx);
        await sql`update counters set value = value - ${index} where name = ${from}`.execute(trx);
        if (index % 5 === 0) throw new Error('half way');
        if (index % 7 === 0) await sql`insert into notes values (1, 'taken')`.execute(trx);
        if (index % 11 === 0) await sql`no such statement`.execute(trx).catch(() => {});
        await sql`update counters set value = value + ${index} where name = ${to}`.execute(trx);
      });
    const ends = await Promise.allSettled(Array.from({ length: 200 }, (_, index) => move(index)));
    const committed = ends.filter(({ status }) => status === 'fulfilled').length;
    const lost = [5, 7, 11];
    const expected = Array.from({ length: 200 }, (_, index) => index).filter((i) => lost.every((n) => i % n !== 0));
    assert.equal(committed, expected.length);
    assert.equal(await value(sql`(select sum(value) from counters where name = any(${names}))`), '300');
  });

  test('runs statements that are not awaited one by one in their order', async () => {
    const found = await database.transact(async (trx) => {
      const added = [add(trx, 7), add(trx, 8)];
      const { rows } = await sql`select from notes where id in (7, 8)`.execute(trx);
      await Promise.all(added);
      return rows.length;
    });
    assert.equal(found, 2);
  });
});

describe('errors', () => {
  test('name the constraint, and keep the values of rows from loggers', async () => {
    await database.transact((trx) => add(trx, 40, 'secret'));
    const error = await database.transact((trx) => add(trx, 40)).catch((reason: unknown) => reason);
    assert.equal(isUniqueViolation(error), true);
    assert.equal(isUniqueViolation(error, 'notes_pkey'), true);
    assert.equal(isUniqueViolation(error, 'another'), false);
    assert.ok(error instanceof Error && 'detail' in error);
    assert.match(String(error.detail), /\(id\)=\(40\)/);
    assert.equal(Object.keys(error).includes('detail'), false);
  });

  test('of a statement go away when their cause does, although it is prepared under a name', async () => {
    const count = () => sql<{ id: number }>`select id from later_made`.execute(database.kysely);
    const failed = await Promise.allSettled([count(), count(), count()]);
    assert.deepEqual(new Set(failed.map(({ status }) => status)), new Set(['rejected']));
    await database.transact((trx) => database.script(trx, 'create table later_made (id int)'));
    assert.deepEqual((await count()).rows, []);
  });

  test('of a plan that a changed table made stale do not stay', async () => {
    const all = () => sql`select * from later_changed`.execute(database.kysely);
    await database.transact((trx) => database.script(trx, 'create table later_changed (id int)'));
    await all();
    await database.transact((trx) =>
      database.script(trx, 'alter table later_changed add more text; insert into later_changed values (1, null)'),
    );
    await all().catch(() => {});
    assert.deepEqual(
      (await all()).rows.map((row) => ({ ...(row as object) })),
      [{ id: 1, more: null }],
    );
  });
});

test('more different statements than the cache holds still work', async () => {
  const counted = Array.from({ length: 1_200 }, (_, index) => value(sql`${sql.lit(index)}::int`));
  assert.deepEqual(
    await Promise.all(counted),
    Array.from({ length: 1_200 }, (_, index) => index),
  );
  assert.equal(await value(sql`${sql.lit(0)}::int`), 0);
});

test('changed rows are counted', async () => {
  await database.transact(async (trx) => {
    for (const id of [50, 51, 52]) await add(trx, id, 'three');
  });
  const { numAffectedRows } = await sql`update notes set text = 'four' where text = 'three'`.execute(database.kysely);
  assert.equal(numAffectedRows, 3n);
});

test('closing waits for a running transaction, refuses new ones, and may be asked for twice', async () => {
  const other = await freshDatabase();
  const closing = await other.open();
  await closing.healthy();
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const running = closing.transact(async (trx) => {
    await sql`insert into counters_of_close values (1)`.execute(trx).catch(() => {});
    begun.resolve();
    await finish.promise;
  });
  await begun.promise;
  const closed = Promise.all([closing.close(), closing.close()]);
  await assert.rejects(
    closing.transact(async () => {}),
    { name: 'DatabaseUnavailable' },
  );
  finish.resolve();
  await assert.rejects(running, { name: 'AbortedTransactionError' });
  await closed;
  await assert.rejects(closing.healthy(), { name: 'DatabaseUnavailable' });
  await assert.rejects(
    closing.listen('x', () => {}).then((stop) => stop()),
    { name: 'DatabaseUnavailable' },
  );
  await other.remove();
});
