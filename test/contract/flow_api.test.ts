// The flow's own API (/flow/api/*): who may call it, with which secret, what it shows and what it never lets through.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Session } from '../story.ts';
import { type Connected, openConnected } from './connected.ts';
import { type FlowAnswer, openFlow, postFlow } from './flow_client.ts';

let at: Connected;
let session: Session;
before(async () => {
  at = await openConnected();
  session = await create();
});
after(() => at.world.close());

const create = (params: object = {}, stripe = at.stripe) =>
  stripe.financialConnections.sessions.create({ permissions: ['balances'], ...params } as never);

/** Status, type, code and param of a refusal; fails when it names a secret. */
function refusalOf({ status, body }: FlowAnswer) {
  const { type, code, param, message } = body.error as Record<string, string>;
  assert.equal(JSON.stringify(body).includes('client_secret_'), false);
  assert.equal(typeof message, 'string');
  return [status, type, code ?? null, param ?? null];
}

const BAD = 'invalid_request_error';
const NOT_VALID = [400, BAD, 'resource_missing', 'client_secret'];
const text = (body: object) => JSON.stringify(body);

describe('the flow is opened', () => {
  test('with the publishable key and the client secret of the same merchant', async () => {
    const view = await openFlow(at.world, session).view('view');
    assert.deepEqual(view.session, { id: session.id, livemode: false, status: 'pending' });
    assert.deepEqual(view.pane, { type: 'consent' });
    assert.equal(JSON.stringify(view).includes(String(session.client_secret)), false);
  });

  const calls = ['view', 'agree', 'institutions', 'institution', 'visit', 'answer', 'leave-bank', 'accounts', 'finish'];
  const refused = (title: string, key: () => string, expected: unknown[]) =>
    test(`not ${title}, by any call`, async () => {
      for (const call of calls) {
        assert.deepEqual(refusalOf(await openFlow(at.world, session, key()).post(call)), expected, call);
      }
      const view = await openFlow(at.world, session).view('view');
      assert.deepEqual([view.session.status, view.pane], ['pending', { type: 'consent' }]);
    });
  refused('with the secret key', () => at.world.keys.secret, [403, BAD, null, null]);
  refused('with an unknown key', () => 'pk_test_unknown', [401, BAD, null, null]);
  refused('with another merchant’s publishable key', () => at.world.strangers!.other.publishable, NOT_VALID);

  test('not without a key', async () => {
    const answer = await postFlow(at.world, 'view', text({ client_secret: session.client_secret }), {
      authorization: '',
    });
    assert.deepEqual(refusalOf(answer), [401, BAD, null, null]);
  });

  const secrets: [string, (id: string) => unknown, unknown[]][] = [
    ['no secret', () => undefined, [400, BAD, null, 'client_secret']],
    ['a session’s id for its secret', (id) => id, [400, BAD, null, 'client_secret']],
    ['an unknown secret', () => `fcsess_client_secret_${'A'.repeat(24)}`, NOT_VALID],
    ['a secret that is no text', () => ({ like: '%' }), [400, BAD, null, 'client_secret']],
    ['a secret that is too long', () => `fcsess_client_secret_${'A'.repeat(255)}`, [400, BAD, null, 'client_secret']],
    ['a secret with a NUL', () => 'fcsess_client_secret_\0', NOT_VALID],
  ];
  for (const [title, secret, expected] of secrets) {
    test(`not with ${title}`, async () => {
      const answer = await postFlow(at.world, 'view', text({ client_secret: secret(session.id) }));
      assert.deepEqual(refusalOf(answer), expected);
    });
  }

  test('not with the secret in the URL, in any spelling', async () => {
    const secret = String(session.client_secret);
    for (const query of [`client_secret=${secret}`, `secret=${secret}`, secret]) {
      assert.deepEqual(refusalOf(await postFlow(at.world, `view?${query}`, '{}')), [400, BAD, null, 'client_secret']);
    }
    const url = `${at.world.url}/flow/api/view?client_secret=${secret}`;
    const read = await fetch(url, { headers: { authorization: `Bearer ${at.world.keys.publishable}` } });
    assert.equal(read.status, 404);
    assert.equal((await read.text()).includes(secret), false);
  });

  test('with one session’s secret for that session only', async () => {
    const [one, two] = [await create(), await create()];
    await openFlow(at.world, one).view('agree');
    assert.deepEqual((await openFlow(at.world, two).view('view')).pane, { type: 'consent' });
    await openFlow(at.world, one).post('finish');
    assert.equal((await openFlow(at.world, two).view('view')).session.status, 'pending');
  });
});

describe('a body of the flow is refused', () => {
  const refused = (title: string, body: (secret: string) => string, expected: unknown[]) =>
    test(title, async () => {
      const answer = await postFlow(at.world, 'view', body(String(session.client_secret)));
      assert.deepEqual(refusalOf(answer), expected);
      assert.match(String(answer.headers.get('request-id')), /^req_/);
      assert.deepEqual((await openFlow(at.world, session).view('view')).pane, { type: 'consent' });
    });
  const withMore = (more: object) => (client_secret: string) => text({ client_secret, ...more });
  const malformed = [400, BAD, null, null];
  const param = (name: string) => [400, BAD, null, name];
  refused('when it is empty', () => '', malformed);
  refused('when it is no JSON', () => '{"client_secret":', malformed);
  refused('when it is a form', (secret) => `client_secret=${secret}`, malformed);
  refused('when it is no object', (secret) => text([secret]), param('client_secret'));
  refused('when it is null', () => 'null', param('client_secret'));
  refused('when it is nested without end', () => '['.repeat(200_000) + ']'.repeat(200_000), param('client_secret'));
  refused('when it is larger than a megabyte', withMore({ query: 'x'.repeat(1_048_576) }), [413, BAD, null, null]);
  refused('when a text is too long', withMore({ query: 'x'.repeat(501) }), param('query'));
  refused('when a text has a NUL', withMore({ query: 'a\0b' }), param('query'));
  refused('when a text is none', withMore({ institution: { id: 'x' } }), param('institution'));
  refused('when there are too many accounts', withMore({ accounts: Array(101).fill('a') }), param('accounts'));
  refused('when accounts are no list', withMore({ accounts: 'a' }), param('accounts'));
  refused(
    'when there are too many values',
    withMore({ values: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i, 'x'])) }),
    param('values'),
  );
  refused('when a value is no text', withMore({ values: { username: 1 } }), param('values'));
});

describe('the flow does not know', () => {
  for (const name of ['constructor', 'unknown', 'complete', 'prototype', 'views']) {
    test(`a call ${name}`, async () => {
      const answer = await openFlow(at.world, session).post(name);
      assert.equal(answer.status, 404);
    });
  }

  test('calls by other methods, and says nothing to other origins', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(`${at.world.url}/flow/api/view`, {
        method,
        headers: { origin: 'https://thief.example' },
      });
      assert.equal(answer.status, 404);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      await answer.arrayBuffer();
    }
  });
});
