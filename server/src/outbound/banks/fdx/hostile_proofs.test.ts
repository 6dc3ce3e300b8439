// A bank that binds tokens to our key: what it may ask of a proof, and what it may not get away with.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { type BankConnector, BankError, type Credential, type VisitStep } from '#domain/connections/bank.ts';
import { systemClock } from '#kernel/clock.ts';
import { createBanks } from '../registry.ts';
import { keysInMemory, sandboxAt, sandboxEgress } from '../testing/sandbox.ts';
import { ACCOUNT, type Handler, json, metadata, openStandInBank, type StandInBank } from '../testing/stand_in_bank.ts';

const ACCOUNTS = '/fdx/v6/accounts';
const NONCE = 'a nonce of the bank';
const TOKENS = { access_token: 'bound', token_type: 'DPoP', expires_in: 900, refresh_token: 'next', grant_id: 'c' };

describe('a bank that binds tokens to keys', () => {
  let bank: StandInBank;
  let fdx: BankConnector;
  let kid: string;
  beforeEach(async () => {
    bank = await openStandInBank('fapi-dpop');
    bank.on('/token', json(TOKENS));
    const keys = keysInMemory();
    ({ kid } = await keys.current('dpop'));
    const options = { sandbox: sandboxAt(bank.url), keys, egress: sandboxEgress(), clock: systemClock };
    fdx = createBanks({ ...options, timeout_ms: 500 }).connector('fdx');
  });
  afterEach(() => bank.close());

  const credential = (): Credential => ({
    secret: JSON.stringify({ v: 1, access_token: 'token', refresh_token: 'once', dpop_kid: kid }),
    access_expires_at: null,
    refresh_expires_at: null,
    consent_expires_at: null,
  });
  const read = () => fdx.listAccounts(bank.institution, credential());
  const proofOf = (request: IncomingMessage) => decodeJwt(String(request.headers.dpop));
  const page = json({ page: {}, links: {}, accounts: [ACCOUNT] });
  /** Wants a nonce in every proof, which it hands out with a refusal. */
  const wantsNonce =
    (then: Handler): Handler =>
    (request, response, body) => {
      if (proofOf(request).nonce === NONCE) return then(request, response, body);
      const challenge = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': NONCE };
      json({ error: 'use_dpop_nonce' }, 401, challenge)(request, response, body);
    };
  async function kindOf(call: Promise<unknown>): Promise<string> {
    const error = await call.then(
      () => assert.fail('nothing was refused'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof BankError, String(error));
    return error.kind;
  }

  it('gets a proof for this request and this token', async () => {
    const seen: IncomingMessage[] = [];
    bank.on(ACCOUNTS, (request, response, body) => {
      seen.push(request);
      page(request, response, body);
    });
    await read();
    const [request] = seen;
    assert.equal(request?.headers.authorization, 'DPoP token');
    const { htm, htu, ath } = proofOf(request!);
    const hash = createHash('sha256').update('token').digest('base64url');
    assert.deepEqual({ htm, htu, ath }, { htm: 'GET', htu: `${bank.issuer}${ACCOUNTS}`, ath: hash });
    assert.equal(request?.headers['fdx-api-actor-type'], 'BATCH');
    assert.match(String(request?.headers['x-fapi-interaction-id']), /^[0-9a-f-]{36}$/);
  });

  it('gets its nonce, once it has asked for it, at the first try of the next request', async () => {
    bank.on(ACCOUNTS, wantsNonce(page));
    assert.equal((await read()).length, 1);
    assert.equal(bank.asked(ACCOUNTS), 2);
    await read();
    assert.equal(bank.asked(ACCOUNTS), 3);
    bank.on('/token', wantsNonce(json(TOKENS)));
    const fresh = await fdx.refresh(bank.institution, credential());
    assert.equal(fresh.rotated, true);
  });

  it('does not keep us asking when no nonce is ever good', async () => {
    const never = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'never good' };
    bank.on(ACCOUNTS, json({ code: '603' }, 401, never));
    assert.equal(await kindOf(read()), 'credential_rejected');
    assert.equal(bank.asked(ACCOUNTS), 2);
  });

  it('is understood whether it refuses with a challenge or without one', async () => {
    bank.on(ACCOUNTS, json({ code: '603' }, 401));
    assert.equal(await kindOf(read()), 'credential_rejected');
    bank.on(ACCOUNTS, json({}, 401, { 'www-authenticate': 'DPoP error="invalid_token"' }));
    assert.equal(await kindOf(read()), 'credential_rejected');
    const stepUp = { 'www-authenticate': 'DPoP error="insufficient_user_authentication", acr_values="high"' };
    bank.on(ACCOUNTS, json({}, 401, stepUp));
    assert.equal(await kindOf(read()), 'reauthentication_required');
  });

  it('is not believed when it hands out a token that is bound to nothing', async () => {
    bank.on('/token', json({ ...TOKENS, token_type: 'Bearer' }));
    assert.equal(await kindOf(fdx.refresh(bank.institution, credential())), 'protocol');
  });

  it('is not visited where it does not take the request, takes it elsewhere, or answers nonsense', async () => {
    const started = async (): Promise<VisitStep['type'] | string> => {
      const step = await fdx.startVisit(bank.visitRequest);
      return step.type === 'failed' ? step.failure.kind : step.type;
    };
    assert.equal(await started(), 'redirect');
    bank.on('/request', json({ error: 'invalid_request' }, 400));
    assert.equal(await started(), 'other');
    bank.on('/request', json({ error: 'invalid_client' }, 401));
    assert.equal(await started(), 'other');
    bank.on('/request', json({}, 503));
    assert.equal(await started(), 'institution_down');
    bank.on('/request', json({ expires_in: 60 }, 201));
    assert.equal(await started(), 'other');
    const elsewhere = { pushed_authorization_request_endpoint: 'https://evil.example/request' };
    bank.on('/.well-known/openid-configuration', json({ ...metadata(bank.issuer), ...elsewhere }));
    assert.equal(await started(), 'other');
  });
});
