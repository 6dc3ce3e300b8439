// Banks that are down, each in its own way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecipient, read } from '#testing/recipient.ts';

const PATHS = ['.well-known/openid-configuration', 'auth?client_id=relink', 'fdx/v6/accounts'];

test('a planned outage says when the bank is back, everywhere', async (t) => {
  const recipient = await openRecipient(t);
  for (const path of PATHS) {
    const answer = await read(await fetch(`${recipient.url}/down-scheduled/${path}`));
    assert.deepEqual([answer.status, answer.body.code], [503, '503']);
    const back = answer.body.expected_available_at * 1000;
    assert.ok(back > Date.now());
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  }
  const { status, body } = await read(await fetch(`${recipient.url}/down-scheduled/fdx/v6/availability`));
  assert.deepEqual([status, body.planned], [200, true]);
});

test('an unplanned outage says nothing', async (t) => {
  const recipient = await openRecipient(t);
  for (const path of [...PATHS, 'fdx/v6/availability']) {
    const answer = await read(await fetch(`${recipient.url}/down-unscheduled/${path}`));
    assert.deepEqual([answer.status, answer.body.code], [500, '501']);
    assert.equal(answer.headers.get('retry-after'), null);
  }
});

test('a broken bank answers something that is not JSON, and says it is', async (t) => {
  const recipient = await openRecipient(t);
  const answer = await fetch(`${recipient.url}/down-error/.well-known/openid-configuration`);
  assert.equal(answer.status, 200);
  await assert.rejects(answer.json());
});

test('a customer who comes by gets a page in his language', async (t) => {
  const recipient = await openRecipient(t);
  const headers = { accept: 'text/html', 'accept-language': 'de' };
  const answer = await fetch(`${recipient.url}/down-scheduled/auth`, { headers });
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /Down \(Scheduled\) ist gerade nicht erreichbar/);
});

test('the operator’s desk works also for banks that are down', async (t) => {
  const recipient = await openRecipient(t);
  assert.equal((await recipient.control('GET', 'down-error/people/jane')).status, 200);
});
