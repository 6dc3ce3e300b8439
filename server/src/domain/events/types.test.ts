// What domain/events/types.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EVENT_TYPES, isSubscribable } from './types.ts';

describe('an endpoint', () => {
  it('can ask for everything, for what is recorded and for the other events of Stripe', () => {
    const others = [
      'payment_intent.succeeded',
      'customer.subscription.updated',
      'mandate.updated',
      'radar.early_fraud_warning.created',
    ];
    for (const type of ['*', ...EVENT_TYPES, ...others]) assert.equal(isSubscribable(type), true, type);
  });

  it('cannot ask for what does not exist', () => {
    const wrong = [
      'financial_connections.account.deactivate',
      'financial_connections.*',
      'customer.create',
      'foo.bar',
      'charge',
    ];
    for (const type of [...wrong, 'charge.', '.created', 'Charge.succeeded', 'test_helpers.test_clock.reday']) {
      assert.equal(isSubscribable(type), false, type);
    }
  });
});
