// The scopes of the bank and the data clusters behind them.
import type { Institution } from '#data/institutions.ts';

/** Scope of each FDX data cluster that the bank serves. */
export const CLUSTER_SCOPES: Readonly<Record<string, string>> = {
  ACCOUNT_BASIC: 'fdx:accountbasic:read',
  ACCOUNT_DETAILED: 'fdx:accountdetailed:read',
  PAYMENT_SUPPORT: 'fdx:paymentsupport:read',
  CUSTOMER_CONTACT: 'fdx:customercontact:read',
  TRANSACTIONS: 'fdx:transactions:read',
};

/** The scope of the consent API, for clients that act for themselves. */
export const CONSENT_SCOPE = 'fdx:consents';

export const ALL_SCOPES: readonly string[] = [
  'openid',
  'offline_access',
  ...Object.values(CLUSTER_SCOPES),
  CONSENT_SCOPE,
];

/** The data clusters that a space-separated scope opens, in the order customers read them. */
export function clustersOf(scope: string): string[] {
  const scopes = new Set(scope.split(' '));
  return Object.entries(CLUSTER_SCOPES)
    .filter(([, name]) => scopes.has(name))
    .map(([cluster]) => cluster);
}

/** The scopes of an institution: those of OpenID Connect only where it speaks it. */
export function scopesOf({ security }: Institution): readonly string[] {
  return security.openid ? ALL_SCOPES : [...Object.values(CLUSTER_SCOPES), CONSENT_SCOPE];
}
