// Merchants made at the terminal: with keys that work and an owner who can sign in, on the database that npm start uses.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { pending } from '../../server/src/database/migrate.ts';
import { type Database, openDatabase } from '../../server/src/database/open.ts';
import { signIn } from '../dashboard.ts';
import { openTestWorld, type World } from '../world.ts';
import { command, endAll } from './command.ts';

describe('npm run merchant', () => {
  let world: World;
  before(async () => {
    world = await openTestWorld();
    // The embedded database belongs to one process at a time.
    await world.stop();
  });
  after(async () => {
    await endAll();
    await world.close();
  });

  async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
    // At `debug` a person asks where in the code a refusal came up.
    const env = { ...world.env, LOG_LEVEL: 'info' };
    return await command(env, [process.execPath, 'scripts/merchant.ts', ...args]).ended();
  }

  async function done(...args: string[]): Promise<string> {
    const { code, output } = await run(...args);
    assert.equal(code, 0, output);
    return output;
  }

  const found = (pattern: RegExp, text: string) => pattern.exec(text)?.[1] ?? assert.fail(text);

  it('makes one that works beside the others, with an owner who signs in by the printed link', async () => {
    const output = await done('create', 'Rocket Rides', '--owner', 'Ada@Example.com');
    const id = found(/Merchant +(acct_\w+) {2}Rocket Rides/, output);
    const key = found(/(sk_test_\w{48})/, output);
    assert.match(output, /pk_test_\w{48}/);
    assert.match(output, /Owner +ada@example\.com/);
    const added = await done('owner', id, 'grace@example.com');
    await done('rename', id, 'Rocket Trips');
    const lines = (await done('list')).trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /acct_\w+ {2}[\d-]{10} {2}Sandbox Merchant {2}owner@example\.com$/);
    assert.ok(lines[1]?.includes(id) && lines[1].endsWith('Rocket Trips  ada@example.com, grace@example.com'));
    assert.equal(lines.join().includes(key), false);

    await world.restart();
    const customer = await world.client({ key }).customers.create({ name: 'Theirs' });
    await assert.rejects(world.stripe.customers.retrieve(customer.id), { statusCode: 404 });
    for (const [text, email] of [
      [output, 'ada@example.com'],
      [added, 'grace@example.com'],
    ] as const) {
      const owner = await signIn(world.url, found(/(http:\S+)/, text));
      const { member, merchant } = await owner.call('GET /me');
      assert.deepEqual([member.email, member.role, merchant.id, merchant.name], [email, 'owner', id, 'Rocket Trips']);
    }
    await world.stop();
  });

  it('changes no tables: of another version they are refused by a line, in reading and in writing', async () => {
    const { DATABASE_URL = '', RELINK_DATA_DIR: folder } = world.env;
    const url = DATABASE_URL || null;
    const migrations = async <T>(work: (database: Database) => Promise<T>) => {
      const database = await openDatabase({ url, livemode: false, folder: folder! });
      return await work(database).finally(() => database.close());
    };
    const refused = async (line: RegExp, ...args: string[]) => {
      const { code, output } = await run(...args);
      assert.equal(code, 1);
      assert.match(output, line);
    };
    const [newest] = await migrations(async ({ kysely }) => {
      const { rows } = await sql<{ name: string; checksum: string }>`
        delete from schema_migrations where name = (select max(name) from schema_migrations) returning *`.execute(
        kysely,
      );
      return rows;
    });
    const older = new RegExp(`^✖ .*older than this version, it lacks ${newest!.name}; npm start .+\n$`);
    await refused(older, 'list');
    await refused(older, 'create', 'Shop');
    await migrations(async (database) => {
      assert.deepEqual(await pending(database), [newest!.name]);
      await sql`insert into schema_migrations (name, checksum, applied_at)
        values (${newest!.name}, ${newest!.checksum}, ${new Date()}), ('9999_later.sql', '', ${new Date()})`.execute(
        database.kysely,
      );
    });
    await refused(/^✖ .*newer than this version, which does not know 9999_later\.sql\n$/, 'list');
    await migrations(({ kysely }) => sql`delete from schema_migrations where name = '9999_later.sql'`.execute(kysely));
    const renamed = (from: string, to: string) =>
      migrations(({ kysely }) => sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(kysely));
    await renamed('schema_migrations', 'set_aside');
    await refused(/^✖ .*the database has no tables yet; npm start makes them, commands change none\n$/, 'list');
    await renamed('set_aside', 'schema_migrations');
  });

  it('says so where there is none of that id', async () => {
    const { code, output } = await run('rename', 'acct_none', 'Shop');
    assert.equal(code, 1);
    assert.equal(output, '✖ There is no merchant "acct_none"; npm run merchant -- list shows them.\n');
  });
});
