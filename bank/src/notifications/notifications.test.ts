// Banks that tell their recipients what happened: who may subscribe where, what is told, how it is signed and tried again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { on } from 'node:events';
import { type TestContext, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { read } from '#testing/recipient.ts';
import { details, exchange, type Heard, openRelyingParty, visit } from '#testing/relying_party.ts';

/** A client with a token of its own at a bank, and the news as it hears them. */
async function openSubscriber(t: TestContext, slug: string) {
  const party = await openRelyingParty(t);
  const client = await party.at(slug);
  const DPoP = slug === 'fapi-dpop' ? oidc.getDPoPHandle(client, await oidc.randomDPoPKeyPair()) : undefined;
  const options = DPoP ? { DPoP } : {};
  const { access_token } = await oidc.clientCredentialsGrant(client, { scope: 'fdx:consents' }, options);
  const base = slug === 'fapi-mtls' ? party.bank.tls_url : party.bank.url;
  const call = async (method: string, path: string, body?: object) => {
    const url = new URL(`${base}/${slug}/fdx/v6/notification-subscriptions${path}`);
    const headers = new Headers({ 'content-type': 'application/json' });
    const text = body === undefined ? null : JSON.stringify(body);
    return read(await oidc.fetchProtectedResource(client, access_token, url, method, text, headers, options));
  };
  const link = async (): Promise<string> => {
    const trip = await visit(party, client, { ...options, params: { authorization_details: details() } });
    return String((await exchange(client, trip, DPoP)).grant_id);
  };
  const news = on(party.heard, 'notification', { signal: t.signal });
  const next = async (): Promise<Heard> => (await news.next()).value![0];
  const { recipient, callback, answers } = party;
  const befall = (consent_id: string, event: string) =>
    recipient.control('POST', `${slug}/consents/${consent_id}/simulate`, { event });
  return { recipient, callback, answers, issuer: `${party.bank.url}/${slug}`, call, link, next, befall };
}

const fieldsOf = ({ body }: Heard): Record<string, string> => {
  const fields: { name: string; value: string }[] = JSON.parse(body).notificationPayload.customFields;
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
};

test('a revoked consent is told, signed by the bank for that address and that body', async (t) => {
  const { callback, issuer, call, link, next, befall } = await openSubscriber(t, 'fapi-dpop');
  const made = await call('POST', '', { type: 'CONSENT_REVOKED', category: 'CONSENT', callbackUrl: callback });
  assert.deepEqual([made.status, made.body.callbackUrl, made.body.type], [201, callback, 'CONSENT_REVOKED']);
  const consent_id = await link();
  await befall(consent_id, 'revoked');
  const heard = await next();
  const { notificationId, type, category, notificationPayload } = JSON.parse(heard.body);
  assert.match(notificationId, /^[\w-]{36}$/);
  assert.deepEqual([type, category], ['CONSENT_REVOKED', 'CONSENT']);
  assert.deepEqual([notificationPayload.id, notificationPayload.idType], [consent_id, 'CONSENT']);
  assert.deepEqual(fieldsOf(heard), { INITIATOR: 'INDIVIDUAL' });
  const { payload } = await jwtVerify(
    heard.authorization!.replace('Bearer ', ''),
    createRemoteJWKSet(new URL(`${issuer}/jwks`)),
    { issuer, audience: callback, requiredClaims: ['jti', 'iat', 'exp'] },
  );
  assert.equal(payload.body_sha256, createHash('sha256').update(heard.body).digest('base64url'));
});

test('what was not taken is told again, under the same id', async (t) => {
  const { callback, answers, call, link, next, befall } = await openSubscriber(t, 'fapi-mtls');
  answers.push(503);
  await call('POST', '', { type: 'CONSENT_UPDATED', callbackUrl: callback });
  const consent_id = await link();
  await befall(consent_id, 'reauthentication_required');
  const first = await next();
  const second = await next();
  assert.equal(JSON.parse(second.body).notificationId, JSON.parse(first.body).notificationId);
  assert.deepEqual([fieldsOf(second), second.authorization], [{ INITIATOR: 'DATA_PROVIDER' }, undefined]);
});

test('an outage that is planned, and a word from the bank, are told to everyone who subscribed', async (t) => {
  const { recipient, callback, call, next } = await openSubscriber(t, 'fapi-mtls');
  for (const type of ['PLANNED_OUTAGE', 'SERVICE']) await call('POST', '', { type, callbackUrl: callback });
  const [from, until] = ['2100-01-01T00:00:00.000Z', '2100-01-01T02:00:00.000Z'];
  await recipient.control('PUT', 'fapi-mtls/maintenance', { from, until });
  assert.deepEqual(fieldsOf(await next()), { START_TIME: from, END_TIME: until });
  await recipient.control('POST', 'fapi-mtls/service-message', { message: 'New terms.' });
  assert.deepEqual(fieldsOf(await next()), { MESSAGE: 'New terms.' });
});

test('a client has one subscription per type, at an address of its own, and ends it', async (t) => {
  const { callback, call } = await openSubscriber(t, 'fapi-mtls');
  const wishes = [
    { type: 'CONSENT_REVOKED', callbackUrl: 'http://169.254.169.254/' },
    { type: 'CONSENT_REVOKED', callbackUrl: 'http://user@127.0.0.1:9/' },
    { type: 'toString', callbackUrl: callback },
    { type: 'CONSENT_REVOKED', category: 'RISK', callbackUrl: callback },
  ];
  for (const wish of wishes) assert.equal((await call('POST', '', wish)).status, 400, JSON.stringify(wish));
  await call('POST', '', { type: 'CONSENT_REVOKED', callbackUrl: callback });
  const { body } = await call('POST', '', { type: 'CONSENT_REVOKED', callbackUrl: `${callback}/newer` });
  const ids = async () =>
    (await call('GET', '')).body.subscriptions.map((row: { subscriptionId: string }) => row.subscriptionId);
  assert.deepEqual(await ids(), [body.subscriptionId]);
  assert.equal((await call('GET', `/${body.subscriptionId}`)).body.callbackUrl, `${callback}/newer`);
  assert.equal((await call('DELETE', `/${body.subscriptionId}`)).status, 204);
  assert.deepEqual(await ids(), []);
  assert.equal((await call('DELETE', `/${body.subscriptionId}`)).status, 404);
});
