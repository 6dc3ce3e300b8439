// The table of section 4: from a failed read and the consent record to a cause and an action.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BankError, type BankErrorKind, type ConsentView } from '#domain/connections/bank.ts';
import { diagnose } from './diagnose.ts';

const consent = (changes: Partial<ConsentView> = {}): ConsentView => ({
  id: 'c-1',
  status: 'active',
  expires_at: null,
  sign_in_required_from: null,
  bank_accounts: null,
  ended_by: null,
  ended_for: null,
  ...changes,
});
const error = (kind: BankErrorKind, bank_account?: string) =>
  new BankError(kind, { status: 401, code: null, interaction_id: null, ...(bank_account ? { bank_account } : {}) });
const of = async (failed: BankError, record: ConsentView | null) => {
  const found = await diagnose(failed, async () => record);
  return found?.type === 'dead' ? [found.cause, found.action] : (found?.type ?? null);
};

const ASKING = [
  'credential_rejected',
  'reauthentication_required',
  'password_rejected',
  'user_locked_out',
  'customer_not_found',
  'permission_missing',
] as const;

describe('diagnose', () => {
  it('blames the consent first, whichever read failed', async () => {
    for (const kind of ASKING) {
      assert.deepEqual(await of(error(kind), consent({ status: 'expired' })), ['access_expired', 'relink_required']);
      for (const ended_by of ['customer', 'bank', null] as const) {
        const revoked = consent({ status: 'revoked', ended_by });
        assert.deepEqual(await of(error(kind), revoked), ['access_denied', 'relink_required']);
      }
    }
    // A bank that meets a token of ours twice ends the consent itself.
    const lost = await of(error('credential_lost'), consent({ status: 'revoked', ended_by: 'bank' }));
    assert.deepEqual(lost, ['unspecified', 'relink_required']);
    const superseded = consent({ status: 'superseded' });
    assert.deepEqual(await of(error('credential_rejected'), superseded), ['access_denied', 'relink_required']);
  });

  it('tells a link that we ended for good from a consent that we replaced', async () => {
    const ours = (ended_for: ConsentView['ended_for']) => consent({ status: 'revoked', ended_by: 'us', ended_for });
    assert.equal(await of(error('credential_rejected'), ours('wish')), 'disconnected');
    for (const ended_for of ['rule', null] as const) {
      assert.deepEqual(await of(error('credential_rejected'), ours(ended_for)), ['unspecified', 'relink_required']);
    }
  });

  it('names what is left when the consent is active, unknown or not there', async () => {
    for (const record of [consent(), consent({ status: 'unknown' }), null]) {
      assert.deepEqual(await of(error('credential_rejected'), record), ['unspecified', 'relink_required']);
      assert.deepEqual(await of(error('credential_lost'), record), ['unspecified', 'relink_required']);
      const stepUp = await of(error('reauthentication_required'), record);
      assert.deepEqual(stepUp, ['institution_requirement', 'relink_required']);
      assert.deepEqual(await of(error('password_rejected'), record), ['access_denied', 'relink_required']);
      assert.deepEqual(await of(error('user_locked_out'), record), ['institution_requirement', 'none']);
      assert.equal(await of(error('customer_not_found'), record), 'suspended');
    }
  });

  it('believes a bank’s own words for a refused grant only where no record contradicts them', async () => {
    const worded = (told: 'denied' | 'expired') =>
      new BankError('credential_rejected', { status: 400, code: 'invalid_grant', interaction_id: null, told });
    for (const record of [null, consent({ status: 'unknown' })]) {
      assert.deepEqual(await of(worded('denied'), record), ['access_denied', 'relink_required']);
      assert.deepEqual(await of(worded('expired'), record), ['access_expired', 'relink_required']);
    }
    assert.deepEqual(await of(worded('denied'), consent()), ['unspecified', 'relink_required']);
  });

  it('ends no link by what is said of one account; a list that may not be read is all there is', async () => {
    const kinds = ['account_closed', 'account_not_found', 'account_restricted', 'account_unsupported'] as const;
    for (const kind of [...kinds, 'permission_missing'] as const) {
      assert.equal(await of(error(kind, 'a-1'), consent()), null);
    }
    assert.deepEqual(await of(error('permission_missing'), consent()), ['access_denied', 'relink_required']);
  });

  it('establishes nothing from trouble that passes or is ours, and takes a suspension at its word, without asking anyone', async () => {
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
    const suspended = { type: 'suspended', of: 'recipient' };
    assert.deepEqual(await diagnose(error('recipient_suspended'), unasked), suspended);
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
