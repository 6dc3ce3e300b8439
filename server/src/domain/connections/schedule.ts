// What happens to a link by the passing of the customer's time: checks at the bank and warnings, as jobs on his clock.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { cancelJobs, enqueue } from '#jobs/enqueue.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { AccountId, Random, TestClockId } from '#kernel/id.ts';
import { NOTICE_MS } from './notice.ts';

/** Of a wait. */
const EARLIER_AT_MOST = 0.1;

type Timely = Pick<Context, 'trx' | 'clock'>;
type Link = Pick<Row<'authorizations'>, 'id' | 'test_clock' | 'institution'>;

/** Why a check is due; each reason has one waiting job per authorization, so reasons do not displace one another. */
export type CheckReason =
  | 'daily'
  | 'keep_alive'
  | 'soon'
  | 'crossed'
  | 'superseded'
  | 'suspended'
  | `restricted:${AccountId}`
  | `returned:${AccountId}`
  | 'notified'
  | 'consent_end'
  | `number_end:${AccountId}`;

/** What came back, and from which number: the fingerprint in hexadecimal. */
export interface Returned {
  account: AccountId;
  code: string;
  fingerprint: string;
}

/** Returns the job. */
export async function scheduleCheck(
  context: Timely,
  link: Link,
  reason: CheckReason,
  due: Date,
  returned: Returned | null = null,
): Promise<number> {
  await cancelCheck(context, link, reason);
  return await enqueue(context.trx, {
    kind: 'authorization.check',
    payload: { authorization: link.id, reason, institution: link.institution, ...(returned && { returned }) },
    due_at: due,
    test_clock: link.test_clock,
    unique_key: `${link.id}:${reason}`,
    created: context.clock.now(),
  });
}

/** Takes back a look that has not begun. */
export async function cancelCheck(
  context: Timely,
  { id }: Pick<Row<'authorizations'>, 'id'>,
  reason: CheckReason,
): Promise<void> {
  await cancelJobs(context.trx, 'authorization.check', `${id}:${reason}`);
}

/** The floor under every other way of noticing: a look at the bank once a day of the customer's time. */
export async function scheduleDailyCheck(context: Context, link: Link, from: Date): Promise<void> {
  await scheduleCheck(context, link, 'daily', nextDay(context, link.test_clock, from));
}

/** When what is done at least once a day of the customer's time is due again. */
export function nextDay(context: Pick<Context, 'random'>, testClock: TestClockId | null, from: Date): Date {
  return spread(context, testClock, from, DAY_MS);
}

/**
 * At most `wait` from then. In real time a bit earlier each, so that links that were made together do not go on asking their bank
 * in the same second; on a test clock to the second, as its owner expects.
 */
export function spread(
  { random }: Pick<Context, 'random'>,
  testClock: TestClockId | null,
  from: Date,
  wait: number,
): Date {
  const early = testClock === null ? fraction(random) * EARLIER_AT_MOST : 0;
  return after(from, wait * (1 - early));
}

/** From 0 to below 1. */
function fraction(random: Random): number {
  const [high = 0, low = 0] = random(2);
  return (high * 256 + low) / 65_536;
}

/** Warning 30 days ahead and a check at the end itself; both replace what was planned for an earlier date. */
export async function scheduleExpectedEnd(context: Context, link: Link, end: Date | null): Promise<void> {
  await cancelJobs(context.trx, 'authorization.warn', link.id);
  await cancelCheck(context, link, 'consent_end');
  if (end === null) return;
  await enqueue(context.trx, {
    kind: 'authorization.warn',
    payload: { authorization: link.id, expected: end.toISOString() },
    due_at: after(end, -NOTICE_MS),
    test_clock: link.test_clock,
    unique_key: link.id,
    created: context.clock.now(),
  });
  await scheduleCheck(context, link, 'consent_end', end);
}

export async function scheduleNumberEnd(
  context: Context,
  link: Link,
  account: AccountId,
  end: Date | null,
): Promise<void> {
  await cancelJobs(context.trx, 'account.warn_number', account);
  await cancelCheck(context, link, `number_end:${account}`);
  if (end === null) return;
  await enqueue(context.trx, {
    kind: 'account.warn_number',
    payload: { account, expected: end.toISOString() },
    due_at: after(end, -NOTICE_MS),
    test_clock: link.test_clock,
    unique_key: account,
    created: context.clock.now(),
  });
  await scheduleCheck(context, link, `number_end:${account}`, end);
}
