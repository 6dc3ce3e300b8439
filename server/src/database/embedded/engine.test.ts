// What only the embedded database can show: a killed process, a second process, copies, upkeep.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../open.ts';
import { openEmbedded } from './engine.ts';
import { EmbeddedSession } from './session.ts';
import { endIdleTransaction, statementsDue } from './upkeep.ts';

const root = mkdtempSync(join(tmpdir(), 'relink-embedded-'));
const template = join(root, 'template', 'database');
let folders = 0;

before(async () => {
  const database = await openDatabase({ url: null, livemode: false, folder: join(root, 'template') });
  await database.transact((trx) => database.script(trx, 'create table steps (id int primary key)'));
  await database.close();
});

after(() => rmSync(root, { recursive: true, force: true }));

function newFolder(): string {
  folders += 1;
  return join(root, String(folders));
}

function open(folder: string): Promise<Database> {
  return openDatabase({ url: null, livemode: false, folder, template });
}

async function steps(database: Database): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from steps order by id`.execute(database.kysely);
  return rows.map(({ id }) => id);
}

/** Another process that has the database open and commits one step after the other, telling each. */
function startWriter(folder: string): ChildProcess {
  const code = `
    import { sql } from 'kysely';
    import { openDatabase } from ${JSON.stringify(new URL('../open.ts', import.meta.url).href)};
    const database = await openDatabase({ url: null, livemode: false, folder: ${JSON.stringify(folder)}, template: ${JSON.stringify(template)} });
    for (let id = 0; ; id += 1) {
      await database.transact(async (trx) => {
        await sql\`insert into steps values (\${id})\`.execute(trx);
      });
      console.log(id);
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('a second process is refused, and a killed one loses nothing that it had committed', async () => {
  const folder = newFolder();
  const writer = startWriter(folder);
  let told = -1;
  assert.ok(writer.stdout);
  for await (const line of createInterface({ input: writer.stdout })) {
    told = Number(line);
    if (told === 100) await assert.rejects(open(folder), new RegExp(`in use by process ${writer.pid} `));
    if (told === 300) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  assert.equal(writer.signalCode, 'SIGKILL');
  const database = await open(folder);
  const found = await steps(database);
  assert.ok(found.length > told, `${found.length} steps are there and ${told} was told to be committed`);
  assert.deepEqual(
    found,
    found.map((_, index) => index),
  );
  await database.close();
});

describe('a new database', () => {
  test('may begin as a copy, and leaves its template alone', async () => {
    const one = await open(newFolder());
    const two = await open(newFolder());
    await sql`insert into steps values (1)`.execute(one.kysely);
    assert.deepEqual([await steps(one), await steps(two)], [[1], []]);
    await Promise.all([one.close(), two.close()]);
  });

  test('is kept when it is opened again, template or not', async () => {
    const folder = newFolder();
    const first = await open(folder);
    await sql`insert into steps values (7)`.execute(first.kysely);
    await first.close();
    assert.deepEqual(readdirSync(folder), ['database']);
    const again = await open(folder);
    assert.deepEqual(await steps(again), [7]);
    await again.close();
  });

  test('takes the place of what a killed first start left half done', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'database.new', 'base'), { recursive: true });
    writeFileSync(join(folder, 'database.new', 'PG_VERSION'), '18\n');
    const database = await open(folder);
    assert.deepEqual(await steps(database), []);
    await database.close();
    assert.equal(existsSync(join(folder, 'database.new')), false);
  });
});

describe('a folder that cannot be opened is named in one line, and its lock is given back', () => {
  test('when another version made it', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'database'), { recursive: true });
    writeFileSync(join(folder, 'database', 'PG_VERSION'), '17\n');
    const refused = { name: 'DatabaseUnavailable', message: /database was made by PostgreSQL 17.* embeds 18$/ };
    await assert.rejects(open(folder), refused);
    await assert.rejects(open(folder), refused);
  });

  test('when it is damaged', async () => {
    const folder = newFolder();
    await (await open(folder)).close();
    rmSync(join(folder, 'database', 'global', 'pg_control'));
    await assert.rejects(open(folder), { name: 'DatabaseUnavailable', message: /PANIC:.*pg_control/ });
    assert.deepEqual(readdirSync(folder), ['database']);
  });

  test('when files that are not ours lie there', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'database'), { recursive: true });
    writeFileSync(join(folder, 'database', 'holiday.jpg'), '');
    await assert.rejects(open(folder), { name: 'DatabaseUnavailable', message: /database holds no database: ENOENT/ });
    assert.deepEqual(readdirSync(join(folder, 'database')), ['holiday.jpg']);
  });
});

test('the upkeep statements name the tables that exist, and they run', async () => {
  const engine = await openEmbedded({ folder: newFolder(), template, report: () => {} });
  const setup = await engine.acquire();
  await setup.script('create table jobs (id int)', true);
  setup.release(false);
  const hot = await statementsDue(engine, false);
  assert.deepEqual(hot, ['vacuum (analyze) jobs', 'checkpoint']);
  const all = await statementsDue(engine, true);
  assert.deepEqual(all.slice(0, 2), ['vacuum (analyze) jobs', 'vacuum (analyze) steps']);
  assert.ok(all.includes('vacuum (analyze) pg_class'));
  const session = await engine.acquire();
  for (const statement of all) await session.script(statement, false);
  session.release(false);
  await engine.close();
});

test('a transaction that stands still for a minute is rolled back and the next caller served', async () => {
  const engine = await openEmbedded({ folder: newFolder(), template, report: () => {} });
  const reports: string[] = [];
  const still = await engine.acquire();
  assert.ok(still instanceof EmbeddedSession);
  await still.script('begin', false);
  await still.query('insert into steps values ($1)', [1], false);
  const look = (now: number) => endIdleTransaction({ holder: () => still, report: (what) => reports.push(what) }, now);
  look(performance.now() + 59_000);
  assert.deepEqual(reports, []);
  const next = engine.acquire();
  look(performance.now() + 61_000);
  assert.deepEqual(reports, ['a transaction was rolled back']);
  const session = await next;
  const { rows } = await session.query('select id from steps', [], true);
  assert.deepEqual(rows, []);
  session.release(false);
  await assert.rejects(still.script('commit', true), { name: 'DatabaseUnavailable', message: /idle too long/ });
  still.release();
  await engine.close();
});
