// A policy at work: turned on or changed it looks at every account once, then at each when something happened or falls due.
//
// policyOf(context)            -> the settings, also where none were ever saved
// savePolicy(context, policy)  -> the saved settings, or the name of the one that cannot be
import type { Context } from '#domain/context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import type { AccountId } from '#kernel/id.ts';
import { accountById } from './account_rows.ts';
import { lockWithAuthorization } from './authorization_rows.ts';
import type { HostedProblem } from './hosted_relink.ts';
import { DEFAULT_POLICY, heldUntil, nextStep, type PolicySettings, policyProblem, type Step } from './relink_policy.ts';
import { followAccount } from './relink_policy_jobs.ts';
import {
  findPolicy,
  saveMarks,
  sentOnDayOf,
  type WatchedAccount,
  watchedAccount,
  watchedAccounts,
  writePolicy,
} from './relink_policy_rows.ts';
import { requestRelink } from './request_relink.ts';

/** The job that has the policy look at every account, a page at a time. Payload `{merchant, livemode, after}`. */
export const SWEEP_POLICY = 'relink.policy_sweep';
const SWEEP_MAX = 500;

export async function policyOf(context: Context): Promise<PolicySettings> {
  const row = await findPolicy(context);
  return row === null ? DEFAULT_POLICY : settingsOf(row);
}

export async function savePolicy(
  context: Context,
  policy: PolicySettings,
): Promise<PolicySettings | { problem: keyof PolicySettings }> {
  const problem = policyProblem(policy);
  if (problem !== null) return { problem };
  const row = await writePolicy(context, settingsOf(policy));
  if (row.enabled) await enqueueSweep(context, 0);
  return settingsOf(row);
}

/** In one order, so that saved settings compare. */
function settingsOf(policy: PolicySettings): PolicySettings {
  const { enabled, when_relinkable, quiet_from, quiet_until, time_zone, daily_cap } = policy;
  const days_before = [...policy.days_before].sort((one, other) => other - one);
  return { enabled, when_relinkable, days_before, quiet_from, quiet_until, time_zone, daily_cap };
}

/** One page of the accounts that are broken or have an end in sight; each gets a job of its own. */
export async function sweepPolicy(context: Context, after: number): Promise<void> {
  const policy = await findPolicy(context);
  if (policy?.enabled !== true) return;
  const page = await watchedAccounts(context, { after, limit: SWEEP_MAX });
  for (const account of page) await followAccount(context, account, account.now);
  const last = page.at(-1);
  if (page.length === SWEEP_MAX && last !== undefined) await enqueueSweep(context, last.sequence);
}

async function enqueueSweep(context: Context, after: number): Promise<void> {
  const { merchant, livemode } = context;
  const now = context.clock.now();
  await enqueue(context.trx, {
    kind: SWEEP_POLICY,
    payload: { merchant: merchant.id, livemode, after },
    due_at: now,
    test_clock: null,
    unique_key: `${merchant.id}:${livemode}`,
    created: now,
  });
}

/** Does what is due for an account, and plans when to look again. Two at once take turns, so that no cap is passed. */
export async function followPolicy(context: Context, id: AccountId): Promise<void> {
  const policy = await findPolicy(context, true);
  if (policy?.enabled !== true) return;
  // Whoever changes the account meanwhile plans a look of his own: what is read here must not be older than what is planned.
  const found = await accountById(context.trx, { merchant: context.merchant.id, livemode: context.livemode }, id);
  if (found === null || (await lockWithAuthorization(context.trx, found)) === null) return;
  const account = await watchedAccount(context, id);
  if (account === null) return;
  const { now } = account;
  const step = nextStep(policy, account, account.marks, now);
  if (step.occasion === null) return await rest(context, account, step.seen, step.next_at);
  const held = heldUntil(policy, now, await sentOnDayOf(context, now, policy.time_zone));
  if (held !== null) return await rest(context, account, step.seen, held);
  const made = await requestRelink(context, id, {
    delivery_method: 'email',
    source: 'policy',
    requested_by: null,
    batch: null,
  });
  if ('type' in made) await leftOut(context, account, step, made);
  else await rest(context, account, step.done, step.next_at);
}

async function rest(
  context: Context,
  account: WatchedAccount,
  marks: Step['seen'],
  next_at: Date | null,
): Promise<void> {
  await saveMarks(context, account.id, marks);
  if (next_at !== null) await followAccount(context, account, next_at);
}

/**
 * A reminder that may not be sent is dropped: the next one follows. What is broken waits for the end of the 48 hours, or for
 * an address.
 */
async function leftOut(context: Context, account: WatchedAccount, step: Step, problem: HostedProblem): Promise<void> {
  if (step.occasion !== 'broken') return await rest(context, account, step.done, step.next_at);
  await rest(context, account, step.seen, problem.type === 'asked_recently' ? problem.next_at : null);
}
