// What a client asks for in FDX's `authorization_details`: checked, read, and answered with what the customer granted.
import { type AuthorizationDetail, errors } from 'oidc-provider';
import { clustersOf } from '#oauth/scopes.ts';
import { accountsOfConsent, consentById } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { lookbackOf } from '#store/lookbacks.ts';

/** The one type of authorization details that the bank understands. */
export const CONSENT_REQUEST = 'fdx_v1.0';

const DAY_MS = 86_400_000;
/** A hundred years: nobody who is asked for more means it. */
const MAX_DAYS = 36_500;
const MAX_RESOURCES = 50;
const RESOURCE_TYPES: readonly unknown[] = ['ACCOUNT', 'CUSTOMER'];

/** What a client may ask to be shorter than the bank's own terms; null: as the bank has it. */
export interface ConsentWish {
  duration_days: number | null;
  lookback_days: number | null;
}

type Body = Record<string, unknown>;

/**
 * Checks one entry of `authorization_details` against itself and against the scopes beside it.
 * @throws InvalidAuthorizationDetails naming the field, or InvalidScope where scopes and data clusters differ
 */
export function checkConsentRequest(detail: AuthorizationDetail, scope: string): void {
  const request = detail.consentRequest as Body;
  expect(isObject(request), 'consentRequest has to be an object');
  const { durationType, durationPeriod, lookbackPeriod, resources } = request;
  expect(
    durationType === 'TIME_BOUND' || durationType === 'PERSISTENT',
    'durationType has to be TIME_BOUND or PERSISTENT',
  );
  const bounded = durationType === 'TIME_BOUND';
  expect(bounded === (durationPeriod !== undefined), 'durationPeriod belongs to TIME_BOUND');
  expect(!bounded || isDays(durationPeriod), 'durationPeriod has to be a number of days');
  expect(lookbackPeriod === undefined || isDays(lookbackPeriod), 'lookbackPeriod has to be a number of days');
  const listed = Array.isArray(resources) ? resources : [];
  expect(listed.length > 0 && listed.length <= MAX_RESOURCES, 'resources has to be a list');
  const asked = [...new Set(listed.flatMap(clustersOfResource))];
  if (asked.toSorted().join() !== clustersOf(scope).toSorted().join()) {
    throw new errors.InvalidScope('the scopes and the dataClusters do not say the same', scope);
  }
}

function clustersOfResource(resource: Body): string[] {
  expect(
    isObject(resource) && RESOURCE_TYPES.includes(resource.resourceType),
    'resourceType has to be ACCOUNT or CUSTOMER',
  );
  const { dataClusters } = resource;
  expect(Array.isArray(dataClusters) && dataClusters.length > 0, 'dataClusters has to be a list');
  return (dataClusters as unknown[]).map(String);
}

function expect(right: boolean, sentence: string): void {
  if (!right) throw new errors.InvalidAuthorizationDetails(sentence);
}

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isDays = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_DAYS;

/** The wish in a request's `authorization_details`, which were checked when it came in; empty wishes where there are none. */
export function wishOf(authorization_details: unknown): ConsentWish {
  const [detail] = typeof authorization_details === 'string' ? JSON.parse(authorization_details) : [];
  const { durationPeriod = null, lookbackPeriod = null } = detail?.consentRequest ?? {};
  return { duration_days: durationPeriod, lookback_days: lookbackPeriod };
}

/** What a consent grants, account by account, in the words it was asked for. Undefined where it grants nothing any more. */
export function grantedDetails(store: Store, consent_id: string): AuthorizationDetail[] | undefined {
  const consent = consentById(store, consent_id);
  if (!consent) return undefined;
  const { ends_at, created, scope } = consent;
  const lookback = lookbackOf(store, consent.consent_id);
  const days = ends_at === null ? null : Math.ceil((ends_at - created) / DAY_MS);
  const dataClusters = clustersOf(scope);
  const resources = accountsOfConsent(store, consent.consent_id)
    .filter(({ stopped }) => !stopped)
    .map(({ account_id }) => ({ resourceType: 'ACCOUNT', resourceId: account_id, dataClusters }));
  const consentRequest = {
    ...(days === null ? { durationType: 'PERSISTENT' } : { durationType: 'TIME_BOUND', durationPeriod: days }),
    ...(lookback === null ? {} : { lookbackPeriod: lookback }),
    resources,
  };
  return [{ type: CONSENT_REQUEST, consentRequest }];
}
