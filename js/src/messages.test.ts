// Tests that both sides hear only each other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  doneMessage,
  errorMessage,
  isFrom,
  openMessage,
  readMessageToFlow,
  readMessageToPage,
  readyMessage,
  requestExitMessage,
} from './messages.ts';

const frame = {};
const origin = 'https://relink.example';

test('a message counts only from the exact window on the exact origin', () => {
  const expected = { origin, source: frame };
  assert.equal(isFrom({ data: {}, origin, source: frame }, expected), true);
  assert.equal(isFrom({ data: {}, origin: 'https://relink.example.evil', source: frame }, expected), false);
  assert.equal(isFrom({ data: {}, origin: 'http://relink.example', source: frame }, expected), false);
  assert.equal(isFrom({ data: {}, origin, source: {} }, expected), false);
  assert.equal(isFrom({ data: {}, origin, source: null }, { origin, source: null }), false);
});

test('what one side makes the other side reads', () => {
  const open = openMessage('pk_test_1', 'fcsess_client_secret_1', 'de');
  assert.deepEqual(readMessageToFlow(structuredClone(open)), open);
  const acting = openMessage('pk_test_1', 'fcsess_client_secret_1', null, 'acct_1');
  assert.deepEqual(readMessageToFlow(structuredClone(acting)), acting);
  assert.deepEqual(readMessageToFlow(requestExitMessage()), requestExitMessage());
  assert.deepEqual(readMessageToPage(readyMessage()), readyMessage());
  assert.deepEqual(readMessageToPage(errorMessage({ type: 'api_error' })), errorMessage({ type: 'api_error' }));
  const session = { id: 'fcsess_1', object: 'financial_connections.session', accounts: [], livemode: false } as const;
  const done = doneMessage({ ...session, accounts: [] });
  assert.deepEqual(readMessageToPage(structuredClone(done)), done);
});

test('everything else is not heard', () => {
  const wrong = [
    null,
    undefined,
    'ready',
    [],
    { type: 'ready' },
    { source: 'other', type: 'ready' },
    { source: 'relink', type: 'resize' },
    { source: 'relink', type: 'done' },
    { source: 'relink', type: 'done', financialConnectionsSession: { id: 'x' } },
    { source: 'relink', type: 'error', error: 'x' },
    { source: 'relink', type: 'open', publishableKey: 'pk_test_1' },
  ];
  for (const data of wrong) {
    assert.equal(readMessageToPage(data), null);
    assert.equal(readMessageToFlow(data), null);
  }
});

test('each direction ignores the messages of the other', () => {
  assert.equal(readMessageToFlow(readyMessage()), null);
  assert.equal(readMessageToPage(openMessage('pk_test_1', 's', null)), null);
});
