// Single calls to receivers of every temper, over real sockets.
import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createDialer } from '../egress/dial.ts';
import { createEgressGuard } from '../egress/guard.ts';
import { createResolver, type HostResolver } from '../egress/resolve.ts';
import { post } from './call.ts';
import { accept, answerWith, type Behaviour, hang, type Receiver, startReceiver } from './testing.ts';

const LATE_MS = 10_000;
const never = new AbortController().signal;
const CALL = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') };

function caller(sandbox: boolean, resolver: HostResolver = createResolver(), timeout_ms = LATE_MS) {
  const guard = createEgressGuard(sandbox, []);
  return { guard, dialer: createDialer(guard, resolver), timeout_ms };
}

describe('a call to a receiver', () => {
  const sandbox = caller(true);
  const live = caller(false);
  const receivers: Receiver[] = [];
  const receiver = async (behaviour: Behaviour) => {
    const started = await startReceiver(behaviour);
    receivers.push(started);
    return started;
  };
  after(async () => {
    await Promise.all([sandbox, live].map(({ dialer }) => dialer.destroy()));
    await Promise.all(receivers.map((started) => started.close()));
  });

  test('is delivered by 2xx only', async () => {
    for (const [status, outcome] of [
      [200, 'delivered'],
      [202, 'delivered'],
      [204, 'delivered'],
      [304, 'refused'],
      [400, 'refused'],
      [410, 'refused'],
      [500, 'refused'],
    ] as const) {
      const { origin } = await receiver(answerWith(status));
      const answer = await post(sandbox, { ...CALL, url: `${origin}/hooks?shop=1` }, never);
      assert.equal(answer.outcome, outcome, String(status));
      assert.equal(answer.status_code, status);
    }
    assert.equal(receivers.at(-1)?.calls[0]?.path, '/hooks?shop=1');
    assert.equal(receivers.at(-1)?.calls[0]?.method, 'POST');
  });

  test('keeps how a refusing answer begins, as printable text', async () => {
    const { origin } = await receiver((answer) => void answer.writeHead(500).end(`no\u0000pe\n${'x'.repeat(1000)}`));
    const { detail } = await post(sandbox, { ...CALL, url: origin }, never);
    assert.match(detail ?? '', /^no pe x+$/);
    assert.equal(detail?.length, 500);
  });

  test('does not follow a redirect', async () => {
    const target = await receiver(accept);
    for (const status of [301, 302, 307, 308]) {
      const { origin } = await receiver((answer) => void answer.writeHead(status, { location: target.origin }).end());
      const { outcome, status_code } = await post(sandbox, { ...CALL, url: origin }, never);
      assert.deepEqual({ outcome, status_code }, { outcome: 'refused', status_code: status });
    }
    assert.equal(target.calls.length, 0);
  });

  test('uses connections again', async () => {
    const ports = new Set<number | undefined>();
    const { origin } = await receiver((answer) => {
      ports.add(answer.req.socket.remotePort);
      accept(answer, 1);
    });
    for (let call = 0; call < 9; call += 1) await post(sandbox, { ...CALL, url: origin }, never);
    // A second one may be opened while the first is still being put back.
    assert.ok(ports.size <= 2);
  });

  test('does not read an endless answer to its end', async () => {
    const endless = await receiver((answer) => {
      answer.writeHead(200);
      const more = () => answer.writable && answer.write('x'.repeat(16 * 1024), more);
      more();
    });
    const { outcome } = await post(sandbox, { ...CALL, url: endless.origin }, never);
    assert.equal(outcome, 'delivered');
  });

  test('is accepted by its status, even if the answer never ends', async () => {
    const hasty = caller(true, createResolver(), 200);
    const { origin } = await receiver((answer) => void answer.writeHead(200).write('…'));
    const { outcome } = await post(hasty, { ...CALL, url: origin }, never);
    assert.equal(outcome, 'delivered');
    await hasty.dialer.destroy();
  });

  test('ends by itself when the receiver hangs, and at once when the sender stops', async () => {
    const hasty = caller(true, createResolver(), 50);
    const { origin, called } = await receiver(hang);
    assert.equal((await post(hasty, { ...CALL, url: origin }, never)).outcome, 'timeout');
    await hasty.dialer.destroy();
    const stop = new AbortController();
    const stopped = post(sandbox, { ...CALL, url: origin }, stop.signal);
    await called(2);
    stop.abort();
    assert.equal((await stopped).outcome, 'interrupted');
  });

  test('tells a refused, a broken and a nonsensical connection as unreachable', async () => {
    const gone = await startReceiver();
    await gone.close();
    const refused = await post(sandbox, { ...CALL, url: gone.origin }, never);
    assert.deepEqual([refused.outcome, refused.detail], ['unreachable', 'the connection was refused']);
    const { origin } = await receiver((answer) => answer.req.socket.destroy());
    const broken = await post(sandbox, { ...CALL, url: origin }, never);
    assert.deepEqual([broken.outcome, broken.detail], ['unreachable', 'the connection was closed before an answer']);
    const untrusted = await post(sandbox, { ...CALL, url: origin.replace('http:', 'https:') }, never);
    assert.equal(untrusted.outcome, 'unreachable');
  });

  test('never dials an address that the guard refuses', async () => {
    const dialled: unknown[] = [];
    const server = createServer((socket) => void dialled.push(socket.remoteAddress)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = (server.address() as { port: number }).port;
    const urls = ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0', 'localhost'];
    for (const host of urls) {
      const answer = await post(live, { ...CALL, url: `https://${host}:${port}/` }, never);
      assert.deepEqual([host, answer.outcome, answer.status_code], [host, 'blocked', null]);
    }
    for (const url of ['http://169.254.169.254/latest/meta-data', 'http://[fe80::1]/', 'http://0.0.0.0/', 'nonsense']) {
      assert.equal((await post(sandbox, { ...CALL, url }, never)).outcome, 'blocked', url);
    }
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(dialled, []);
  });
});

describe('a name', () => {
  // A name server of the attacker's own: the name resolves to whatever he likes.
  const answers = (addresses: LookupAddress[]): HostResolver => ({ resolve: async () => addresses });
  let local: Receiver;
  before(async () => {
    local = await startReceiver();
  });
  after(() => local.close());

  test('with one refused address among its addresses is not dialled at all', async () => {
    const mixed = caller(
      false,
      answers([
        { address: '93.184.215.14', family: 4 },
        { address: '::ffff:127.0.0.1', family: 6 },
      ]),
    );
    const url = `https://shop.example:${new URL(local.origin).port}`;
    assert.equal((await post(mixed, { ...CALL, url }, never)).outcome, 'blocked');
    await mixed.dialer.destroy();
  });

  test('is dialled at the very addresses that were judged', async () => {
    const sandbox = caller(true, answers([{ address: '127.0.0.1', family: 4 }]));
    const url = `http://shop.example:${new URL(local.origin).port}/`;
    assert.equal((await post(sandbox, { ...CALL, url }, never)).outcome, 'delivered');
    assert.match(local.calls[0]?.headers.host ?? '', /^shop\.example:/);
    await sandbox.dialer.destroy();
  });

  test('that has no address is unreachable', async () => {
    const none = caller(true, {
      resolve: () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' })),
    });
    const answer = await post(none, { ...CALL, url: 'http://shop.example/' }, never);
    assert.deepEqual([answer.outcome, answer.detail], ['unreachable', 'the host name has no address']);
    await none.dialer.destroy();
  });

  test('called localhost is found without asking anybody', async () => {
    const found = await createResolver().resolve('localhost');
    assert.deepEqual(found.map(({ address }) => address).sort(), ['127.0.0.1', '::1']);
  });
});
