// Holds how the start command ends: whoever of its processes gets which signal, it drains, says so and leaves nothing behind.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Command, command, endAll } from './command.ts';

const PORT = /API base\s+http:\/\/127\.0\.0\.1:(\d+)/;
const START = ['node', 'scripts/start.mjs'];

describe('npm start', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relink-start-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(endAll);

  async function started(how?: string[]): Promise<{ relink: Command; port: number }> {
    const relink = command({ RELINK_DATA_DIR: folder }, how);
    await relink.says(/Ctrl-C stops it/);
    const [, port] = await relink.says(PORT);
    return { relink, port: Number(port) };
  }

  it('drains at Ctrl-C, says so and leaves with code 0', async () => {
    const { relink, port } = await started(START);
    relink.signalAll('SIGINT');
    const { code, output } = await relink.ended();
    assert.equal(code, 0, output);
    assert.match(output, /Stopping …[\s\S]*Stopped\./);
    assert.equal(await answers(port), false);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`drains when npm alone gets ${signal}`, async () => {
      const { relink, port } = await started();
      relink.child.kill(signal);
      const { output } = await relink.ended();
      assert.match(output, /Stopped\./);
      assert.equal(await answers(port), false);
    });
  }

  it('leaves nothing behind when the start script is killed', async () => {
    const { relink, port } = await started(START);
    relink.child.kill('SIGKILL');
    const { output } = await relink.ended();
    assert.match(output, /Stopped\./);
    assert.equal(await answers(port), false);
  });
});

async function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
