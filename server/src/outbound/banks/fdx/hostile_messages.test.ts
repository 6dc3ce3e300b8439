// Account numbers from a bank that should encrypt them for us and does something else: no number is believed.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { type BankConnector, BankError, type Credential } from '#domain/connections/bank.ts';
import { systemClock } from '#kernel/clock.ts';
import { createBanks } from '../registry.ts';
import { keysInMemory, sandboxAt, sandboxEgress } from '../testing/sandbox.ts';
import { json, openStandInBank, raw, type StandInBank } from '../testing/stand_in_bank.ts';

const NETWORKS = '/fdx/v6/accounts/a-1/payment-networks';
const ROWS = {
  page: {},
  paymentNetworks: [
    { type: 'US_ACH', bankId: '110000000', identifier: '000123', identifierType: 'TOKENIZED_ACCOUNT_NUMBER' },
  ],
};

describe('numbers that a bank encrypts', () => {
  let bank: StandInBank;
  let fdx: BankConnector;
  const keys = keysInMemory();
  const credential: Credential = {
    secret: JSON.stringify({ v: 1, access_token: 'token', refresh_token: null }),
    access_expires_at: null,
    refresh_expires_at: null,
    consent_expires_at: null,
  };
  before(async () => {
    bank = await openStandInBank('fdx-green');
    const options = { sandbox: sandboxAt(bank.url), keys, egress: sandboxEgress(), clock: systemClock };
    fdx = createBanks({ ...options, timeout_ms: 500 }).connector('fdx');
  });
  after(() => bank.close());

  const account = { bank_account: 'a-1' } as Parameters<BankConnector['getNumbers']>[2];
  const numbers = () => fdx.getNumbers(bank.institution, credential, account);
  const claims = (changes: Record<string, unknown> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return { ...ROWS, iss: bank.issuer, aud: 'relink', iat: now, exp: now + 60, ...changes };
  };
  async function encrypted(text: string, kid?: string): Promise<string> {
    const key = await keys.current('encryption');
    return await new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', cty: 'JWT', kid: kid ?? key.kid })
      .encrypt(await importJWK(key.public_key as JWK, 'ECDH-ES+A256KW'));
  }
  async function answered(text: string): Promise<unknown> {
    bank.on(NETWORKS, raw(text, 'text/plain'));
    return await numbers().catch((error: unknown) => {
      assert.ok(error instanceof BankError, String(error));
      assert.ok(!error.message.includes('000123'));
      return error.kind;
    });
  }

  it('are read, also from a key that was replaced meanwhile', async () => {
    const message = await encrypted(bank.signed(claims()));
    assert.equal(((await answered(message)) as { account_number: string }).account_number, '000123');
    keys.rotate('encryption');
    assert.equal(((await answered(`"${message}"`)) as { account_number: string }).account_number, '000123');
  });

  it('are not believed in the clear, only signed, or encrypted and unsigned', async () => {
    bank.on(NETWORKS, json(ROWS));
    await assert.rejects(numbers(), { kind: 'protocol' });
    assert.equal(await answered(bank.signed(claims())), 'protocol');
    assert.equal(await answered(await encrypted(JSON.stringify(ROWS))), 'protocol');
  });

  it('are not believed from another issuer, for another client, too late, or by another bank’s key', async () => {
    for (const wrong of [{ iss: 'https://evil.example' }, { aud: 'another' }, { exp: 1 }]) {
      assert.equal(await answered(await encrypted(bank.signed(claims(wrong)))), 'protocol', JSON.stringify(wrong));
    }
    const stranger = await openStandInBank('fdx-green');
    const forged = stranger.signed(claims());
    await stranger.close();
    assert.equal(await answered(await encrypted(forged)), 'protocol');
  });

  it('are not believed when they are encrypted for a key that is not ours, or for one that signs', async () => {
    const signed = bank.signed(claims());
    assert.equal(await answered(await encrypted(signed, 'unknown')), 'protocol');
    assert.equal(await answered(await encrypted(signed, (await keys.current('signing')).kid)), 'protocol');
    assert.equal(await answered('a.b.c.d.e'), 'protocol');
  });
});
