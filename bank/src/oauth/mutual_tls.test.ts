// A bank of FAPI 2.0 with certificates: who the client is, whose token it is, and refresh tokens that are replaced with patience.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oidc from 'openid-client';
import {
  details,
  exchange,
  openRelyingParty,
  type RelyingParty,
  refusal,
  type Tokens,
  visit,
} from '#testing/relying_party.ts';

const SLUG = 'fapi-mtls';

let party: RelyingParty;
let client: oidc.Configuration;
before(async () => {
  party = await openRelyingParty(null);
  client = await party.at(SLUG);
});
after(() => party.close());

const link = async (): Promise<Tokens> =>
  exchange(client, await visit(party, client, { params: { authorization_details: details() } }));
const read = async (base: string, as: oidc.Configuration, token: string): Promise<number> => {
  const answer = oidc.fetchProtectedResource(as, token, new URL(`${base}/${SLUG}/fdx/v6/accounts`), 'GET');
  return (await answer.catch((error) => error.response as Response)).status;
};

test('a client shows its certificate, gets tokens that are bound to it, and reads with both', async () => {
  const { bank } = party;
  const aliases = client.serverMetadata().mtls_endpoint_aliases;
  assert.equal(aliases?.token_endpoint, `${bank.tls_url}/${SLUG}/token`);
  const tokens = await link();
  assert.equal(await read(bank.tls_url, client, tokens.access_token), 200);
  const told = await oidc.tokenIntrospection(client, tokens.access_token);
  assert.ok((told.cnf as Record<string, string>)['x5t#S256']);
  const naked = await party.at(SLUG, { certificate: false });
  assert.equal(await read(bank.tls_url, naked, tokens.access_token), 401);
  assert.equal(await read(bank.url, client, tokens.access_token), 401);
});

test('a client without its certificate is no client', async () => {
  const naked = await party.at(SLUG, { certificate: false });
  assert.equal(await refusal(oidc.clientCredentialsGrant(naked, { scope: 'fdx:consents' })), 'invalid_client');
});

test('a certificate is good for the client it names, and for no other', async () => {
  const stranger = await party.at(SLUG, { client_id: 'stranger' });
  assert.equal(await refusal(oidc.clientCredentialsGrant(stranger, { scope: 'fdx:consents' })), 'invalid_client');
});

test('a certificate of another authority is as good as none', async () => {
  const forged = await party.at(SLUG, { forged: true });
  assert.equal(await refusal(oidc.clientCredentialsGrant(forged, { scope: 'fdx:consents' })), 'invalid_client');
});

test('pages, and banks without certificates, are not served where certificates are', async () => {
  const ask = async (path: string) =>
    (await client[oidc.customFetch]!(`${party.bank.tls_url}/${path}`, { method: 'GET' } as never)).status;
  for (const path of [`${SLUG}/auth`, 'bank-oauth/fdx/v6/accounts', 'control/x', 'healthz']) {
    assert.equal(await ask(path), 404, path);
  }
});

test('a replaced refresh token works for another minute, so that a lost answer is no lost customer', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { refresh_token = '' } = await link();
  const first = await oidc.refreshTokenGrant(client, refresh_token);
  assert.notEqual(first.refresh_token, refresh_token);
  t.mock.timers.tick(59_000);
  const again = await oidc.refreshTokenGrant(client, refresh_token);
  assert.equal(await read(party.bank.tls_url, client, again.access_token), 200);
  t.mock.timers.tick(1_000);
  assert.equal(await refusal(oidc.refreshTokenGrant(client, refresh_token)), 'invalid_grant');
});
