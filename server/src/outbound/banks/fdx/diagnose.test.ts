// The table of section 4: from a failed read and the consent record to a cause and an action.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BankError, type BankErrorKind, type ConsentView } from '#domain/connections/bank.ts';
import { diagnose } from './diagnose.ts';

const consent = (changes: Partial<ConsentView> = {}): ConsentView => ({
  id: 'c-1',
  status: 'active',
  expires_at: null,
  bank_accounts: null,
  ended_by: null,
  ...changes,
});
const error = (kind: BankErrorKind, bank_account?: string) =>
  new BankError(kind, { status: 401, code: null, interaction_id: null, ...(bank_account ? { bank_account } : {}) });
const cause = async (failed: BankError, record: ConsentView | null) =>
  (await diagnose(failed, async () => record))?.cause ?? null;

const ASKING = ['credential_rejected', 'reauthentication_required', 'permission_missing', 'account_not_found'] as const;

describe('diagnose', () => {
  it('blames the consent first, whichever read failed', async () => {
    for (const kind of ASKING) {
      assert.equal(await cause(error(kind), consent({ status: 'expired' })), 'access_expired');
      for (const ended_by of ['customer', 'bank', null] as const) {
        assert.equal(await cause(error(kind), consent({ status: 'revoked', ended_by })), 'access_denied');
      }
      assert.equal(await cause(error(kind), consent({ status: 'revoked', ended_by: 'us' })), 'unspecified');
    }
  });

  it('names what is left when the consent is active, unknown or not there', async () => {
    for (const record of [consent(), consent({ status: 'unknown' }), null]) {
      assert.equal(await cause(error('credential_rejected'), record), 'unspecified');
      assert.equal(await cause(error('reauthentication_required'), record), 'institution_requirement');
      assert.equal(await cause(error('permission_missing'), record), null);
      assert.equal(await cause(error('account_not_found', 'a-1'), record), 'account_unavailable');
    }
  });

  it('tells a withdrawn account from one that went missing', async () => {
    const missing = error('account_not_found', 'a-1');
    assert.equal(await cause(missing, consent({ bank_accounts: ['a-2'] })), 'access_denied');
    assert.equal(await cause(missing, consent({ bank_accounts: ['a-1'] })), 'account_unavailable');
    assert.equal(await cause(error('account_not_found'), consent({ bank_accounts: [] })), 'account_unavailable');
  });

  it('takes a closed account at its word, with nothing for the customer to do', async () => {
    const unasked = () => assert.fail('the consent was read');
    assert.deepEqual(await diagnose(error('account_closed'), unasked), { cause: 'account_closed', action: 'none' });
  });

  it('establishes nothing from trouble that passes or is ours, without asking anyone', async () => {
    const unasked = () => assert.fail('the consent was read');
    for (const kind of [
      'data_not_ready',
      'rate_limited',
      'institution_unavailable',
      'institution_maintenance',
      'client_rejected',
      'protocol',
    ] as const) {
      assert.equal(await diagnose(error(kind), unasked), null);
    }
  });

  it('establishes nothing while the consent record cannot be read', async () => {
    const unreadable = () => Promise.reject(error('institution_unavailable'));
    for (const kind of ASKING) assert.equal(await diagnose(error(kind), unreadable), null);
    await assert.rejects(
      diagnose(error('credential_rejected'), () => Promise.reject(new TypeError('a bug'))),
      TypeError,
    );
  });
});
