// What comes after a commit, what reaches others, and which misuse is named, on whichever engine the run names.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { freshDatabase, type TestDatabase } from '../../../test/databases.ts';
import { type Database, openDatabase } from './open.ts';
import type { Transaction } from './schema.ts';
import { afterCommit, notify } from './transact.ts';

let fresh: TestDatabase;
let database: Database;
const reports: string[] = [];

before(async () => {
  fresh = await freshDatabase();
  database = await openDatabase({ ...fresh.options, report: (message) => reports.push(message) });
  await database.transact((trx) => database.script(trx, `create table notes (id int primary key, text text not null)`));
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

async function aborted(work: (trx: Transaction) => Promise<unknown>): Promise<void> {
  await assert.rejects(
    database.transact(async (trx) => {
      await work(trx);
      throw new Error('on purpose');
    }),
    /on purpose/,
  );
}

describe('after a commit', () => {
  test('callbacks run, in their order, with the outer handle free again', async () => {
    const seen: string[] = [];
    const read = Promise.withResolvers<boolean>();
    await database.transact(async (trx) => {
      database.afterCommit(trx, () => seen.push('first'));
      afterCommit(trx, () => seen.push('second'));
      afterCommit(trx, () => void exists(20).then(read.resolve, read.reject));
      await add(trx, 20);
      assert.deepEqual(seen, []);
    });
    assert.deepEqual(seen, ['first', 'second']);
    assert.equal(await read.promise, true);
  });

  test('callbacks of a rolled back transaction are forgotten', async () => {
    const seen: string[] = [];
    await aborted(async (trx) => database.afterCommit(trx, () => seen.push('never')));
    assert.deepEqual(seen, []);
  });

  test('a callback that throws is reported and does not hide the commit', async () => {
    const before_it = reports.length;
    await database.transact(async (trx) => {
      afterCommit(trx, () => {
        throw new Error('a bug');
      });
    });
    assert.deepEqual(reports.slice(before_it), ['a callback after a commit failed']);
  });
});

describe('a mistake is named at once instead of waiting for itself', () => {
  test('a statement on the outer handle inside a transaction', async () => {
    await assert.rejects(
      database.transact(() => exists(1)),
      /bug|outer handle inside a transaction/,
    );
  });

  test('a transaction inside a transaction', async () => {
    await assert.rejects(
      database.transact(() => database.transact((trx) => add(trx, 30))),
      /inside a transaction/,
    );
  });

  test("a transaction that transact did not open, and several statements on Kysely's own connection", async () => {
    await assert.rejects(
      database.kysely.transaction().execute((trx) => add(trx, 31)),
      /database.transact/,
    );
    const several = database.kysely.connection().execute(async (connection) => {
      await sql`select 1`.execute(connection);
      await sql`select 2`.execute(connection);
    });
    await assert.rejects(several, /database.transact/);
    assert.equal(await exists(31), false);
  });

  test('a transaction that is used after its end', async () => {
    const kept = await database.transact(async (trx) => trx);
    await assert.rejects(add(kept, 32));
    assert.throws(() => afterCommit(kept, () => {}), /ended/);
    assert.throws(() => notify(kept, 'any'), /ended/);
    assert.equal(await exists(32), false);
  });
});

describe('a notification', () => {
  test('arrives after the commit, and after one without a transaction', async () => {
    const woken = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()] as const;
    let calls = 0;
    const stop = await database.listen('woken', () => {
      void exists(60).then(woken[calls]?.resolve);
      calls += 1;
    });
    await database.transact(async (trx) => {
      notify(trx, 'woken');
      notify(trx, 'woken');
      await add(trx, 60);
    });
    assert.equal(await woken[0].promise, true, 'the row is there when the listener looks');
    await database.notify(null, 'woken');
    await woken[1].promise;
    await stop();
    assert.equal(calls, 2, 'equal ones of a transaction are one');
  });

  test('of a rolled back transaction is never sent, and who stopped listening is not called', async () => {
    const seen: string[] = [];
    const last = Promise.withResolvers<void>();
    const stop = await database.listen('silent', () => seen.push('silent'));
    await database.listen('last', last.resolve);
    await aborted((trx) => database.notify(trx, 'silent'));
    await stop();
    await database.notify(null, 'silent');
    await database.notify(null, 'last');
    await last.promise;
    assert.deepEqual(seen, []);
  });
});
