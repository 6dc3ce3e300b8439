// What npm run merchant says where it opens no database: to a command that is none, and where there is none.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { command, endAll } from './command.ts';

const LIST = [process.execPath, 'scripts/merchant.ts', 'list'];

after(endAll);

it('npm run merchant says what is wrong in plain words', async () => {
  const cases: [string[], RegExp][] = [
    [['frobnicate'], /^✖ This is not a command\. There are:\n\n {2}npm run merchant -- create NAME/],
    [['create', 'Shop', '--owner', 'nobody'], /^✖ "nobody" is not an e-mail address such as owner@example\.com\.\n$/],
    [['create', 'Shop', '--master'], /^✖ Unknown option '--master'\.\n$/],
  ];
  for (const [args, words] of cases) {
    // Nobody answers there.
    const env = { DATABASE_URL: 'postgres://relink@127.0.0.1:1/relink' };
    const { code, output } = await command(env, [process.execPath, 'scripts/merchant.ts', ...args]).ended();
    assert.equal(code, 1);
    assert.match(output, words);
  }
});

it('npm run merchant makes no database where npm start has made none', async () => {
  const folder = join(tmpdir(), `relink-none-${process.pid}`);
  const { code, output } = await command({ RELINK_DATA_DIR: folder }, LIST).ended();
  assert.deepEqual([code, output], [1, `✖ RELINK_DATA_DIR: there is no database in ${folder}; npm start makes one\n`]);
  assert.equal(existsSync(folder), false);
});
