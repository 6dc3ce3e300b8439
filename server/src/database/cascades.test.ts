// Rows that are deleted with another are found by an index: forgetting what is old never reads a whole table for each row.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { freshDatabase } from '../../../test/databases.ts';

test('every foreign key that deletes has an index over all rows that begins with it', async (t) => {
  const fresh = await freshDatabase();
  const database = await fresh.open();
  t.after(async () => {
    await database.close();
    await fresh.remove();
  });
  const keys = (without: boolean) =>
    sql<{ place: string }>`
    select con.conrelid::regclass::text || '.' || con.conname as place from pg_constraint con
    where con.contype = 'f' and con.confdeltype = 'c' and (not ${without} or not exists (
      select from pg_index i where i.indrelid = con.conrelid and i.indpred is null and i.indkey[0] = con.conkey[1]
    ))`.execute(database.kysely);
  assert.ok((await keys(false)).rows.length > 0);
  assert.deepEqual((await keys(true)).rows, []);
});
