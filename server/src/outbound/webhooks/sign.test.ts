// The signature header against the official SDK's own verification.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Stripe from 'stripe';
import { signatureHeader } from './sign.ts';

const stripe = new Stripe('sk_test_unused');
const NOW = new Date();
const BODY = '{\n  "id": "evt_1",\n  "object": "event",\n  "note": "Größe ✓"\n}';

describe('signature', () => {
  test('the official SDK accepts it, over text and over bytes', () => {
    const text = signatureHeader(BODY, ['whsec_one'], NOW);
    assert.match(text, /^t=\d+,v1=[0-9a-f]{64}$/);
    assert.equal(signatureHeader(Buffer.from(BODY), ['whsec_one'], NOW), text);
    assert.equal(stripe.webhooks.constructEvent(BODY, text, 'whsec_one').id, 'evt_1');
  });

  test('every active secret verifies it, another one does not', () => {
    const header = signatureHeader(BODY, ['whsec_new', 'whsec_old'], NOW);
    assert.equal(header.match(/v1=/g)?.length, 2);
    stripe.webhooks.constructEvent(BODY, header, 'whsec_new');
    stripe.webhooks.constructEvent(BODY, header, 'whsec_old');
    assert.throws(() => stripe.webhooks.constructEvent(BODY, header, 'whsec_other'), /No signatures found matching/);
    assert.throws(
      () => stripe.webhooks.constructEvent(`${BODY} `, header, 'whsec_new'),
      /No signatures found matching/,
    );
  });

  test('an old signature is outside the tolerance zone', () => {
    const header = signatureHeader(BODY, ['whsec_one'], new Date(NOW.getTime() - 301_000));
    assert.throws(() => stripe.webhooks.constructEvent(BODY, header, 'whsec_one'), /tolerance zone/);
  });
});
