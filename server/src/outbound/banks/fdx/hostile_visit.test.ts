// Visits to a bank that lies, breaks or is somebody else: none completes, each ends with a kind, and no secret is told.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { BankConnector, VisitStep } from '#domain/connections/bank.ts';
import { systemClock } from '#kernel/clock.ts';
import { createBanks } from '../registry.ts';
import { keysInMemory, sandboxAt, sandboxEgress } from '../testing/sandbox.ts';
import { json, metadata, openStandInBank, raw, type StandInBank, silence } from '../testing/stand_in_bank.ts';
import type { VisitReport } from '../visit.ts';

const DISCOVERY = '/.well-known/openid-configuration';

describe('a visit to an FDX bank', () => {
  let bank: StandInBank;
  let fdx: BankConnector;
  let reports: Parameters<VisitReport>[0][];

  beforeEach(async () => {
    bank = await openStandInBank();
    reports = [];
    fdx = connect();
  });
  afterEach(() => bank.close());

  function connect(): BankConnector {
    return createBanks({
      sandbox: sandboxAt(bank.url, { client_secret: 'the client secret' }),
      keys: keysInMemory(),
      egress: sandboxEgress(),
      clock: systemClock,
      timeout_ms: 1_000,
      report: (failure) => reports.push(failure),
    }).connector('fdx');
  }

  async function redirect() {
    const step = await fdx.startVisit(bank.visitRequest);
    assert.ok(step.type === 'redirect', JSON.stringify(step));
    return step;
  }

  async function finish(changes: Record<string, string | null> = {}): Promise<VisitStep> {
    const step = await redirect();
    const url = bank.callback(step.url, changes);
    return fdx.continueVisit(bank.institution, step.secret, { type: 'callback', url });
  }

  function failedAs(step: VisitStep, kind: string): void {
    assert.deepEqual(step, { type: 'failed', failure: { kind } });
  }

  it('completes where nothing is wrong', async () => {
    const step = await finish();
    assert.ok(step.type === 'complete');
    assert.equal(step.bank_subject, 'person-1');
    assert.equal(step.consent?.id, 'consent-1');
    assert.deepEqual(step.consent.bank_accounts, ['a-1']);
    assert.deepEqual(reports, []);
  });

  it('asks for PKCE, state, nonce, a fresh consent and only the scopes of the permissions', async () => {
    const request = { ...bank.visitRequest, bank_account: 'a-7', customer_time: new Date('2027-01-02T03:04:05Z') };
    const step = await fdx.startVisit({ ...request, locale: 'de' });
    assert.ok(step.type === 'redirect');
    const { code_challenge, state, nonce, ...rest } = Object.fromEntries(new URL(step.url).searchParams);
    assert.deepEqual(rest, {
      client_id: 'relink',
      response_type: 'code',
      redirect_uri: request.redirect_uri,
      scope: 'openid offline_access fdx:accountbasic:read fdx:paymentsupport:read',
      code_challenge_method: 'S256',
      prompt: 'consent',
      login_hint: 'anna',
      ui_locales: 'de',
      account_hint: 'a-7',
      person_time: '2027-01-02T03:04:05.000Z',
    });
    assert.equal(state, step.oauth_state);
    for (const value of [code_challenge, state, nonce]) assert.ok((value ?? '').length >= 32);
    assert.ok(!step.url.includes(JSON.parse(step.secret).verifier));
  });

  it('tells a name of our making to nobody but a bank that makes its people up', async () => {
    const protocol = { ...bank.institution.protocol, extensions: [] };
    const hinted = async (institution: typeof bank.institution, invented: boolean) => {
      const step = await fdx.startVisit({ ...bank.visitRequest, institution, invented });
      return step.type === 'redirect' && new URL(step.url).searchParams.get('login_hint');
    };
    const stranger = { ...bank.institution, protocol };
    assert.equal(await hinted(stranger, true), null);
    assert.equal(await hinted(stranger, false), 'anna');
    assert.equal(await hinted(bank.institution, true), 'anna');
  });

  it('does not begin at a bank that times out, and says that it is down', async () => {
    bank.on(DISCOVERY, silence);
    failedAs(await fdx.startVisit(bank.visitRequest), 'institution_down');
  });

  it('does not begin at a bank that answers 500, HTML, garbage or a redirect', async () => {
    bank.on(DISCOVERY, json({ code: 500, message: 'down' }, 500));
    failedAs(await fdx.startVisit(bank.visitRequest), 'institution_down');
    bank.on(DISCOVERY, raw('<html>welcome</html>', 'text/html'));
    failedAs(await fdx.startVisit(bank.visitRequest), 'other');
    bank.on(DISCOVERY, raw('{"issuer": ', 'application/json'));
    failedAs(await fdx.startVisit(bank.visitRequest), 'other');
    bank.on(DISCOVERY, raw('', 'text/plain', 302, { location: 'https://elsewhere.example/' }));
    failedAs(await fdx.startVisit(bank.visitRequest), 'other');
  });

  it('passes on when a bank in maintenance is back, from its body or from Retry-After', async () => {
    bank.on(DISCOVERY, json({ code: '503', message: 'planned', expected_available_at: 1_900_000_000 }, 503));
    const told = await fdx.startVisit(bank.visitRequest);
    const failure = { kind: 'institution_maintenance', expected_available_at: 1_900_000_000 };
    assert.deepEqual(told, { type: 'failed', failure });
    bank.on(DISCOVERY, json({ code: '503' }, 503, { 'retry-after': 'Wed, 21 Oct 2048 07:28:00 GMT' }));
    const dated = await fdx.startVisit(bank.visitRequest);
    assert.equal(dated.type === 'failed' && dated.failure.expected_available_at, Date.UTC(2048, 9, 21, 7, 28) / 1000);
  });

  it('asks a bank again that was up a moment ago', async () => {
    await redirect();
    bank.on(DISCOVERY, json({ code: '500' }, 500));
    failedAs(await fdx.startVisit(bank.visitRequest), 'institution_down');
  });

  it('does not begin where discovery names another issuer or an endpoint elsewhere', async () => {
    bank.on(DISCOVERY, json(metadata('https://evil.example/bank-oauth')));
    failedAs(await fdx.startVisit(bank.visitRequest), 'other');
    bank.on(DISCOVERY, json({ ...metadata(bank.issuer), authorization_endpoint: 'https://evil.example/auth' }));
    failedAs(await fdx.startVisit(bank.visitRequest), 'other');
    bank.on(DISCOVERY, json({ ...metadata(bank.issuer), token_endpoint: 'https://evil.example/token' }));
    failedAs(await fdx.startVisit(bank.visitRequest), 'other');
  });

  it('wants iss also from a bank that does not announce it', async () => {
    const { authorization_response_iss_parameter_supported: _, ...silent } = metadata(bank.issuer);
    bank.on(DISCOVERY, json(silent));
    failedAs(await finish({ iss: null }), 'other');
  });

  it('does not take a callback of another institution, an oversized one or nonsense', async () => {
    const step = await redirect();
    const back = new URL(bank.callback(step.url));
    for (const url of [
      back.href.replace('/bank-oauth/', '/test-oauth/'),
      `${back.href}&x=${'y'.repeat(9000)}`,
      'not a url',
    ]) {
      failedAs(await fdx.continueVisit(bank.institution, step.secret, { type: 'callback', url }), 'other');
    }
    failedAs(await fdx.continueVisit(bank.institution, step.secret, { type: 'answer', values: {} }), 'other');
    failedAs(await fdx.continueVisit(bank.institution, 'not a secret', { type: 'callback', url: back.href }), 'other');
    assert.equal(bank.asked('/token'), 0);
  });

  it('calls a code that the bank no longer takes expired', async () => {
    bank.on('/token', json({ error: 'invalid_grant', error_description: 'used' }, 400));
    failedAs(await finish(), 'expired');
  });

  it('does not complete when the token endpoint times out, fails or rejects the platform', async () => {
    bank.on('/token', silence);
    failedAs(await finish(), 'institution_down');
    bank.on('/token', raw('<h1>Bad gateway</h1>', 'text/html', 502));
    failedAs(await finish(), 'institution_down');
    bank.on('/token', json({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic realm="bank"' }));
    assert.deepEqual(await finish(), { type: 'failed', failure: { kind: 'other', refused_us: 'client_rejected' } });
    assert.equal(reports.at(-1)?.failure, 'other');
  });

  it('does not believe an ID token for another visit, another audience, another issuer or with a broken signature', async () => {
    for (const claims of [{ nonce: 'stolen' }, { aud: 'another' }, { iss: 'https://evil.example' }, { exp: 1 }]) {
      Object.assign(bank.claims, claims);
      failedAs(await finish(), 'other');
      for (const name of Object.keys(claims)) delete bank.claims[name];
    }
    assert.equal((await finish()).type, 'complete');
    const other = await openStandInBank();
    const { keys } = (await (await fetch(`${other.issuer}/jwks`)).json()) as { keys: object[] };
    await other.close();
    await bank.close();
    bank = await openStandInBank();
    bank.on('/jwks', json({ keys }));
    fdx = connect();
    failedAs(await finish(), 'other');
  });

  it('does not complete without a consent id', async () => {
    bank.on('/token', json({ access_token: 'a', token_type: 'Bearer', expires_in: 900 }));
    failedAs(await finish(), 'other');
  });

  it('completes with an unknown consent when the record cannot be read right then', async () => {
    bank.on('/fdx/v6/consents/consent-1', json({ code: '500' }, 500));
    const step = await finish();
    assert.ok(step.type === 'complete');
    assert.deepEqual(step.consent, {
      id: 'consent-1',
      status: 'unknown',
      expires_at: null,
      sign_in_required_from: null,
      bank_accounts: null,
      ended_by: null,
      ended_for: null,
    });
  });

  it('tells the refusals of an authorization response apart', async () => {
    const refusals = {
      access_denied: 'cancelled',
      user_denied: 'cancelled',
      temporarily_unavailable: 'institution_down',
      login_required: 'bank_refused',
      server_error: 'other',
      'something new': 'other',
    };
    for (const [error, kind] of Object.entries(refusals)) failedAs(await finish({ code: null, error }), kind);
    failedAs(
      await finish({ code: null, error: 'access_denied', error_description: 'sign-in failed' }),
      'sign_in_failed',
    );
  });

  it('reports why it failed without codes, tokens or secrets', async () => {
    bank.on('/token', json({ error: 'invalid_grant', error_description: 'code code-1 of the client secret' }, 400));
    await finish({ code: 'very-secret-code' });
    bank.on('/token', json({ access_token: 'very-secret-token', token_type: 'odd' }));
    await finish();
    const told = JSON.stringify(reports);
    assert.equal(reports.length, 2);
    for (const secret of ['very-secret', 'code-1', 'client secret']) assert.ok(!told.includes(secret), told);
  });
});
