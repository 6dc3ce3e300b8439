// Holds what the start command prints and what it keeps from one start to the next, on both databases.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { signIn } from '../dashboard.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { until } from '../story.ts';
import { type Command, command, endAll } from './command.ts';

const BASE = /API base\s+(http:\/\/127\.0\.0\.1:(\d+))/;
const SECRET_KEY = /Secret key\s+(sk_test_\w+)/;

/** Every process of the command: whoever lists processes reads their arguments, and a crash writes no memory to the disk. */
async function leavesNoSecretBehind({ child }: Command, secrets: string[]): Promise<void> {
  if (process.platform !== 'linux') return;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const groups = await Promise.all(
    pids.map(async (pid) => (await read(pid, 'stat')).replace(/^.*\) /s, '').split(' ')[2]),
  );
  const ours = pids.filter((_, index) => groups[index] === String(child.pid));
  assert.ok(ours.length > 0, 'the command has processes');
  for (const pid of ours) {
    const args = await read(pid, 'cmdline');
    for (const secret of secrets) assert.equal(args.includes(secret), false, args);
    if (args.includes('dev.ts')) assert.match(await read(pid, 'limits'), /^Max core file size +0 /m);
  }
}

interface Started {
  relink: Command;
  base: string;
  port: number;
  secret: string;
}

describe('npm start', () => {
  let fresh: TestDatabase;
  let first: Started;
  before(async () => {
    fresh = await freshDatabase();
    first = await started();
  });
  after(async () => {
    await endAll();
    await fresh.remove();
  });

  async function started(): Promise<Started> {
    const relink = command(fresh.env);
    await relink.says(/Ctrl-C stops it/);
    const [, base = '', port] = await relink.says(BASE);
    const [, secret = ''] = await relink.says(SECRET_KEY);
    return { relink, base, port: Number(port), secret };
  }

  async function stop({ relink }: Started): Promise<void> {
    relink.signalAll('SIGINT');
    await relink.ended();
  }

  it('is ready when it says so, on 127.0.0.1 and localhost, with the keys it prints', async () => {
    const { relink, base, port, secret } = first;
    for (const origin of [base, `http://localhost:${port}`]) {
      assert.equal((await fetch(`${origin}/healthz`)).status, 200);
      assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    }
    await leavesNoSecretBehind(relink, [secret, ...Object.values(fresh.env).filter((value) => value.includes('@'))]);
    const authorization = `Bearer ${secret}`;
    const answer = await fetch(`${base}/v1/customers`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ name: 'Jenny' }),
    });
    assert.equal(answer.status, 200);
  });

  it('keeps keys and data from one start to the next, also a key that was rolled', async () => {
    const [link] = await first.relink.says(/http:\S+\/dashboard\/start#\w+/);
    const owner = await signIn(first.base, link);
    const old = (await owner.call('GET /api_keys')).find(({ kind, name }) => kind === 'secret' && name === null);
    const path = { id: String(old?.id) };
    const { key } = await owner.call('POST /api_keys/:id/roll', { path, body: { overlap_hours: 0 } });
    const file = join(fresh.env.RELINK_DATA_DIR, 'sandbox.json');
    await until('the key was written down', async () => (await readFile(file, 'utf8')).includes(key));
    const headers = { authorization: `Bearer ${key}` };
    const made = await fetch(`${first.base}/v1/customers`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ email: 'kept@example.com' }),
    });
    assert.equal(made.status, 200);
    await stop(first);
    const second = await started();
    assert.equal(second.secret, key);
    const list = (await (await fetch(`${second.base}/v1/customers`, { headers })).json()) as {
      data: { email: string }[];
    };
    assert.ok(list.data.some(({ email }) => email === 'kept@example.com'));
    await stop(second);
  });

  it('names RELINK_ENCRYPTION_KEY when the data was sealed with another key', async () => {
    const other = randomBytes(32).toString('base64');
    const { code, output } = await command({ ...fresh.env, RELINK_ENCRYPTION_KEY: other }).ended();
    assert.equal(code, 1);
    assert.match(output, /^✖ .*RELINK_ENCRYPTION_KEY/m);
  });
});
