// Holds what a person reads when Relink cannot start: one line that names the culprit, exit code 1, nothing left behind.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { command, endAll, takePort } from './command.ts';

/** What npm runs: it says the same, sooner. */
const SCRIPT = [process.execPath, 'scripts/start.mjs'];

describe('npm start', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relink-start-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(endAll);

  async function refusal(env: Record<string, string>, how = SCRIPT): Promise<string> {
    const { code, output } = await command({ RELINK_DATA_DIR: join(folder, 'data'), ...env }, how).ended();
    assert.equal(code, 1, output);
    const lines = output.split('\n').filter((line) => line.startsWith('✖'));
    assert.equal(lines.length, 1, output);
    assert.doesNotMatch(output, /^\s+at /m, 'a person gets no stack');
    return lines[0] ?? '';
  }

  for (const variable of ['PORT', 'BANK_PORT']) {
    it(`names ${variable} when its port is in use`, async () => {
      const taken = await takePort();
      const line = await refusal({ [variable]: String(taken.port) }).finally(() => taken.release());
      assert.ok(line.startsWith(`✖ ${variable}: `) && line.includes(`${taken.port} is already in use`), line);
    });
  }

  it('names RELINK_DATA_DIR and the folder when it cannot write there', async () => {
    // Below a file there is no folder to be made, not even by root.
    const file = join(folder, 'file');
    await writeFile(file, '');
    const line = await refusal({ RELINK_DATA_DIR: join(file, 'data') });
    assert.ok(line.startsWith('✖ RELINK_DATA_DIR: ') && line.includes(join(file, 'data')), line);
  });

  for (const [variable, value, how] of [
    ['PORT', 'http', ['npm', 'start', '--silent']],
    // An address for documentation, which no machine has.
    ['RELINK_HOST', '203.0.113.1', SCRIPT],
    ['RELINK_ENCRYPTION_KEY', 'short', SCRIPT],
  ] as [string, string, string[]][]) {
    it(`names ${variable} when its value is bad`, async () => {
      const line = await refusal({ [variable]: value }, how);
      assert.ok(line.startsWith(`✖ ${variable}: `), line);
    });
  }

  it('names what live mode lacks, and a bank’s file by line', async () => {
    const live = { RELINK_MODE: 'live', BANK_PORT: '' };
    assert.match(await refusal(live), /^✖ DATABASE_URL: is not set; live mode runs on PostgreSQL/);
    const banks = join(folder, 'banks');
    await mkdir(banks);
    await writeFile(join(banks, 'acme.json'), '{\n  "id": "acme"\n}\n');
    const enough = {
      ...live,
      DATABASE_URL: 'postgres://relink@127.0.0.1:1/relink',
      RELINK_ENCRYPTION_KEY: '00'.repeat(32),
      RELINK_PUBLIC_URL: 'https://relink.example',
      SMTP_URL: 'smtp://127.0.0.1:2525',
      MAIL_FROM: 'relink@shop.example',
      RELINK_BANKS_DIR: banks,
    };
    assert.match(await refusal(enough), /^✖ RELINK_BANKS_DIR: acme\.json:1 slug: is missing .*banks:check/);
    const { code, output } = await command({}, ['npm', 'run', '--silent', 'banks:check', '--', banks]).ended();
    assert.equal(code, 1);
    assert.match(output, /^✖ acme\.json:2 id: expected fcinst_ .+$/m);
  });

  it('names DATABASE_URL when nobody answers there', async () => {
    const free = await takePort();
    await free.release();
    const line = await refusal({ DATABASE_URL: `postgres://relink:secret@127.0.0.1:${free.port}/relink` });
    assert.ok(line.startsWith('✖ DATABASE_URL: '), line);
    assert.doesNotMatch(line, /secret/);
  });

  it('names the process that has the embedded database, and leaves that one alone', async () => {
    const first = command({ RELINK_DATA_DIR: join(folder, 'data') }, SCRIPT);
    const [, base] = await first.says(/API base\s+(http:\S+)/);
    await first.says(/Ctrl-C stops it/);
    const line = await refusal({});
    assert.match(line, /in use by process \d+/);
    assert.equal((await fetch(`${base}/readyz`)).status, 200);
    first.signalAll('SIGINT');
    await first.ended();
  });
});
