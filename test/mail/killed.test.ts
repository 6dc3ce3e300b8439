// The platform is killed while the mail server has the whole mail and has not answered yet: the mail is never sent again.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { signIn } from '../dashboard.ts';
import { openTestWorld, type World } from '../world.ts';
import { ask, breakLink, mailOf, stepsOf } from './asking.ts';
import { openRawServer, type RawServer, TAKES_ALL } from './smtp.ts';

const MINUTE_MS = 60_000;

let server: RawServer;
let world: World;
/** How far the platform's clock is ahead, so that the lease of a dead process is over without waiting for it. */
let ahead_ms = 0;
/** What the server had got when it was to answer; it answers nothing. */
const got = Promise.withResolvers<void>();
let messages = 0;
before(async () => {
  server = await openRawServer((line, socket) => {
    if (line !== '.') return TAKES_ALL(line, socket);
    messages += 1;
    got.resolve();
  });
  world = await openTestWorld({
    env: { SMTP_URL: server.url, MAIL_FROM: 'no-reply@relink.example' },
    clock: { now: () => new Date(Date.now() + ahead_ms) },
  });
});
after(async () => {
  // The world first: a server waits for whoever is connected. Its own end is sure, or it kept the process alive.
  try {
    await world.close();
  } finally {
    await server.close();
  }
});

test('a mail whose sender is killed before he knows the outcome is shown as unknown, and one mail is all there is', async () => {
  const broken = await breakLink(world);
  await world.stop();
  const child = fork(join(import.meta.dirname, '../stories/held_platform.ts'), {
    env: { ...process.env, ...world.env },
    stdio: 'inherit',
  });
  let session: Awaited<ReturnType<typeof ask>>;
  try {
    await ready(child);
    session = await ask(world, broken);
    await got.promise;
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  ahead_ms += 3 * MINUTE_MS;
  await world.restart();

  await mailOf(world, session, 'unknown');
  await world.settle();
  assert.equal(messages, 1);
  const owner = await signIn(world.url, world.platform.dashboard_url);
  assert.deepEqual(await stepsOf(owner, broken, session), [
    'requested',
    'sending_unknown: the process that sent it ended before it knew the outcome',
  ]);
  // He may have got it, so he is not asked again before the 48 hours are over.
  await assert.rejects(ask(world, broken), { param: 'hosted[delivery_method]' });
});

/** Resolves when the platform says so, throws when it ends before. */
async function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on('message', (said) => {
    if ('ready' in (said as object)) resolve();
  });
  child.once('exit', () => reject(new Error('the platform ended before it was ready')));
  await promise;
}
