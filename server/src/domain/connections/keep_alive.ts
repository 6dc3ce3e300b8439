// Keeps a credential alive that dies unused: when it would, and the renewal half-way there, on the customer's clock.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, MINUTE_MS } from '#kernel/clock.ts';
import type { Credential } from './bank.ts';
import { isRenewable } from './expected_end.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { cancelCheck, scheduleCheck, spread } from './schedule.ts';

/** Of the life that is left. */
const SHARE = 0.5;
/** A token whose life is told too short is not renewed without a pause. */
const WAIT_MS_MIN = MINUTE_MS;

/**
 * The ends that came with the tokens, in real time, on the customer's time. To the minute, because the way from the bank takes no
 * time on a test clock. Pure.
 */
export function lifeOf(
  { refresh_expires_at, consent_expires_at }: Credential,
  realNow: Date,
  now: Date,
): { refresh_expires_at: Date | null; grant_expires_at: Date | null } {
  const his = (end: Date | null) =>
    end && after(now, Math.ceil((end.getTime() - realNow.getTime()) / MINUTE_MS) * MINUTE_MS);
  return { refresh_expires_at: his(refresh_expires_at), grant_expires_at: his(consent_expires_at) };
}

/** Plans the next renewal, in place of the one that was planned. A life that no use prolongs is only an end to be told of. */
export async function scheduleKeepAlive(
  context: Pick<Context, 'trx' | 'clock' | 'random'>,
  link: Pick<Row<'authorizations'>, 'id' | 'test_clock' | 'institution' | 'refresh_expires_at'>,
  policy: InstitutionPolicy,
  now: Date,
): Promise<void> {
  const { refresh_expires_at: end } = link;
  if (end === null || !isRenewable(policy)) {
    await cancelCheck(context, link, 'keep_alive');
    return;
  }
  const wait = Math.max((end.getTime() - now.getTime()) * SHARE, WAIT_MS_MIN);
  await scheduleCheck(context, link, 'keep_alive', spread(context, link.test_clock, now, wait));
}
