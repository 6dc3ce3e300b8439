// Visits to banks of each security profile that cheat where the profiles differ: responses, pushed requests, bindings, ID tokens.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { BankConnector, VisitStep } from '#domain/connections/bank.ts';
import { systemClock } from '#kernel/clock.ts';
import { createBanks } from '../registry.ts';
import { CLIENT_SECRET, keysInMemory, sandboxAt, sandboxEgress } from '../testing/sandbox.ts';
import { type Handler, json, metadata, openStandInBank, PUSHED, type StandInBank } from '../testing/stand_in_bank.ts';

const DISCOVERY = '/.well-known/openid-configuration';
const ELSEWHERE = 'https://evil.example';
const EVERYBODY = ['fapi-dpop', 'fapi-mtls', 'fdx-green', 'plain-oauth'];
const WITH_ISS = EVERYBODY.filter((slug) => slug !== 'plain-oauth');

interface Visit {
  bank: StandInBank;
  fdx: BankConnector;
  start(): Promise<Extract<VisitStep, { type: 'redirect' }>>;
  /** Starts a visit and comes back from it; `meanwhile` is done while the customer is away. */
  finish(changes?: Record<string, string | null>, meanwhile?: (nonce: string) => void): Promise<VisitStep>;
}

describe('a hostile bank', () => {
  const visits = new Map<string, Visit>();
  before(async () => {
    for (const slug of EVERYBODY) visits.set(slug, await visitTo(slug));
  });
  after(() => Promise.all([...visits.values()].map(({ bank }) => bank.close())));
  beforeEach(() => {
    for (const { bank } of visits.values()) for (const path of [DISCOVERY, '/request', '/token']) bank.on(path, null);
  });
  const at = (slug: string): Visit => visits.get(slug)!;

  it('is visited in all profiles while it does nothing wrong, each with its own redirect address', async () => {
    for (const slug of EVERYBODY) {
      const { bank, start, finish } = at(slug);
      const step = await start();
      const carried = new URL(step.url).searchParams;
      const asked = carried.has('request_uri') ? bank.pushed() : carried;
      assert.equal(asked.get('redirect_uri'), `https://platform.example/banks/${slug}/callback`);
      assert.equal(asked.get('state'), step.oauth_state);
      assert.equal(asked.get('code_challenge_method'), 'S256');
      assert.equal(asked.has('nonce'), slug !== 'plain-oauth');
      const done = await finish();
      assert.ok(done.type === 'complete', slug);
      assert.equal(done.bank_subject, 'person-1');
    }
  });

  it('gets no code redeemed that comes with another state, from another issuer, or to another bank’s address', async () => {
    for (const slug of EVERYBODY) {
      const { bank, fdx, start, finish } = at(slug);
      const asked = bank.asked('/token');
      failed(await finish({ state: 'another' }), slug);
      failed(await finish({ state: null }), slug);
      failed(await finish({ iss: `${ELSEWHERE}/${slug}` }), slug);
      failed(await finish({ response: 'a.signed.response', code: null }), slug);
      const { secret, url } = await start();
      const mixed = bank.callback(url).replace(`/banks/${slug}/`, '/banks/bank-oauth/');
      failed(await fdx.continueVisit(bank.institution, secret, { type: 'callback', url: mixed }), slug);
      assert.equal(bank.asked('/token'), asked, slug);
    }
  });

  it('gets no code redeemed without iss where its profile promises one', async () => {
    for (const slug of WITH_ISS) {
      const { bank, finish } = at(slug);
      const asked = bank.asked('/token');
      failed(await finish({ iss: null }), slug);
      assert.equal(bank.asked('/token'), asked, slug);
    }
    const plain = await at('plain-oauth').finish({ iss: null });
    assert.equal(plain.type, 'complete', 'its own redirect address is what tells it from others');
  });

  it('gets no answer to one visit taken for another of the same customer', async () => {
    for (const slug of EVERYBODY) {
      const { bank, fdx, start } = at(slug);
      const one = await start();
      const url = bank.callback((await start()).url);
      failed(await fdx.continueVisit(bank.institution, one.secret, { type: 'callback', url }), slug);
    }
  });

  it('cannot have an unsigned ID token believed, nor one signed with what everybody knows, nor one without the nonce', async () => {
    const everything = {
      ...metadata(at('fdx-green').bank.issuer),
      id_token_signing_alg_values_supported: ['none', 'HS256', 'ES256'],
    };
    for (const forge of [unsigned, sharedSecret]) {
      const { bank, finish } = at('fdx-green');
      bank.on(DISCOVERY, json(everything));
      failed(
        await finish({}, (nonce) => bank.on('/token', tokens({ id_token: forge({ ...claimsOf(bank), nonce }) }))),
        forge.name,
      );
    }
    for (const slug of WITH_ISS) {
      const { bank, finish } = at(slug);
      bank.claims.nonce = undefined;
      failed(await finish(), slug);
      bank.claims.nonce = 'of another visit';
      failed(await finish(), slug);
      delete bank.claims.nonce;
    }
  });

  it('cannot have its keys read, its requests pushed or its tokens fetched from elsewhere', async () => {
    const stranger = await openStandInBank();
    const lies = {
      'fdx-green': { jwks_uri: `${stranger.issuer}/jwks` },
      'fapi-dpop': { pushed_authorization_request_endpoint: `${stranger.issuer}/request` },
      'fapi-mtls': { mtls_endpoint_aliases: { token_endpoint: `${stranger.issuer}/token` } },
    };
    for (const [slug, lie] of Object.entries(lies)) {
      const { bank, fdx } = at(slug);
      bank.on(DISCOVERY, json({ ...metadata(bank.issuer), ...lie }));
      const step = await fdx.startVisit(bank.visitRequest);
      const end =
        step.type === 'redirect'
          ? await fdx.continueVisit(bank.institution, step.secret, { type: 'callback', url: bank.callback(step.url) })
          : step;
      failed(end, slug);
    }
    await stranger.close();
    for (const path of ['/jwks', '/request', '/token']) assert.equal(stranger.asked(path), 0, path);
  });

  it('cannot lead the customer anywhere by the name that it gives a pushed request', async () => {
    const { bank, start } = at('fapi-dpop');
    bank.on('/request', json({ ...PUSHED, request_uri: `${ELSEWHERE}/?client_id=other#` }, 201));
    const url = new URL((await start()).url);
    assert.equal(`${url.origin}${url.pathname}`, `${bank.issuer}/auth`);
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  });

  it('does not keep a grant of which nobody knows whose it is, unless it may be the one in use', async () => {
    const { bank, start } = at('plain-oauth');
    const policy = (grants: 'many' | 'one_per_customer') => ({
      ...bank.institution,
      policy: { ...bank.institution.policy, grants },
    });
    bank.on('/fdx/v6/customers/current', json({ customerId: '' }));
    const given: (string | null)[] = [];
    bank.on('/token/revocation', (request, response, body) => {
      given.push(new URLSearchParams(body).get('token'));
      json({})(request, response, body);
    });
    for (const grants of ['one_per_customer', 'many'] as const) {
      assert.deepEqual(given, []);
      const { secret, url } = await start();
      const back = { type: 'callback', url: bank.callback(url, { iss: null }) } as const;
      failed(await at('plain-oauth').fdx.continueVisit(policy(grants), secret, back), grants);
    }
    assert.deepEqual(given, ['refresh']);
    bank.on('/fdx/v6/customers/current', null);
  });

  it('cannot have a customer whom no row can name', async () => {
    const { bank, finish } = at('fdx-green');
    for (const sub of ['', 'no\0row', 'x'.repeat(256)]) {
      bank.claims.sub = sub;
      failed(await finish(), JSON.stringify(sub.slice(0, 9)));
    }
    delete bank.claims.sub;
    bank.claims.preferred_username = 'no\0row';
    const step = await finish();
    assert.ok(step.type === 'complete');
    assert.equal(step.bank_user, null);
    delete bank.claims.preferred_username;
  });

  it('cannot hand out a token that is not bound to our key', async () => {
    const { bank, finish } = at('fapi-dpop');
    for (const token_type of ['Bearer', 'mac', undefined]) {
      const answer = await finish({}, (nonce) =>
        bank.on('/token', tokens({ token_type, id_token: bank.signed({ ...claimsOf(bank), nonce }) })),
      );
      failed(answer, String(token_type));
    }
  });

  it('cannot keep us proving by ever new nonces', async () => {
    const { bank, fdx, finish } = at('fapi-dpop');
    let nonces = 0;
    const again: Handler = (request, response, body) => {
      const nonce = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': `${'n'.repeat(4000)}${nonces}` };
      nonces += 1;
      json({ error: 'use_dpop_nonce' }, 400, nonce)(request, response, body);
    };
    bank.on('/request', again);
    assert.equal((await fdx.startVisit(bank.visitRequest)).type, 'failed');
    assert.equal(nonces, 2);
    bank.on('/request', null);
    const answer = await finish({}, () => bank.on('/token', again));
    assert.equal(answer.type, 'failed');
    assert.equal(nonces, 4);
  });
});

function failed(step: VisitStep, about: string): void {
  assert.deepEqual(step, { type: 'failed', failure: { kind: 'other' } }, about);
}

async function visitTo(slug: string): Promise<Visit> {
  const bank = await openStandInBank(slug);
  // Read, but asked for by nobody: the stand-in has no TLS.
  const tls = async () => ({ ca: 'a', certificate: 'b', key: 'c' });
  const options = { sandbox: sandboxAt(bank.url, { tls }), keys: keysInMemory(), egress: sandboxEgress() };
  const fdx = createBanks({ ...options, clock: systemClock, timeout_ms: 2000 }).connector('fdx');
  const start: Visit['start'] = async () => {
    const step = await fdx.startVisit(bank.visitRequest);
    assert.ok(step.type === 'redirect', `${slug}: ${JSON.stringify(step)}`);
    return step;
  };
  return {
    bank,
    fdx,
    start,
    async finish(changes = {}, meanwhile = () => {}) {
      const step = await start();
      const url = bank.callback(step.url, changes);
      const carried = new URL(step.url).searchParams;
      meanwhile((carried.has('request_uri') ? bank.pushed() : carried).get('nonce') ?? '');
      return fdx.continueVisit(bank.institution, step.secret, { type: 'callback', url });
    },
  };
}

function claimsOf(bank: StandInBank): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { iss: bank.issuer, aud: 'relink', sub: 'person-1', iat: now, exp: now + 60 };
}

function tokens(changes: Record<string, unknown>): Handler {
  return json({ access_token: 'a', token_type: 'Bearer', expires_in: 900, grant_id: 'consent-1', ...changes });
}

function unsigned(claims: Record<string, unknown>): string {
  return `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
}

/** Signed with what the bank’s other clients do not know, but everybody who reads our settings does. */
function sharedSecret(claims: Record<string, unknown>): string {
  const content = `${encoded({ alg: 'HS256', kid: 'stand-in' })}.${encoded(claims)}`;
  return `${content}.${createHmac('sha256', CLIENT_SECRET).update(content).digest('base64url')}`;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
