// What npm run merchant says to a command that is none; it looks at no database for that.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { command, endAll } from './command.ts';

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
