// A bank of FAPI 2.0 with keys: pushed requests, signed assertions, tokens that work in one pair of hands.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { exportJWK, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { ALL_SCOPES, read } from '#testing/recipient.ts';
import {
  details,
  exchange,
  newClientKey,
  openRelyingParty,
  type RelyingParty,
  refusal,
  type Tokens,
  visit,
} from '#testing/relying_party.ts';

const SLUG = 'fapi-dpop';
const ASKED = { authorization_details: details() };

let opened: Opened;
before(async () => {
  const party = await openRelyingParty(null);
  const client = await party.at(SLUG);
  const accounts = new URL(`${party.bank.url}/${SLUG}/fdx/v6/accounts`);
  opened = { party, client, DPoP: await newHandle(client), accounts };
});
after(() => opened.party.close());

interface Opened {
  party: RelyingParty;
  client: oidc.Configuration;
  DPoP: oidc.DPoPHandle;
  accounts: URL;
}

async function newHandle(client: oidc.Configuration): Promise<oidc.DPoPHandle> {
  return oidc.getDPoPHandle(client, await oidc.randomDPoPKeyPair());
}

async function link(wish: { params?: object; user?: string; DPoP?: oidc.DPoPHandle } = {}): Promise<Tokens> {
  const { party, client } = opened;
  const { DPoP = opened.DPoP, params = ASKED, user } = wish;
  return exchange(client, await visit(party, client, { DPoP, params, user }), DPoP);
}

const get = (url: URL, token: string, DPoP?: oidc.DPoPHandle): Promise<Response> =>
  oidc
    .fetchProtectedResource(opened.client, token, url, 'GET', null, undefined, { DPoP })
    .catch((error) => error.response);

test('discovery says what is asked of a client: a pushed request, a signed assertion, proofs of its key', () => {
  const told = opened.client.serverMetadata();
  assert.equal(told.require_pushed_authorization_requests, true);
  assert.deepEqual(told.token_endpoint_auth_methods_supported, ['private_key_jwt']);
  assert.deepEqual(told.dpop_signing_alg_values_supported, ['ES256', 'PS256', 'Ed25519']);
  assert.deepEqual(told.authorization_details_types_supported, ['fdx_v1.0']);
});

test('a link: pushed, authorized, exchanged and read; the answer tells what was granted, account by account', async () => {
  const { party, client, DPoP, accounts } = opened;
  const params = { authorization_details: details({ durationPeriod: 400, lookbackPeriod: 90 }) };
  const trip = await visit(party, client, { DPoP, accounts: ['Rainy Day Savings'], params });
  assert.equal(trip.back.searchParams.get('iss'), `${party.bank.url}/${SLUG}`);
  const tokens = await exchange(client, trip, DPoP);
  assert.deepEqual([tokens.token_type, tokens.expires_in], ['dpop', 900]);
  const { body } = await read(await get(accounts, tokens.access_token, DPoP));
  assert.deepEqual(
    body.accounts.map((account: { productName: string }) => account.productName),
    ['Rainy Day Savings'],
  );
  const [granted] = tokens.authorization_details as unknown as { consentRequest: Record<string, unknown> }[];
  const { resources, ...terms } = granted!.consentRequest;
  // The bank gives a year at most, whatever is asked for.
  assert.deepEqual(terms, { durationType: 'TIME_BOUND', durationPeriod: 365, lookbackPeriod: 90 });
  const [resource, ...others] = resources as { resourceId: string }[];
  assert.deepEqual([resource?.resourceId, others.length], [body.accounts[0].accountId, 0]);
  const refreshed = await oidc.refreshTokenGrant(client, tokens.refresh_token!, undefined, { DPoP });
  assert.deepEqual(
    [refreshed.grant_id, refreshed.refresh_token, refreshed.authorization_details],
    [tokens.grant_id, tokens.refresh_token, tokens.authorization_details],
  );
});

test('a shorter consent than the bank’s is had for the asking, and its end is known', async () => {
  const { recipient } = opened.party;
  const NOON = Date.parse('2030-06-01T12:00:00Z');
  const tell = (days: number) =>
    recipient.control('PUT', `${SLUG}/people/brief/time`, { at: new Date(NOON + days * 86_400_000).toISOString() });
  await tell(0);
  const tokens = await link({ user: 'brief', params: { authorization_details: details({ durationPeriod: 300 }) } });
  await tell(299);
  await oidc.refreshTokenGrant(opened.client, tokens.refresh_token!, undefined, { DPoP: opened.DPoP });
  await tell(300);
  const refreshed = oidc.refreshTokenGrant(opened.client, tokens.refresh_token!, undefined, { DPoP: opened.DPoP });
  assert.equal(await refusal(refreshed), 'invalid_grant');
});

test('a consent that looks back some days shows what happened in them, and nothing older', async () => {
  const oldest = async (lookbackPeriod?: number) => {
    const tokens = await link({ params: { authorization_details: details({ lookbackPeriod }) } });
    const list = await read(await get(opened.accounts, tokens.access_token, opened.DPoP));
    const url = new URL(`${opened.accounts}/${list.body.accounts[0].accountId}/transactions?limit=1000`);
    const [startTime, endTime] = [60, 0].map((days) => new Date(Date.now() - days * 86_400_000).toISOString());
    url.search += `&${new URLSearchParams({ startTime: startTime!, endTime: endTime! })}`;
    const { body } = await read(await get(url, tokens.access_token, opened.DPoP));
    return (Date.now() - Date.parse(body.transactions.at(-1).transactionTimestamp)) / 86_400_000;
  };
  assert.ok((await oldest()) > 50);
  assert.ok((await oldest(20)) < 20.1);
});

test('an authorization that was not pushed is refused, and a pushed one is good once', async () => {
  const { party, client, DPoP } = opened;
  const plain = new URL(`${party.bank.url}/${SLUG}/auth`);
  plain.search = new URLSearchParams({
    client_id: 'relink',
    response_type: 'code',
    redirect_uri: `http://127.0.0.1:9/banks/${SLUG}/callback`,
    scope: ALL_SCOPES,
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  }).toString();
  const back = await fetch(plain, { redirect: 'manual' });
  assert.equal(new URL(back.headers.get('location')!).searchParams.get('error'), 'invalid_request');
  const trip = await visit(party, client, { DPoP, params: ASKED });
  const again = await fetch(trip.url, { redirect: 'manual', headers: { accept: 'text/html' } });
  assert.deepEqual([again.status, again.headers.get('location')], [400, null]);
});

test('a request without authorization_details, or with some that contradict themselves or the scopes, is refused', async () => {
  const { party, client, DPoP } = opened;
  const wrong: [string, object][] = [
    ['invalid_authorization_details', { authorization_details: '[{"type":"other"}]' }],
    ['invalid_authorization_details', { authorization_details: details({ durationPeriod: 0 }) }],
    ['invalid_authorization_details', { authorization_details: details({ durationType: 'PERSISTENT' }) }],
    ['invalid_authorization_details', { authorization_details: details({ resources: [{ resourceType: 'X' }] }) }],
    ['invalid_request', {}],
    ['invalid_scope', { ...ASKED, scope: 'openid offline_access fdx:accountbasic:read' }],
  ];
  for (const [error, params] of wrong) assert.equal(await refusal(visit(party, client, { DPoP, params })), error);
});

const challengeOf = (answer: Response) => [
  answer.status,
  /error="(\w+)"/.exec(answer.headers.get('www-authenticate') ?? '')?.[1],
];

test('a token is good for its key alone: not for another one, and not as a bearer token', async () => {
  const { client, DPoP, accounts } = opened;
  const { access_token } = await link();
  const thief = await newHandle(client);
  assert.deepEqual(challengeOf(await get(accounts, access_token, thief)), [401, 'invalid_token']);
  assert.deepEqual(challengeOf(await get(accounts, access_token)), [401, 'invalid_token']);
  assert.equal((await get(accounts, access_token, DPoP)).status, 200);
});

test('a proof is for one request: its method, address, token, time and nonce, and for one time', async () => {
  const { client, accounts } = opened;
  const pair = await oidc.randomDPoPKeyPair('ES256', { extractable: true });
  const { access_token } = await link({ DPoP: oidc.getDPoPHandle(client, pair) });
  const jwk = await exportJWK(pair.publicKey);
  const ath = createHash('sha256').update(access_token).digest('base64url');
  const right = { htm: 'GET', htu: accounts.href, ath, iat: Math.floor(Date.now() / 1_000) };
  const make = (claims: object) =>
    new SignJWT({ ...right, jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(pair.privateKey);
  const send = (dpop: string) => fetch(accounts, { headers: { authorization: `DPoP ${access_token}`, dpop } });

  const first = await send(await make({}));
  assert.deepEqual(challengeOf(first), [401, 'use_dpop_nonce']);
  const nonce = first.headers.get('dpop-nonce');
  assert.deepEqual(challengeOf(await send(await make({ nonce: 'of my own' }))), [401, 'use_dpop_nonce']);
  const wrong = [{ htm: 'POST' }, { htu: `${accounts.href}/any` }, { ath: 'another' }, { iat: right.iat - 600 }];
  for (const claims of wrong) {
    assert.deepEqual(challengeOf(await send(await make({ nonce, ...claims }))), [401, 'invalid_dpop_proof']);
  }
  assert.deepEqual(challengeOf(await send('no proof')), [401, 'invalid_dpop_proof']);
  const good = await make({ nonce });
  assert.equal((await send(good)).status, 200);
  assert.deepEqual(challengeOf(await send(good)), [401, 'invalid_dpop_proof']);
});

test('a client that lost its DPoP key refreshes with a new one', async () => {
  const tokens = await link();
  const fresh = await newHandle(opened.client);
  const refreshed = await oidc.refreshTokenGrant(opened.client, tokens.refresh_token!, undefined, { DPoP: fresh });
  assert.equal((await get(opened.accounts, refreshed.access_token, fresh)).status, 200);
  assert.equal((await get(opened.accounts, refreshed.access_token, opened.DPoP)).status, 401);
});

test('introspection tells whether a refresh token is alive and uses nothing up', async () => {
  const { client, party } = opened;
  const tokens = await link();
  const alive = async () => (await oidc.tokenIntrospection(client, tokens.refresh_token!)).active;
  assert.deepEqual([await alive(), await alive()], [true, true]);
  await party.recipient.control('POST', `${SLUG}/consents/${tokens.grant_id}/simulate`, { event: 'expired' });
  assert.equal(await alive(), false);
});

test('a code used twice ends the consent, and a wrong verifier gets nothing', async () => {
  const { party, client, DPoP, accounts } = opened;
  const trip = await visit(party, client, { DPoP, params: ASKED });
  assert.equal(await refusal(exchange(client, { ...trip, verifier: 'x'.repeat(43) }, DPoP)), 'invalid_grant');
  const tokens = await exchange(client, trip, DPoP);
  assert.equal(await refusal(exchange(client, trip, DPoP)), 'invalid_grant');
  assert.equal((await get(accounts, tokens.access_token, DPoP)).status, 401);
});

test('a wrong issuer, a missing one and a wrong state are seen by the client', async () => {
  const { party, client, DPoP } = opened;
  const trip = await visit(party, client, { DPoP, params: ASKED });
  const [wrong, missing] = [new URL(trip.back), new URL(trip.back)];
  wrong.searchParams.set('iss', `${party.bank.url}/bank-oauth`);
  missing.searchParams.delete('iss');
  for (const back of [wrong, missing]) await assert.rejects(exchange(client, { ...trip, back }, DPoP));
  await assert.rejects(exchange(client, { ...trip, state: 'another' }, DPoP));
  await exchange(client, trip, DPoP);
});

test('a client is who signs with a key at its address; a new key works once it is published there', async (t) => {
  const { party } = opened;
  const key = await newClientKey('second');
  const scope = 'fdx:consents';
  const ask = async () => {
    const client = await party.at(SLUG, { key });
    return oidc.clientCredentialsGrant(client, { scope }, { DPoP: await newHandle(client) });
  };
  assert.equal(await refusal(ask()), 'invalid_client');
  party.keys.push(key);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  // The bank keeps a client's keys for a minute.
  t.mock.timers.tick(61_000);
  assert.equal((await ask()).token_type, 'dpop');
});

test('a client gives back its token; both tokens are dead at once and the consent is over', async () => {
  const { client, DPoP, accounts } = opened;
  const tokens = await link();
  await oidc.tokenRevocation(client, tokens.refresh_token!);
  assert.equal((await get(accounts, tokens.access_token, DPoP)).status, 401);
  const refreshed = oidc.refreshTokenGrant(client, tokens.refresh_token!, undefined, { DPoP });
  assert.equal(await refusal(refreshed), 'invalid_grant');
});

test('the consent API wants the client’s own bound token, revokes once and says 409 after that', async () => {
  const { client, DPoP, party } = opened;
  const tokens = await link();
  const own = await oidc.clientCredentialsGrant(client, { scope: 'fdx:consents' }, { DPoP });
  const url = new URL(`${party.bank.url}/${SLUG}/fdx/v6/consents/${tokens.grant_id}/revocation`);
  const put = (handle?: oidc.DPoPHandle) =>
    oidc
      .fetchProtectedResource(client, own.access_token, url, 'PUT', '{}', new Headers(), { DPoP: handle })
      .catch((error) => error.response as Response);
  assert.equal((await put()).status, 401);
  assert.deepEqual([(await put(DPoP)).status, (await put(DPoP)).status], [204, 409]);
  const refreshed = oidc.refreshTokenGrant(client, tokens.refresh_token!, undefined, { DPoP });
  assert.equal(await refusal(refreshed), 'invalid_grant');
});
