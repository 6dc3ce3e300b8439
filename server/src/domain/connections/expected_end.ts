// When a link will end by what is known today: by the bank's word, by its policy, or by the life of a refresh token.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { ConsentView } from './bank.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { type End, expectDeactivation } from './link_state.ts';

/** An end that the bank did not announce is believed in this long after it has passed: then the link has proved it wrong. */
const BELIEVED_MS = DAY_MS;

/** What is known of the life of a link, on the customer's time. */
export interface Known {
  /** By the consent record, else together with the tokens. */
  announced: Date | null;
  granted_at: Date | null;
  refresh_expires_at: Date | null;
}

/** The first of the ends that are known, or null. A bank's own word about a grant goes before what its row says. Pure. */
export function expectedEnd(known: Known, policy: InstitutionPolicy, now: Date): End | null {
  const { announced, granted_at, refresh_expires_at } = known;
  const ends: End[] = [];
  if (announced !== null) ends.push({ at: announced, basis: 'announced' });
  else if (policy.consent_days !== null && granted_at !== null)
    ends.push({ at: after(granted_at, policy.consent_days * DAY_MS), basis: 'policy' });
  if (refresh_expires_at !== null && !isRenewable(policy))
    ends.push({ at: refresh_expires_at, basis: 'refresh_token' });
  const believed = ends.filter(({ at, basis }) => basis === 'announced' || after(at, BELIEVED_MS) > now);
  return believed.toSorted((left, right) => left.at.getTime() - right.at.getTime())[0] ?? null;
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
  const end = expectedEnd({ ...link, announced }, policy, now);
  await expectDeactivation(context, link, end, now);
  return end?.at ?? null;
}
