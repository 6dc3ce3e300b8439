// Holds the helper that every database test stands on: fresh, migrated, separate, and gone afterwards.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { it } from 'node:test';
import { sql } from 'kysely';
import { pending } from '../server/src/database/migrate.ts';
import { freshDatabase, testEngine } from './databases.ts';

it('gives a migrated database on the engine of this run', async () => {
  const fresh = await freshDatabase();
  const database = await fresh.open();
  assert.equal(database.engine, testEngine());
  assert.deepEqual(await pending(database), []);
  await database.close();
  await fresh.remove();
  assert.equal(existsSync(fresh.options.folder), false);
});

it('gives each caller a database of its own, that can be closed and opened again', async () => {
  const both = await Promise.all([freshDatabase(), freshDatabase()]);
  const [mine, other] = await Promise.all(both.map((fresh) => fresh.open()));
  assert.ok(mine && other);
  await sql`insert into merchants (id, name, created) values ('acct_mine', 'Mine', ${new Date()})`.execute(mine.kysely);
  assert.equal(await count(other), 0);
  await mine.close();
  const again = await both[0].open();
  assert.equal(await count(again), 1);
  await Promise.all([again.close(), other.close()]);
  await Promise.all(both.map((fresh) => fresh.remove()));

  async function count(database: typeof mine): Promise<number> {
    const { rows } = await sql<{ count: number }>`select count(*) as count from merchants`.execute(database!.kysely);
    return rows[0]?.count ?? -1;
  }
});
