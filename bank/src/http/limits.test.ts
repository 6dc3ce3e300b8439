// What is too much, and what is nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTROL_TOKEN, openRecipient } from '#testing/recipient.ts';

test('the bank says that it lives', async (t) => {
  const recipient = await openRecipient(t);
  const answer = await fetch(`${recipient.url}/healthz`);
  assert.deepEqual([answer.status, await answer.json()], [200, { status: 'ok' }]);
});

test('a body that is too large is refused', async (t) => {
  const recipient = await openRecipient(t);
  const headers = { authorization: `Bearer ${CONTROL_TOKEN}` };
  const url = `${recipient.url}/control/bank-oauth/people/jane/time`;
  const answer = await fetch(url, { method: 'PUT', headers, body: 'x'.repeat(70_000) });
  assert.equal(answer.status, 413);
});

test('an address that is too long is refused', async (t) => {
  const recipient = await openRecipient(t);
  const answer = await fetch(`${recipient.url}/${'x'.repeat(16_100)}`);
  assert.equal(answer.status, 414);
});

test('a body that is not JSON is refused with a sentence', async (t) => {
  const recipient = await openRecipient(t);
  const headers = { authorization: `Bearer ${CONTROL_TOKEN}` };
  const url = `${recipient.url}/control/bank-oauth/people/jane/time`;
  const answer = await fetch(url, { method: 'PUT', headers, body: '{"at":' });
  assert.equal(answer.status, 400);
});

test('an address that is nothing is 404, and a malformed one breaks nothing', async (t) => {
  const recipient = await openRecipient(t);
  for (const path of ['', 'nothing', 'bank-oauth/nothing', 'bank-oauth/interaction/%E0%A4%A', '%00/fdx/v6/accounts']) {
    const answer = await fetch(`${recipient.url}/${path}`);
    assert.ok([400, 404, 410].includes(answer.status), `${path}: ${answer.status}`);
  }
});
