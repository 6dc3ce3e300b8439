// When a link will end by what is known today: by the bank's word, by its policy, or by the life of a refresh token; and of what.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { ConsentView } from './bank.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { type End, expectDeactivation } from './link_state.ts';

type Policy = InstitutionPolicy;

/** An end that the bank did not announce is believed in this long after it has passed: then the link has proved it wrong. */
const BELIEVED_MS = DAY_MS;

/** What is known of the life of a link, on the customer's time. */
export interface Known {
  /** By the consent record, else together with the tokens. */
  announced: Date | null;
  granted_at: Date | null;
  refresh_expires_at: Date | null;
  /** By the consent record. */
  sign_in_required_from: Date | null;
}

/** The first of the ends that are known, with its own cause, or null. A bank's own word about a grant goes before what its row says. Pure. */
export function expectedEnd(known: Known, policy: InstitutionPolicy, now: Date): End | null {
  const { refresh_expires_at } = known;
  const ends = [grantEnd(known, policy), demandedEnd(known, policy)].filter((end) => end !== null);
  if (refresh_expires_at !== null && !isRenewable(policy))
    ends.push({ at: refresh_expires_at, basis: 'refresh_token', cause: 'access_expired' });
  const believed = ends.filter((end) => isBelieved(end, now));
  return believed.toSorted((left, right) => left.at.getTime() - right.at.getTime())[0] ?? null;
}

function isBelieved({ at, basis }: End, now: Date): boolean {
  return basis === 'announced' || after(at, BELIEVED_MS) > now;
}

/** When the grant runs out. */
function grantEnd({ announced, granted_at }: Pick<Known, 'announced' | 'granted_at'>, policy: Policy): End | null {
  if (announced !== null) return { at: announced, basis: 'announced', cause: 'access_expired' };
  if (policy.consent_days === null || granted_at === null) return null;
  return { at: after(granted_at, policy.consent_days * DAY_MS), basis: 'policy', cause: 'access_expired' };
}

/** When the bank stops serving the grant, though it lives, until the customer has signed in anew: a migration, new terms. */
function demandedEnd({ sign_in_required_from, granted_at }: Known, { sign_in_required }: Policy): End | null {
  const cause = 'institution_requirement';
  if (sign_in_required_from !== null) return { at: sign_in_required_from, basis: 'announced', cause };
  if (sign_in_required === null) return null;
  const concerned = granted_at === null || granted_at < new Date(sign_in_required.of_grants_before);
  return concerned ? { at: new Date(sign_in_required.from), basis: 'policy', cause } : null;
}

/** When the consent runs out, which is not always what ends its link first: for numbers that end with it. */
export function consentEnd(
  link: Row<'authorizations'>,
  consent: ConsentView | null,
  policy: InstitutionPolicy,
  now: Date,
): Date | null {
  if (consent?.status === 'unknown')
    return link.active_cause === 'institution_requirement' ? link.grant_expires_at : link.expected_deactivation_at;
  const announced = consent?.expires_at ?? link.grant_expires_at;
  const end = grantEnd({ announced, granted_at: link.granted_at }, policy);
  return end !== null && isBelieved(end, now) ? end.at : null;
}

/** Whether using the refresh token prolongs its life: it has an idle life, or every use brings another one. */
export function isRenewable(policy: Pick<InstitutionPolicy, 'refresh_idle_days' | 'rotation'>): boolean {
  return policy.refresh_idle_days !== null || policy.rotation !== 'never';
}

/** Puts the end down and tells of it where it changed. Returns it. */
export async function expectEnd(
  context: Context,
  link: Row<'authorizations'>,
  consent: ConsentView | null,
  policy: InstitutionPolicy,
  now: Date,
): Promise<Date | null> {
  // A record that cannot be found where there should be one says nothing about an end that was known.
  if (consent?.status === 'unknown') return null;
  const announced = consent?.expires_at ?? link.grant_expires_at;
  const sign_in_required_from = consent?.sign_in_required_from ?? null;
  const end = expectedEnd({ ...link, announced, sign_in_required_from }, policy, now);
  await expectDeactivation(context, link, end, now);
  return end?.at ?? null;
}
