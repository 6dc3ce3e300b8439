// Reads from a bank that breaks, loops, points elsewhere or sends too much: one BankError each, and no token leaves its origin.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type BankConnector, BankError, type BankErrorKind, type Credential } from '#domain/connections/bank.ts';
import { systemClock } from '#kernel/clock.ts';
import { MAX_BODY_BYTES } from '../http.ts';
import { createBanks } from '../registry.ts';
import { keysInMemory, sandboxAt, sandboxEgress } from '../testing/sandbox.ts';
import { ACCOUNT, json, openStandInBank, raw, type StandInBank, silence } from '../testing/stand_in_bank.ts';

const ACCOUNTS = '/fdx/v6/accounts';
const NUMBERS = '/fdx/v6/accounts/a-1/payment-networks';
const CONSENT = '/fdx/v6/consents/consent-1';
const REVOCATION = '/fdx/v6/consents/consent-1/revocation';

describe('reads from an FDX bank', () => {
  let bank: StandInBank;
  let fdx: BankConnector;
  const credential: Credential = {
    secret: JSON.stringify({ v: 1, access_token: 'very-secret', refresh_token: 'also-secret' }),
    access_expires_at: null,
    refresh_expires_at: null,
    consent_expires_at: null,
  };

  beforeEach(async () => {
    bank = await openStandInBank();
    fdx = createBanks({
      sandbox: sandboxAt(bank.url, { client_secret: 'the client secret' }),
      keys: keysInMemory(),
      egress: sandboxEgress(),
      clock: systemClock,
      timeout_ms: 1_000,
    }).connector('fdx');
  });
  afterEach(() => bank.close());

  async function failsAs(read: Promise<unknown>, kind: BankErrorKind): Promise<BankError> {
    const error = await read.then(
      () => assert.fail('the read succeeded'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof BankError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.ok(!JSON.stringify([error, error.message, String(error.cause)]).includes('-secret'));
    return error;
  }
  const list = () => fdx.listAccounts(bank.institution, credential);
  const numbers = async () => {
    const [account] = await list();
    return fdx.getNumbers(bank.institution, credential, account!);
  };

  it('survive a bank that times out, resets, or is not there', async () => {
    bank.on(ACCOUNTS, silence);
    await failsAs(list(), 'institution_unavailable');
    bank.on(ACCOUNTS, (request) => request.socket.destroy());
    await failsAs(list(), 'institution_unavailable');
    await bank.close();
    assert.equal((await failsAs(list(), 'institution_unavailable')).transient, true);
  });

  it('give up on a body that starts and never ends', async () => {
    bank.on(
      ACCOUNTS,
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    );
    await failsAs(list(), 'institution_unavailable');
  });

  it('refuse a huge body, garbage, HTML, a redirect and a list of something else', async () => {
    bank.on(ACCOUNTS, raw(`{"accounts":[],"x":"${'y'.repeat(MAX_BODY_BYTES)}"}`, 'application/json'));
    await failsAs(list(), 'protocol');
    const packed = gzipSync(Buffer.alloc(50 * MAX_BODY_BYTES));
    bank.on(ACCOUNTS, (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed));
    await failsAs(list(), 'protocol');
    for (const handler of [
      raw('{"accounts": [{"accountId": ', 'application/json'),
      raw('<html>Sign in</html>', 'text/html'),
      raw('', 'text/plain', 302, { location: 'https://evil.example/' }),
      json({ accounts: 'none' }),
      json({ accounts: [{ productName: 'without an id' }] }),
      json([]),
      json(null),
    ]) {
      bank.on(ACCOUNTS, handler);
      assert.equal((await failsAs(list(), 'protocol')).transient, false);
    }
  });

  it('take a partial answer for one that is not ready', async () => {
    bank.on(ACCOUNTS, json({ accounts: [] }, 206));
    await failsAs(list(), 'data_not_ready');
  });

  it('follow pages by link, by key and by offset, on the same origin', async () => {
    const row = (id: string) => ({ ...ACCOUNT, accountId: id });
    bank.on(ACCOUNTS, (request, response, body) => {
      const query = new URL(request.url ?? '', bank.url).searchParams;
      const at = query.get('pageKey') ?? query.get('offset') ?? '1';
      const pages: Record<string, object> = {
        1: { links: { next: { href: '?pageKey=2' } }, accounts: [row('a-1')] },
        2: { links: { next: `${bank.issuer}${ACCOUNTS}?pageKey=3` }, accounts: [row('a-2')] },
        3: { page: { nextPageKey: '4' }, accounts: [row('a-3')] },
        4: { page: { nextOffset: 5 }, accounts: [row('a-4')] },
        5: { page: {}, links: {}, accounts: [{ depositAccount: row('a-5') }] },
      };
      const key = query.get('offset') ?? at;
      json(pages[key])(request, response, body);
    });
    assert.deepEqual(
      (await list()).map((account) => account.bank_account),
      ['a-1', 'a-2', 'a-3', 'a-4', 'a-5'],
    );
  });

  it('do not take the token to another origin', async () => {
    let strangers = 0;
    const stranger = createServer((_request, response) => {
      strangers += 1;
      response.end('{"accounts":[]}');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    try {
      for (const href of [
        `http://127.0.0.1:${port}/next`,
        `//127.0.0.1:${port}/next`,
        'file:///etc/passwd',
        'http://',
      ]) {
        bank.on(ACCOUNTS, json({ links: { next: { href } }, accounts: [ACCOUNT] }));
        await failsAs(list(), 'protocol');
      }
      assert.equal(strangers, 0);
    } finally {
      stranger.close();
    }
  });

  it('stop at a list that loops or does not end', async () => {
    bank.on(ACCOUNTS, json({ links: { next: { href: '?pageKey=again' } }, accounts: [ACCOUNT] }));
    await failsAs(list(), 'protocol');
    assert.equal(bank.asked(ACCOUNTS), 2);
    let next = 0;
    bank.on(ACCOUNTS, (request, response, body) => {
      next += 1;
      json({ page: { nextPageKey: String(next) }, accounts: [{ ...ACCOUNT, accountId: `a-${next}` }] })(
        request,
        response,
        body,
      );
    });
    await failsAs(list(), 'protocol');
    assert.ok(next <= 20, `${next} pages`);
  });

  it('tell 401 with a challenge from 401 without', async () => {
    bank.on(ACCOUNTS, raw('', 'text/plain', 401));
    await failsAs(list(), 'credential_rejected');
    bank.on(ACCOUNTS, json({ code: 603 }, 401, { 'www-authenticate': 'Bearer error="invalid_token"' }));
    assert.equal((await failsAs(list(), 'credential_rejected')).upstream.code, '603');
    const stepUp = { 'www-authenticate': 'Bearer realm="x", error="insufficient_user_authentication"' };
    bank.on(ACCOUNTS, json({ code: '603' }, 401, stepUp));
    await failsAs(list(), 'reauthentication_required');
    bank.on(ACCOUNTS, json({ code: '602' }, 401));
    await failsAs(list(), 'permission_missing');
  });

  it('keep the bank’s support handle and the account in question', async () => {
    bank.on(NUMBERS, json({ code: 701 }, 404, { 'x-fapi-interaction-id': 'handle-1' }));
    const error = await failsAs(numbers(), 'account_not_found');
    assert.deepEqual(error.upstream, { status: 404, code: '701', interaction_id: 'handle-1', bank_account: 'a-1' });
  });

  it('read numbers, or none, or wait for them', async () => {
    const ach = { type: 'US_ACH', bankId: '110000000', identifier: '0001', identifierType: 'ACCOUNT_NUMBER' };
    bank.on(
      NUMBERS,
      json({ paymentNetworks: [{ type: 'US_FEDWIRE' }, { ...ach, transferIn: true, transferOut: true }] }),
    );
    assert.equal((await numbers())?.account_number, '0001');
    bank.on(NUMBERS, json({ paymentNetworks: [] }));
    assert.equal(await numbers(), null);
    bank.on(NUMBERS, json({ code: 704, message: 'not for this type' }, 422));
    await failsAs(numbers(), 'account_unsupported');
    bank.on(NUMBERS, json({ code: '9999', message: 'number is being made' }, 409));
    await failsAs(numbers(), 'data_not_ready');
    bank.on(NUMBERS, json({ code: '705' }, 409));
    await failsAs(numbers(), 'account_closed');
    bank.on(NUMBERS, json({ paymentNetworks: [{ ...ach, bankId: 110000000 }] }));
    await failsAs(numbers(), 'protocol');
  });

  it('refresh once, keep the old refresh token, and never retry', async () => {
    const refreshed = await fdx.refresh(bank.institution, credential);
    assert.deepEqual(JSON.parse(refreshed.credential.secret), {
      v: 1,
      access_token: 'token of refresh_token',
      refresh_token: 'also-secret',
      dpop_kid: null,
    });
    assert.equal(bank.asked('/token'), 1);
    bank.on('/token', silence);
    await failsAs(fdx.refresh(bank.institution, credential), 'institution_unavailable');
    assert.equal(bank.asked('/token'), 2);
    bank.on('/token', json({ error: 'invalid_grant' }, 400));
    await failsAs(fdx.refresh(bank.institution, credential), 'credential_rejected');
    bank.on('/token', json({ error: 'invalid_client' }, 401));
    await failsAs(fdx.refresh(bank.institution, credential), 'client_rejected');
    await failsAs(
      fdx.refresh(bank.institution, {
        secret: '{"secret":',
        access_expires_at: null,
        refresh_expires_at: null,
        consent_expires_at: null,
      }),
      'credential_rejected',
    );
  });

  it('ask for consents with one token of the platform’s own, shared by callers who come together', async () => {
    await Promise.all([1, 2, 3, 4].map(() => fdx.getConsent(bank.institution, 'consent-1')));
    assert.equal(bank.asked('/token'), 1);
    assert.equal(bank.asked('/.well-known/openid-configuration'), 1);
  });

  it('make a new platform token once when the bank rejects the known one, and then blame themselves', async () => {
    bank.on(CONSENT, json({ code: '603' }, 401));
    await failsAs(fdx.getConsent(bank.institution, 'consent-1'), 'client_rejected');
    assert.equal(bank.asked('/token'), 2);
    assert.equal(bank.asked(CONSENT), 2);
  });

  it('do not crash on a consent with unknown words, and do not take them for an end', async () => {
    bank.on(CONSENT, json({ id: 'consent-1', status: 'SLEEPING', expirationTime: 'soon', resources: 'all' }));
    const view = await fdx.getConsent(bank.institution, 'consent-1');
    assert.deepEqual(view, {
      id: 'consent-1',
      status: 'unknown',
      expires_at: null,
      sign_in_required_from: null,
      bank_accounts: null,
      ended_by: null,
      ended_for: null,
    });
  });

  it('find who ended a consent, and bear a bank without that record', async () => {
    bank.on(CONSENT, json({ id: 'consent-1', status: 'REVOKED' }));
    assert.equal((await fdx.getConsent(bank.institution, 'consent-1')).ended_by, null);
    bank.on(REVOCATION, json({ revocations: [{ reason: 'BUSINESS_RULE', initiator: 'DATA_PROVIDER' }] }));
    assert.equal((await fdx.getConsent(bank.institution, 'consent-1')).ended_by, 'bank');
  });

  it('establish nothing from a rejected credential while the consent record is out of reach', async () => {
    bank.on(ACCOUNTS, json({ code: '603' }, 401));
    bank.on(CONSENT, silence);
    const error = await failsAs(list(), 'credential_rejected');
    assert.equal(await fdx.diagnose(bank.institution, 'consent-1', error), null);
    bank.on(CONSENT, null);
    const dead = { type: 'dead', cause: 'unspecified', action: 'relink_required', ended: null };
    assert.deepEqual(await fdx.diagnose(bank.institution, 'consent-1', error), dead);
    assert.deepEqual(await fdx.diagnose(bank.institution, null, error), dead);
  });

  it('end a consent that has ended, and say so when the bank could not', async () => {
    bank.on(REVOCATION, json({ code: '409' }, 409));
    await fdx.revoke(bank.institution, { consent: 'consent-1' }, 'replaced');
    bank.on(REVOCATION, json({ code: '500' }, 500));
    await failsAs(fdx.revoke(bank.institution, { consent: 'consent-1' }, 'replaced'), 'institution_unavailable');
  });

  it('never send to a bank whose row is malformed or whose secret is missing', async () => {
    const broken = { ...bank.institution, protocol: { ...bank.institution.protocol, resources: {} } };
    await failsAs(fdx.listAccounts(broken, credential), 'protocol');
    const client = { id: 'relink', secret: { env: 'RELINK_TEST_NO_SUCH_SECRET' } };
    const poor = { ...bank.institution, protocol: { ...bank.institution.protocol, client } };
    await failsAs(fdx.refresh(poor, credential), 'client_rejected');
  });
});
