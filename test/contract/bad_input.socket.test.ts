// Broken HTTP on the socket itself: an answer or a closed connection, never a process that hangs or a row that changes.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
  await world.stripe.customers.create({ name: 'Jenny' });
});
after(() => world.close());

/** Writes to a fresh connection and ends it; resolves with everything that came back until it was closed. */
function talk(...parts: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(world.port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  socket.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(heard) : reject(error),
  );
  socket.on('close', () => resolve(heard));
  socket.on('connect', () => {
    for (const part of parts) socket.write(part);
    socket.end();
  });
  return promise;
}

const statuses = (heard: string) => [...heard.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));

const head = (line: string, ...headers: string[]) =>
  `${[line, `Host: 127.0.0.1:${world.port}`, `Authorization: Bearer ${world.keys.secret}`, ...headers].join('\r\n')}\r\n\r\n`;

const CREATE = 'POST /v1/customers HTTP/1.1';
const FORM = 'Content-Type: application/x-www-form-urlencoded';

describe('on the socket', () => {
  const answers = (title: string, parts: () => string[], expected: number[]) =>
    test(title, async () => {
      const before = (await world.stripe.customers.list({ limit: 100 })).data.map(({ id }) => id);
      assert.deepEqual(statuses(await talk(...parts())), expected);
      assert.deepEqual(
        (await world.stripe.customers.list({ limit: 100 })).data.map(({ id }) => id),
        before,
      );
      assert.equal((await fetch(`${world.url}/healthz`)).status, 200);
    });
  answers(
    'a body that ends too early makes nothing',
    () => [head(CREATE, FORM, 'Content-Length: 100'), 'name=Cut'],
    [400],
  );
  answers(
    'a chunked body that ends too early makes nothing',
    () => [head(CREATE, FORM, 'Transfer-Encoding: chunked'), '8\r\nname=Cut\r\n'],
    [400],
  );
  answers(
    'a chunk of no size is refused',
    () => [head(CREATE, FORM, 'Transfer-Encoding: chunked'), 'zz\r\nname=x\r\n0\r\n\r\n'],
    [400],
  );
  answers(
    'two lengths are refused',
    () => [head(CREATE, FORM, 'Content-Length: 6', 'Content-Length: 7'), 'name=xy'],
    [400],
  );
  answers(
    'a length and chunks together are refused',
    () => [head(CREATE, FORM, 'Content-Length: 6', 'Transfer-Encoding: chunked'), '6\r\nname=x\r\n0\r\n\r\n'],
    [400],
  );
  answers('a negative length is refused', () => [head(CREATE, FORM, 'Content-Length: -1')], [400]);
  answers('a line that is no request is refused', () => ['name=x\r\n\r\n'], [400]);
  answers('headers without end are refused', () => [head(CREATE, `X-More: ${'x'.repeat(70_000)}`)], [431]);
  answers('a request without a host is refused', () => ['GET /v1/customers HTTP/1.1\r\n\r\n'], [400]);
  answers(
    'a URL of another host is not ours',
    () => [head('GET http://thief.example/nothing HTTP/1.1', 'Connection: close')],
    [404],
  );
  answers('a URL of only slashes is not recognized', () => [head('GET // HTTP/1.1', 'Connection: close')], [404]);
  answers('an asterisk for a URL is refused', () => [head('OPTIONS * HTTP/1.1', 'Connection: close')], [400]);
  answers('a method that nobody knows is refused', () => [head('BREW /v1/customers HTTP/1.1')], [400]);
});
