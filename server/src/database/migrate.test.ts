// Migrations: in order, once, safe with several nodes at once, and never backwards.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { freshDatabase, type TestDatabase } from '../../../test/databases.ts';
import { migrate, pending } from './migrate.ts';
import type { Database } from './open.ts';

const FIRST = { '0001_first.sql': 'create table firsts (id int); insert into firsts values (1);' };
const SECOND = { '0002_second.sql': 'alter table firsts add second int;' };

let fresh: TestDatabase;
let database: Database;
let folders = 0;

before(async () => {
  fresh = await freshDatabase();
  database = await fresh.open();
});

after(async () => {
  await database.close();
  await fresh.remove();
});

beforeEach(() =>
  database.transact((trx) => database.script(trx, 'drop table if exists schema_migrations, firsts, seconds')),
);

async function folderWith(files: Record<string, string>): Promise<{ folder: string }> {
  folders += 1;
  const folder = join(fresh.options.folder, `migrations-${folders}`);
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { folder };
}

async function countFirsts(): Promise<number> {
  const { rows } = await sql`select from firsts`.execute(database.kysely);
  return rows.length;
}

test('the files of this version are applied to a fresh database', async () => {
  const other = await freshDatabase();
  const migrated = await other.open();
  assert.deepEqual(await pending(migrated), []);
  assert.deepEqual(await migrate(migrated), { applied: [] });
  await migrated.close();
  await other.remove();
});

test('what is missing is applied in order, and only once', async () => {
  const one = await folderWith(FIRST);
  const two = await folderWith({ ...FIRST, ...SECOND });
  assert.deepEqual(await pending(database, two), ['0001_first.sql', '0002_second.sql']);
  assert.deepEqual(await migrate(database, one), { applied: ['0001_first.sql'] });
  assert.deepEqual(await pending(database, two), ['0002_second.sql']);
  assert.deepEqual(await migrate(database, two), { applied: ['0002_second.sql'] });
  assert.deepEqual(await migrate(database, two), { applied: [] });
  assert.equal(await countFirsts(), 1);
});

test('several nodes that start at once share the work', async () => {
  const folder = await folderWith({ ...FIRST, ...SECOND });
  const nodes =
    fresh.engine === 'postgres' ? await Promise.all([fresh.open(), fresh.open(), fresh.open()]) : [database, database];
  const done = await Promise.all(nodes.map((node) => migrate(node, folder)));
  assert.deepEqual(done.flatMap(({ applied }) => applied).sort(), ['0001_first.sql', '0002_second.sql']);
  assert.equal(await countFirsts(), 1);
  for (const node of nodes) if (node !== database) await node.close();
});

test('a file that fails leaves nothing behind and can be corrected', async () => {
  const wrong = await folderWith({ ...FIRST, '0002_second.sql': 'create table seconds (id int); select 1/0;' });
  await assert.rejects(migrate(database, wrong), { code: '22012' });
  const { rows } = await sql<{ there: boolean }>`select to_regclass('seconds') is not null as there`.execute(
    database.kysely,
  );
  assert.equal(rows[0]?.there, false);
  const right = await folderWith({ ...FIRST, ...SECOND });
  assert.deepEqual(await migrate(database, right), { applied: ['0002_second.sql'] });
});

describe('a history that is not ours is refused with one line', () => {
  for (const [what, files, line] of [
    ['a database that is newer than the code', { ...FIRST }, /newer than this version.*0002_second\.sql/],
    ['a file that was changed afterwards', { ...FIRST, '0002_second.sql': 'select 1' }, /0002_second\.sql was changed/],
    ['a file that comes too late', { ...FIRST, ...SECOND, '0000_late.sql': 'select 1' }, /0000_late\.sql comes before/],
    ['two files with one number', { ...FIRST, ...SECOND, '0002_other.sql': 'select 1' }, /number/],
    ['a file with another name', { ...FIRST, ...SECOND, 'third.sql': 'select 1' }, /third\.sql is not a migration/],
  ] as const) {
    test(what, async () => {
      await migrate(database, await folderWith({ ...FIRST, ...SECOND }));
      const folder = await folderWith(files);
      const refused = { name: 'DatabaseUnavailable', message: line };
      await assert.rejects(migrate(database, folder), refused);
      await assert.rejects(pending(database, folder), refused);
    });
  }
});

test('line ends of another system are no change', async () => {
  await migrate(database, await folderWith({ '0001_first.sql': 'create table firsts\n(id int);\n' }));
  const elsewhere = await folderWith({ '0001_first.sql': 'create table firsts\r\n(id int);\r\n' });
  assert.deepEqual(await migrate(database, elsewhere), { applied: [] });
});
