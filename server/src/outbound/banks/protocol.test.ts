// What a stranger may write about a bank, and how he is told what is wrong with it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INSTITUTIONS } from '#domain/connections/institutions.data.ts';
import { credentialsProtocol, fdxProtocol, parseInstitutionProtocol } from './protocol.ts';

const API = 'https://api.bank.example/fdx/v6';
const words = ['a'];
const scopes = { always: words, balances: words, ownership: words, payment_method: words, transactions: words };
const row = {
  issuer: 'https://bank.example',
  origins: ['https://api.bank.example'],
  client: { id: 'we', secret: { env: 'BANK_SECRET' } },
  security: { profile: 'plain_oauth' },
  scopes,
  resources: {
    accounts: `${API}/accounts`,
    account: `${API}/accounts/{accountId}`,
    contact: `${API}/accounts/{accountId}/contact`,
    transactions: `${API}/accounts/{accountId}/transactions`,
    payment_networks: `${API}/accounts/{accountId}/payment-networks?identifierTypes=TOKENIZED_ACCOUNT_NUMBER`,
    consent: `${API}/consents/{consentId}`,
    consent_revocation: `${API}/consents/{consentId}/revocation`,
  },
};

const LIVE = { livemode: true };

/** What is wrong with the row, changed so. */
function problems(changes: Record<string, unknown>): Record<string, string> {
  const parsed = parseInstitutionProtocol({ ...row, ...changes }, LIVE);
  return parsed.ok ? {} : Object.fromEntries(parsed.problems.map(({ path, message }) => [path, message]));
}

describe('the row of a bank', () => {
  it('needs no more than where things are and who we are', () => {
    const parsed = parseInstitutionProtocol(row, LIVE);
    assert.ok(parsed.ok);
    assert.equal(parsed.protocol.security.client_authentication, 'client_secret_basic');
    assert.equal(parsed.protocol.security.openid, true);
    assert.deepEqual(parsed.protocol.headers, {});
  });

  it('takes from its profile what it does not say', () => {
    const parsed = parseInstitutionProtocol({ ...row, client: { id: 'we' }, security: { profile: 'fapi2' } }, LIVE);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.deepEqual(parsed.protocol.security, {
      profile: 'fapi2',
      client_authentication: 'private_key_jwt',
      sender_constraint: 'dpop',
      par: true,
      rar: true,
      openid: true,
      require_iss: true,
    });
  });

  it('may not contradict its profile, and is told which field does', () => {
    assert.deepEqual(problems({ security: { profile: 'fapi2', par: false, sender_constraint: null } }), {
      'security.par': 'false contradicts fapi2; expected true',
      'security.sender_constraint': 'null contradicts fapi2; expected "dpop" or "mtls"',
    });
  });

  it('names what the security it chose takes', () => {
    assert.deepEqual(Object.keys(problems({ client: { id: 'we' } })), ['client.secret']);
    const mutual = { profile: 'fapi2', client_authentication: 'tls_client_auth', sender_constraint: 'mtls' };
    assert.deepEqual(Object.keys(problems({ security: mutual })), ['tls.certificate', 'tls.key']);
    assert.deepEqual(Object.keys(problems({ security: { profile: 'plain_oauth', openid: false } })), [
      'resources.customer',
    ]);
  });

  it('names the keys and the endpoints that its security takes, where they are not published', () => {
    const metadata = {
      authorization_endpoint: 'https://bank.example/auth',
      token_endpoint: 'https://bank.example/token',
    };
    assert.deepEqual(Object.keys(problems({ metadata })), ['metadata.jwks_uri']);
    assert.deepEqual(Object.keys(problems({ metadata, security: { profile: 'fapi2' } })), [
      'metadata.jwks_uri',
      'metadata.pushed_authorization_request_endpoint',
    ]);
    const jwks_uri = 'https://bank.example/jwks';
    assert.deepEqual(problems({ metadata: { ...metadata, jwks_uri } }), {});
  });

  it('leads to origins that it lists, and to complete https addresses only', () => {
    const elsewhere = { ...row.resources, accounts: 'https://evil.example/accounts' };
    assert.deepEqual(problems({ resources: elsewhere }), {
      'resources.accounts': 'an origin that is not listed: add https://evil.example to "origins"',
    });
    assert.deepEqual(Object.keys(problems({ issuer: 'http://bank.example' })), ['issuer']);
    assert.deepEqual(
      problems({ issuer: '/bank-oauth', origins: ['https://api.bank.example'] }).issuer,
      'expected a complete https URL',
    );
    const noId = { ...row.resources, account: `${API}/account` };
    assert.deepEqual(problems({ resources: noId }), { 'resources.account': 'a place with {accountId} in it' });
  });

  it('holds no secret, no header of ours, no misspelt field, and nothing of the sandbox', () => {
    assert.match(problems({ client: { id: 'we', secret: 'hunter2' } })['client.secret'] ?? '', /expected \{ "env"/);
    assert.match(problems({ client: { id: 'we', secret: 'sandbox' } })['client.secret'] ?? '', /expected \{ "env"/);
    assert.deepEqual(Object.keys(problems({ headers: { Authorization: 'Bearer x' } })), ['headers']);
    assert.deepEqual(Object.keys(problems({ extensions: ['person_time'] })), ['extensions.0']);
    assert.match(problems({ sope: {} })[''] ?? '', /sope/);
  });

  it('of every sandbox institution is one', () => {
    for (const { slug, connector, protocol } of INSTITUTIONS) {
      const parsed = (connector === 'fdx' ? fdxProtocol : credentialsProtocol).safeParse(protocol);
      assert.ok(parsed.success, `${slug}: ${JSON.stringify(parsed.error?.issues)}`);
    }
  });
});
