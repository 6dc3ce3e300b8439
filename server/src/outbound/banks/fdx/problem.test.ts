// How refusals of banks are read: challenge, then FDX code, then status.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BankErrorKind } from '#domain/connections/bank.ts';
import { BankOutage, problemOf } from './problem.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

function problem(status: number, body: unknown = '', headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return problemOf({ status, headers: new Headers(headers), text }, NOW);
}

describe('a bank’s refusal', () => {
  it('is classified by its FDX code, whether text, integer or joined, and whatever the status below 500', () => {
    const rows: [number, string | number, BankErrorKind][] = [
      [403, '602', 'permission_missing'],
      [401, 602, 'permission_missing'],
      [401, '603', 'credential_rejected'],
      [400, '603-403', 'credential_rejected'],
      [404, 701, 'account_not_found'],
      [409, '705', 'account_closed'],
      [405, 501, 'institution_unavailable'],
      [404, '1107', 'data_not_ready'],
      [400, '1300', 'data_not_ready'],
      [400, '1207', 'rate_limited'],
      [403, '480', 'recipient_suspended'],
      [404, '601', 'customer_not_found'],
      [422, '704', 'account_unsupported'],
      [403, '706', 'account_restricted'],
      [401, '103', 'password_rejected'],
      [401, '185', 'reauthentication_required'],
    ];
    for (const [status, code, kind] of rows) assert.equal(problem(status, { code }).kind, kind, `${status} ${code}`);
  });

  it('is an outage at 500 and above, whatever definitive code it carries', () => {
    for (const code of ['603', '701', '705']) assert.equal(problem(500, { code }).kind, 'institution_unavailable');
    assert.equal(problem(503, { code: '503' }).kind, 'institution_maintenance');
    assert.equal(problem(500, { code: '1000' }).kind, 'client_rejected');
    assert.equal(problem(503, 'busy').kind, 'institution_unavailable');
    assert.equal(problem(504, '<html>').transient, true);
  });

  it('falls back to the status, and concludes nothing from a bare 400, 403 or 404', () => {
    assert.equal(problem(401).kind, 'credential_rejected');
    assert.equal(problem(429, 'slow down').kind, 'rate_limited');
    assert.equal(problem(423).kind, 'user_locked_out');
    for (const status of [302, 400, 403, 404, 409, 422]) assert.equal(problem(status, '<html>').kind, 'protocol');
    assert.equal(problem(404, { code: 'constructor' }).kind, 'protocol');
    assert.equal(problem(404, { code: '__proto__' }).kind, 'protocol');
  });

  it('listens to the challenge first', () => {
    const stepUp = { 'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age=0' };
    assert.equal(problem(401, { code: '603' }, stepUp).kind, 'reauthentication_required');
    const scope = { 'www-authenticate': 'Bearer realm="r", error="insufficient_scope", scope="x"' };
    assert.equal(problem(403, '', scope).kind, 'permission_missing');
    const described = { 'www-authenticate': 'Bearer error_description="insufficient_scope"' };
    assert.equal(problem(401, '', described).kind, 'credential_rejected');
  });

  it('keeps when the bank is back, from the body, from seconds or from a date', () => {
    const back = (body: unknown, headers?: Record<string, string>) => {
      const found = problem(503, body, headers);
      assert.ok(found instanceof BankOutage);
      return found.expected_available_at;
    };
    assert.equal(back({ code: '503', expected_available_at: 1_800_000_000 }), 1_800_000_000);
    assert.equal(back({ expected_available_at: '2026-11-21T00:00:00+01:00' }), Date.UTC(2026, 10, 20, 23) / 1000);
    for (const no_date of [1_800_000_000_000, 1_800_000_000_000_000, 1e300])
      assert.equal(back({ expected_available_at: no_date }), null);
    assert.equal(back('', { 'retry-after': '90' }), NOW.getTime() / 1000 + 90);
    assert.equal(back('', { 'retry-after': 'Sat, 21 Nov 2026 00:00:00 GMT' }), Date.UTC(2026, 10, 21) / 1000);
    assert.equal(back('', { 'retry-after': 'soon' }), null);
    assert.equal(back(''), null);
  });

  it('never carries the body, and only the beginning of a code', () => {
    const found = problem(401, { code: 'x'.repeat(500), message: 'the token abc is dead' });
    assert.equal(found.upstream.code?.length, 64);
    assert.ok(!JSON.stringify([found, found.message]).includes('abc'));
  });
});
