// The cookie of a visit on https: kept by the browser to exactly our host, and taken under no other name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashSecret } from '#kernel/secret.ts';
import { cookieHash, setCookie } from './cookie.ts';

const STATE = hashSecret('state');

function brought(cookie: string, origin: string): Uint8Array | null {
  return cookieHash(new Request('https://relink.example/', { headers: { cookie } }), STATE, origin);
}

test('on https it has the prefix, and with it no domain, the whole host and TLS only', () => {
  const line = setCookie(STATE, 'binding', 'https://relink.example');
  assert.match(
    line,
    /^__Host-relink_visit_[0-9a-f]{16}=binding; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
  );
  const [pair = ''] = line.split(';');
  assert.deepEqual(brought(pair, 'https://relink.example'), hashSecret('binding'));
});

test('on https one without the prefix, which another host of the domain could have set, is none', () => {
  const [pair = ''] = setCookie(STATE, 'binding', 'http://relink.example').split(';');
  assert.match(pair, /^relink_visit_/);
  assert.equal(brought(pair, 'https://relink.example'), null);
});
