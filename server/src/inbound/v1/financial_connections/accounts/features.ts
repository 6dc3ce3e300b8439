// The parameter `features`, by version, for what refreshes and what subscribes.
import { z } from 'zod';
import { DATA_FEATURES } from '#domain/account_data/features.ts';
import { array, enumeration } from '#inbound/http/params.ts';
import { type ApiVersion, hasFeature } from '#wire/versions.ts';

export function refreshParams(version: ApiVersion) {
  const inferred = hasFeature(version, 'inferred_balances');
  return z.object({ features: featuresOf(DATA_FEATURES.filter((name) => inferred || name !== 'inferred_balances')) });
}

/** Owners rarely change, so nobody subscribes to them. General versions know subscriptions to transactions only. */
export function subscriptionParams(version: ApiVersion) {
  const subscribable = DATA_FEATURES.filter((name) => name !== 'ownership');
  const all = hasFeature(version, 'balance_subscriptions');
  return z.object({ features: featuresOf(all ? subscribable : ['transactions']) });
}

function featuresOf(names: readonly (typeof DATA_FEATURES)[number][]) {
  return array(enumeration(names), { min: 1 }).transform((features) => [...new Set(features)]);
}
