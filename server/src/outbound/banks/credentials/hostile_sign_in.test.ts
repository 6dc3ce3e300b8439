// Form sign-ins at a bank that breaks or talks nonsense, and what is sent to it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { BankConnector, InstitutionProfile, VisitStep } from '#domain/connections/bank.ts';
import { systemClock } from '#kernel/clock.ts';
import { createBanks } from '../registry.ts';
import { keysInMemory, sandboxAt, sandboxEgress } from '../testing/sandbox.ts';
import { type Handler, json, openStandInBank, raw, type StandInBank, silence } from '../testing/stand_in_bank.ts';

const SIGN_INS = '/form/sign-ins';
const SESSIONS = '/form/sessions';
const TOKENS = { access_token: 'token', expires_in: 900, refresh_token: 'kept' };
const COMPLETE = { sign_in: 's-1', state: 'complete', consent_id: 'consent-1', subject: 'p-1', ...TOKENS };

describe('a form sign-in', () => {
  let bank: StandInBank;
  let credentials: BankConnector;

  beforeEach(async () => {
    bank = await openStandInBank('bank-non-oauth');
    credentials = createBanks({
      sandbox: sandboxAt(bank.url, { client_secret: 'a b:c' }),
      keys: keysInMemory(),
      egress: sandboxEgress(),
      clock: systemClock,
      timeout_ms: 1_000,
    }).connector('credentials');
  });
  afterEach(() => bank.close());

  async function signIn(
    values: Record<string, string> = {},
    institution: InstitutionProfile = bank.institution,
  ): Promise<VisitStep> {
    const step = await credentials.startVisit({ ...bank.visitRequest, institution });
    assert.ok(step.type === 'form');
    const answer = { username: 'anna', password: 'p', ...values };
    return credentials.continueVisit(institution, step.secret, { type: 'answer', values: answer });
  }

  async function signInWith(answer: object): Promise<Extract<VisitStep, { type: 'complete' }>> {
    bank.on(SIGN_INS, json(answer, 201));
    const step = await signIn();
    assert.ok(step.type === 'complete');
    return step;
  }

  /** Answers like the bank and keeps what was sent. */
  function recording(sent: unknown[], answer: object): Handler {
    return (request, response, body) => {
      sent.push({ authorization: request.headers.authorization, body: JSON.parse(body) });
      json(answer, 201)(request, response, body);
    };
  }

  it('sends what the permissions need, proves the platform, and names an outcome only where the row allows it', async () => {
    const sent: unknown[] = [];
    bank.on(SIGN_INS, recording(sent, COMPLETE));
    assert.equal((await signIn({ sandbox_outcome: 'unexpected_error' })).type, 'complete');
    const plain = { ...bank.institution, protocol: { ...bank.institution.protocol, extensions: [] } };
    assert.equal((await signIn({ sandbox_outcome: 'unexpected_error' }, plain)).type, 'complete');
    const authorization = `Basic ${Buffer.from('relink:a+b%3Ac').toString('base64')}`;
    const body = { username: 'anna', password: 'p', clusters: ['ACCOUNT_BASIC', 'PAYMENT_SUPPORT'] };
    assert.deepEqual(sent, [
      { authorization, body: { ...body, outcome: 'unexpected_error' } },
      { authorization, body },
    ]);
  });

  it('tells what an action is about where it is known, and whose language the words are in where that is a language', async () => {
    const options = [{ id: 'accept', label: 'I accept' }];
    const asked = async (about: object) => {
      const challenge = { kind: 'action', options, ...about };
      bank.on(SIGN_INS, json({ sign_in: 's-1', state: 'challenge', challenge }, 201));
      const step = await signIn();
      assert.ok(step.type === 'form');
      return [step.challenge, step.action, step.language, step.fields[0]?.options];
    };
    assert.deepEqual(await asked({ action: 'terms', language: 'de-AT' }), ['action', 'terms', 'de-AT', options]);
    assert.deepEqual(await asked({ action: 'dance', language: '"><b>' }), ['action', null, null, options]);
    assert.deepEqual(await asked({}), ['action', null, null, options]);
  });

  it('ends as the bank ends it: refused, broken, down, or beyond understanding', async () => {
    const ends: [Handler, string][] = [
      [json({ sign_in: 's-1', state: 'failed', error: 'ended' }), 'sign_in_failed'],
      [json({ sign_in: 's-1', state: 'failed', error: 'server_error' }), 'other'],
      [json({ code: '500' }, 500), 'institution_down'],
      [json({ code: '503' }, 503), 'institution_maintenance'],
      [raw('<html>', 'text/html', 502), 'institution_down'],
      [silence, 'institution_down'],
      [raw('<html>', 'text/html'), 'other'],
      [json({ sign_in: 's-1', state: 'asleep' }), 'other'],
      [json({ ...COMPLETE, access_token: 7 }), 'other'],
      [json({ ...COMPLETE, access_token: 'to\nken' }), 'other'],
      [json({ sign_in: 's-1', state: 'challenge', challenge: { kind: 'blood' } }), 'other'],
      [raw('', 'text/plain', 302, { location: 'https://evil.example/' }), 'other'],
    ];
    for (const [handler, kind] of ends) {
      bank.on(SIGN_INS, handler);
      assert.deepEqual(await signIn(), { type: 'failed', failure: { kind } });
    }
  });

  it('is not helped by an outage that claims success', async () => {
    bank.on(SIGN_INS, json(COMPLETE, 500));
    assert.deepEqual(await signIn(), { type: 'failed', failure: { kind: 'institution_down' } });
  });

  it('opens the next session by one call, and takes nonsense for no word against the link', async () => {
    const step = await signInWith(COMPLETE);
    const sent: unknown[] = [];
    bank.on(SESSIONS, recording(sent, { access_token: 'next', expires_in: 1e300, refresh_token: 'other' }));
    const next = await credentials.refresh(bank.institution, step.credential);
    assert.deepEqual([next.rotated, next.credential.access_expires_at], [true, null]);
    const authorization = `Basic ${Buffer.from('relink:a+b%3Ac').toString('base64')}`;
    assert.deepEqual(sent, [{ authorization, body: { refresh_token: 'kept' } }]);
    const ends: [Handler, string][] = [
      [json({ access_token: 7 }), 'protocol'],
      [json({ access_token: 'to\nken' }), 'protocol'],
      [raw('<html>', 'text/html'), 'protocol'],
      [json({ code: '103' }, 500), 'institution_unavailable'],
      [silence, 'institution_unavailable'],
      [json({ code: '103' }, 400), 'password_rejected'],
    ];
    for (const [handler, kind] of ends) {
      bank.on(SESSIONS, handler);
      const error = await credentials.refresh(bank.institution, next.credential).catch((thrown) => thrown);
      assert.equal(error.kind, kind);
    }
  });

  it('keeps nothing of an answer in the visit, and nothing of the customer’s in an error', async () => {
    bank.on(SIGN_INS, json({ sign_in: 's-1', state: 'challenge', challenge: { kind: 'mfa' }, attempt: 1 }, 201));
    const step = await signIn({ password: 'very-secret' });
    assert.ok(step.type === 'form' && step.challenge === 'mfa');
    assert.ok(!JSON.stringify(step).includes('very-secret'));
  });
});
