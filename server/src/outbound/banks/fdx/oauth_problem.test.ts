// How refusals of a bank's OAuth endpoints are read: by the error's name, never by a server that is failing, and by words where a row lists them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ResponseBodyError } from 'openid-client';
import { BankError } from '#domain/connections/bank.ts';
import { oauthProblem } from './oauth_problem.ts';

const WORDS = { denied: ['taken back'], expired: ['run out'] };

function problem(error: string, status = 400, error_description?: string): BankError {
  const cause = { error, ...(error_description && { error_description }) };
  const failure = new ResponseBodyError('refused', { cause, response: new Response(null, { status }) });
  const found = oauthProblem(failure, WORDS);
  assert.ok(found instanceof BankError);
  return found;
}

describe('a refusal of an OAuth endpoint', () => {
  it('is read by the name of its error', () => {
    assert.equal(problem('invalid_grant').kind, 'credential_rejected');
    assert.equal(problem('invalid_client', 401).kind, 'client_rejected');
    assert.equal(problem('interaction_required').kind, 'reauthentication_required');
    assert.equal(problem('temporarily_unavailable').kind, 'institution_unavailable');
    assert.equal(problem('slow_down', 429).kind, 'rate_limited');
    assert.equal(problem('constructor').kind, 'protocol');
  });

  it('says nothing against a link while the server fails', () => {
    assert.equal(problem('invalid_grant', 500).kind, 'institution_unavailable');
    assert.equal(problem('whatever', 503).transient, true);
  });

  it('tells how a grant ended only in words that the bank’s row lists', () => {
    assert.equal(problem('invalid_grant', 400, 'taken back').upstream.told, 'denied');
    assert.equal(problem('invalid_grant', 400, 'run out').upstream.told, 'expired');
    assert.equal(problem('invalid_grant', 400, 'taken back, perhaps').upstream.told, undefined);
  });
});
