// Tests of what is said about a webhook endpoint that will not hear what its owner expects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_TYPES } from '../../../server/src/wire/event_types.ts';
import { BROKEN, hintsOf, RELINK_EVENTS } from './endpoint_hints.ts';

const OWN = 'http://127.0.0.1:4242';
const well = {
  url: 'https://shop.example.com/hooks',
  status: 'enabled' as const,
  disabled_reason: null,
  failing_since: null,
  enabled_events: ['*'],
  connect: false,
};

test('nothing is said of an endpoint that hears everything', () => {
  assert.deepEqual(hintsOf(well, OWN), []);
  assert.deepEqual(hintsOf({ ...well, enabled_events: [BROKEN] }, OWN), []);
});

test('an endpoint that asks for nothing we send, or not for broken links, is told so', () => {
  assert.deepEqual(hintsOf({ ...well, enabled_events: ['invoice.paid'] }, OWN), ['never_nothing']);
  assert.deepEqual(hintsOf({ ...well, enabled_events: ['invoice.paid', 'customer.created'] }, OWN), [
    'never_some',
    'never_relink',
  ]);
  assert.deepEqual(hintsOf({ ...well, connect: true, enabled_events: ['charge.refunded', 'payout.paid'] }, OWN), [
    'never_some',
  ]);
});

test('an endpoint is told what goes to the other kind of endpoint', () => {
  assert.deepEqual(hintsOf({ ...well, enabled_events: [BROKEN, 'account.updated'] }, OWN), ['never_here']);
  assert.deepEqual(hintsOf({ ...well, connect: true }, OWN), ['never_held']);
  assert.deepEqual(hintsOf({ ...well, connect: true, enabled_events: ['account.updated'] }, OWN), []);
});

test('an endpoint at our own address is told so, on another port of the same host not', () => {
  assert.deepEqual(hintsOf({ ...well, url: `${OWN}/webhooks` }, OWN), ['never_own']);
  assert.deepEqual(hintsOf({ ...well, url: 'http://127.0.0.1:4300/webhooks' }, OWN), []);
});

test('failing is said while it is enabled; afterwards why it is disabled', () => {
  assert.deepEqual(hintsOf({ ...well, failing_since: 1 }, OWN), ['failing']);
  assert.deepEqual(hintsOf({ ...well, failing_since: 1, status: 'disabled', disabled_reason: 'failing' }, OWN), [
    'disabled_failing',
  ]);
  assert.deepEqual(hintsOf({ ...well, status: 'disabled' }, OWN), ['disabled']);
});

test('what relinking needs are events that exist', () => {
  const known: readonly string[] = EVENT_TYPES;
  assert.deepEqual(
    RELINK_EVENTS.filter((type) => !known.includes(type)),
    [],
  );
});
