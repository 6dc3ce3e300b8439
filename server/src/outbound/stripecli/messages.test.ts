// What readWord takes for a word of the CLI.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWord } from './messages.ts';

const word = (message: object) => readWord(JSON.stringify(message));

test('a word that no database takes is none, and costs no other word its place', () => {
  assert.equal(word({ type: 'event_ack', webhook_conversation_id: 'cld_1\0' }), null);
  const answer = {
    type: 'webhook_response',
    webhook_conversation_id: 'cld_1',
    status: 200,
    forward_url: 'http://a\0b',
  };
  assert.equal(word(answer), null);
  assert.deepEqual(word({ type: 'event_ack', webhook_conversation_id: 'cld_1' }), {
    kind: 'received',
    delivery: 'cld_1',
  });
});

test('what is no JSON, no object, or says nothing of a delivery is none', () => {
  for (const text of ['', '{', 'null', '[]', '7', '{}']) assert.equal(readWord(text), null);
  for (const id of [null, 7, {}]) assert.equal(word({ type: 'event_ack', webhook_conversation_id: id }), null);
  assert.equal(word({ type: 'event_ack', webhook_conversation_id: 'cld_1_latest' }), null);
  assert.equal(word({ type: 'request_log_event', webhook_conversation_id: 'cld_1' }), null);
});
