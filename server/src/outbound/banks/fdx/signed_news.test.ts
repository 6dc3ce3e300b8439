// Notifications that claim to be a bank's: only a fresh one, by its key, for our address and about this body is.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { createBankFetch } from '../http.ts';
import { createBankKeys, type Signer } from './bank_keys.ts';
import { createNewsVerifier } from './signed_news.ts';

const BODY = '{"notificationId":"1"}';
const CALLBACK = 'https://relink.example.com/banks/riverbank/notifications';
const ISSUER = 'https://bank.example/riverbank';

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
let published: JWK[] = [];
let asked = 0;
let server: Server;
let signer: Signer;
let key: Key;
let ahead_ms = 0;

const clock = { now: () => new Date(Date.now() + ahead_ms) };
const verify = createNewsVerifier({ withKeys: createBankKeys({ clock }), clock });

async function newKey(kid: string): Promise<{ key: Key; jwk: JWK }> {
  const pair = await generateKeyPair('ES256');
  return { key: pair.privateKey, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256' } };
}

before(async () => {
  const made = await newKey('first');
  ({ key } = made);
  published = [made.jwk];
  server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createBankFetch({ fetch, timeout_ms: 2_000, origins: [origin] });
  signer = { http, issuer: ISSUER, jwks_uri: `${origin}/jwks` };
});
after(() => server.close());

const seconds = (from = 0) => Math.floor(Date.now() / 1000) + from;
const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

async function told(claims: JWTPayload = {}, header: { kid?: string } = {}, by: Key = key): Promise<boolean> {
  const usual = { iss: ISSUER, aud: CALLBACK, jti: '1', iat: seconds(), exp: seconds(60), body_sha256: hash(BODY) };
  const payload = Object.fromEntries(
    Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
  );
  const token = await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'first', ...header }).sign(by);
  return await verify(signer, { authorization: `Bearer ${token}`, body: BODY, callback_url: CALLBACK });
}

describe('a signed notification', () => {
  it('is the bank’s when its key signed it a moment ago, for us, about this body', async () => {
    assert.equal(await told(), true);
  });

  for (const [what, claims] of Object.entries({
    'by another issuer': { iss: 'https://other.example' },
    'for another address': { aud: `${CALLBACK}/else` },
    'about another body': { body_sha256: hash('{}') },
    'about no body': { body_sha256: undefined },
    'without a name': { jti: undefined },
    'that has run out': { iat: seconds(-200), exp: seconds(-100) },
    'of an hour ago, whatever it says of its end': { iat: seconds(-3_600), exp: seconds(3_600) },
    'that never ends': { exp: undefined },
  })) {
    it(`is nobody’s ${what}`, async () => assert.equal(await told(claims), false));
  }

  it('is nobody’s by a key of its own making, and a made-up name makes us ask the bank once', async () => {
    const { key: own } = await newKey('first');
    assert.equal(await told({}, {}, own), false);
    const before = asked;
    ahead_ms += 60_000;
    for (const kid of ['made-up-1', 'made-up-2', 'made-up-3']) assert.equal(await told({}, { kid }, own), false);
    assert.equal(asked, before + 1);
    ahead_ms = 0;
  });

  it('is nobody’s without a token, and with something else in its place', async () => {
    for (const authorization of [null, '', 'Bearer', 'Basic YTpi', 'Bearer not.a.token', `Bearer ${'a'.repeat(9_000)}`])
      assert.equal(
        await verify(signer, { authorization, body: BODY, callback_url: CALLBACK }),
        false,
        `${authorization}`,
      );
  });

  it('is the bank’s by a key that it took since we last asked', async () => {
    const next = await newKey('next');
    published.push(next.jwk);
    ahead_ms += 120_000;
    const now = { iat: seconds(120), exp: seconds(180) };
    assert.equal(await told(now, { kid: 'next' }, next.key), true);
    ahead_ms = 0;
  });
});
