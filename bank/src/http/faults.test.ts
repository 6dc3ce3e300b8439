// Faults an operator injects.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import { openBank } from '#bank.ts';
import { CONTROL_TOKEN, openRecipient, recipientOf } from '#testing/recipient.ts';

const SLUG = 'bank-oauth';

test('a status, or garbage, befalls resources and tokens as often as ordered, and null clears', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG);
  const list = () => recipient.get(SLUG, 'accounts', tokens.access_token);
  await recipient.control('PUT', `${SLUG}/faults`, { status: 503, times: 2 });
  assert.equal((await list()).status, 503);
  assert.equal((await recipient.refresh(SLUG, tokens)).status, 503);
  assert.equal((await list()).status, 200);
  await recipient.control('PUT', `${SLUG}/faults`, { garbage: true });
  await assert.rejects(list());
  assert.equal((await recipient.control('PUT', `${SLUG}/faults`, null)).body.faults, null);
  assert.equal((await list()).status, 200);
});

test('a fault of one bank is nobody else’s', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link('test-oauth');
  await recipient.control('PUT', `${SLUG}/faults`, { status: 500 });
  assert.equal((await recipient.get('test-oauth', 'accounts', tokens.access_token)).status, 200);
});

test('a request that hangs is never answered, and does not keep the bank from closing', async () => {
  const bank = await openBank({
    data_folder: null,
    port: 0,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [],
  });
  const recipient = recipientOf(bank.url);
  await recipient.control('PUT', `${SLUG}/faults`, { hang: true, times: 1 });
  // The interim answer to `Expect` proves that the request has arrived and so has taken the one hang.
  const hanging = request(`${bank.url}/${SLUG}/fdx/v6/accounts`, { headers: { expect: '100-continue' } });
  let answered = false;
  hanging.on('response', () => {
    answered = true;
  });
  hanging.flushHeaders();
  await once(hanging, 'continue');
  assert.equal((await recipient.get(SLUG, 'accounts', 'x')).status, 401);
  const cut = once(hanging, 'error');
  await bank.close();
  await cut;
  assert.equal(answered, false);
});

test('latency delays the true answer', async (t) => {
  const recipient = await openRecipient(t);
  const tokens = await recipient.link(SLUG);
  await recipient.control('PUT', `${SLUG}/faults`, { latency_ms: 1 });
  assert.equal((await recipient.get(SLUG, 'accounts', tokens.access_token)).status, 200);
});

test('pages cut their opener when asked to', async (t) => {
  const recipient = await openRecipient(t);
  await recipient.control('PUT', `${SLUG}/faults`, { cut_opener: true });
  const page = await fetch(recipient.authorizationUrl(SLUG).url, { redirect: 'manual' });
  const cookie = page.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const url = new URL(page.headers.get('location')!, recipient.url);
  const signIn = await fetch(url, { headers: { cookie: cookie.join('; '), accept: 'text/html' } });
  assert.equal(signIn.status, 200);
  assert.equal(signIn.headers.get('cross-origin-opener-policy'), 'same-origin');
});

test('a fault that cannot be is refused by name', async (t) => {
  const recipient = await openRecipient(t);
  for (const [fault, param] of [
    [{ latency_ms: -1 }, 'latency_ms'],
    [{ status: 200 }, 'status'],
    [{ times: 0 }, 'times'],
    [{ hang: 'yes' }, 'hang'],
    [{ explode: true }, 'explode'],
  ] as const) {
    const answer = await recipient.control('PUT', `${SLUG}/faults`, fault);
    assert.deepEqual([answer.status, answer.body.error.param], [400, param]);
  }
});
