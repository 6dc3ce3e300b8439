// The table of the workers: which handler runs a kind of job, and what giving one up entails.

import { WIND_UP, windUp } from '#domain/connected_accounts/connected_account.ts';
import { CORRECT_CAUSE, correctCause } from '#domain/connections/ended_by_bank.ts';
import { SETTLE_GRANT, type SpareGrant } from '#domain/connections/give_back.ts';
import { leaveSession } from '#domain/connections/leave.ts';
import { stopBatch, WORK_BATCH } from '#domain/connections/relink_batch.ts';
import { workBatch } from '#domain/connections/relink_batch_work.ts';
import { FOLLOW_POLICY } from '#domain/connections/relink_policy_jobs.ts';
import { followPolicy, SWEEP_POLICY, sweepPolicy } from '#domain/connections/relink_policy_work.ts';
import { forgetLooseGrant } from '#domain/connections/revocation.ts';
import type { CheckReason, Returned } from '#domain/connections/schedule.ts';
import { warnOfDeactivation, warnOfNumberExpiry } from '#domain/connections/warn.ts';
import type { Context } from '#domain/context.ts';
import { expireTestClock } from '#domain/customers/delete_test_clock.ts';
import { clockFailed, customerTime } from '#domain/customers/test_clock.ts';
import { SEND_MAIL, SEND_MAIL_NOW } from '#domain/mails/mail.ts';
import { planDigests, WRITE_DIGESTS, writeDigests } from '#domain/merchants/digest.ts';
import { openContext } from '#domain/open_context.ts';
import { ATTEMPTS_MAX_AWAITED } from '#jobs/backoff.ts';
import type { ClaimedJob } from '#jobs/claim.ts';
import type { Effects, JobKind, JobKinds } from '#jobs/run.ts';
import type {
  AccountId,
  AuthorizationId,
  BankVisitId,
  MailId,
  MerchantId,
  RelinkBatchId,
  SessionId,
  TestClockId,
} from '#kernel/id.ts';
import { advanceClock } from '#outbound/connections/advance_clock.ts';
import { checkAuthorization, lookAgain } from '#outbound/connections/check_authorization.ts';
import { type CompleteRequest, completeSession } from '#outbound/connections/complete_session.ts';
import { DATA_BACKGROUND_KINDS, dataKinds } from '#outbound/connections/data_jobs.ts';
import { patient } from '#outbound/connections/patience.ts';
import { forgetGrant, type Revocation, revokeConsent } from '#outbound/connections/revoke_consent.ts';
import { settleSpareGrant } from '#outbound/connections/settle_grant.ts';
import {
  type AccountSimulation,
  type ConsentEvent,
  simulateOnAccount,
  simulateOnAuthorization,
} from '#outbound/connections/simulate.ts';
import {
  breakOffVisit,
  continueVisit,
  linkVisit,
  loadAccounts,
  startVisit,
} from '#outbound/connections/visit_steps.ts';
import { giveMailUp, sendMail } from '#outbound/emails/send.ts';
import { fanOut } from '#outbound/webhooks/fan_out.ts';
import { asOwnerOf } from './as_owner.ts';
import { TIDY_UP, tidyingKind } from './housekeeping.ts';
import { INSTITUTION_KINDS, institutionKinds } from './institution_jobs.ts';
import { paymentKinds } from './payment_jobs.ts';
import type { World } from './world.ts';

/** Every payload is written by our own `enqueue` calls, so it is trusted to have the shape its kind implies. */
type Payload = Record<string, never>;

type CheckPayload = { authorization: AuthorizationId; reason: CheckReason; returned?: Returned };

/** Some minutes: a sandbox bank that is being restarted does not cost a clock. */
const ATTEMPTS_MAX_OF_ADVANCES = 8;

/** These leave a bank in trouble alone. */
const PATIENT_KINDS = ['authorization.check', 'consent.revoke', SETTLE_GRANT, ...DATA_BACKGROUND_KINDS];
/** Looks at the bank that nobody waits for: a night's backlog of them must not hold up a customer. */
export const BACKGROUND_KINDS = [...PATIENT_KINDS, ...INSTITUTION_KINDS];
/** Test helpers and clocks have workers of their own, so that they never hold up the links of others. */
export const SANDBOX_KINDS = ['session.complete', 'authorization.simulate', 'account.simulate', 'test_clock.advance'];

/** Writing to many customers, which takes as long as it takes, has a lane of its own, too. */
export const BATCH_KINDS = [WORK_BATCH];

/** What nobody waits for and may be about every account at once; operators' batches do not queue behind it. */
export const POLICY_KINDS = [FOLLOW_POLICY, SWEEP_POLICY, WRITE_DIGESTS, WIND_UP, CORRECT_CAUSE, TIDY_UP];

/** A mail server that is slow holds nothing else up, and a batch's mails no link to sign in with. */
export const MAIL_KINDS = [SEND_MAIL];
export const MAIL_NOW_KINDS = [SEND_MAIL_NOW];

/** An hour or so: then somebody has to look, and the batch says that it was stopped. */
const ATTEMPTS_MAX_OF_BATCHES = 15;

export function createJobKinds(world: World, origin: string): JobKinds {
  const kinds: JobKinds = {
    'visit.start': visitKind(world, startVisit),
    'visit.continue': visitKind(world, continueVisit),
    'visit.load': visitKind(world, loadAccounts),
    'visit.link': visitKind(world, linkVisit),
    'consent.revoke': {
      run: (job) => revokeConsent(world, payload<Revocation>(job)),
      given_up: (job) => forgetGrant(payload<Revocation>(job)),
    },
    [SETTLE_GRANT]: {
      run: (job) => settleSpareGrant(world, payload<SpareGrant>(job)),
      // The tokens that were put away are not kept for longer than somebody tries.
      given_up: (job) => (trx) => forgetLooseGrant(trx, payload<SpareGrant>(job).loose_grant),
    },
    'authorization.check': checkKind(world),
    [CORRECT_CAUSE]: { run: async (job) => correctCauses(payload(job)) },
    'authorization.warn': { run: async (job) => warnLink(world, payload(job)) },
    'account.warn_number': { run: async (job) => warnNumber(world, payload(job)) },
    'session.expire': { run: async (job) => expireSession(world, payload(job)) },
    'test_clock.expire': { run: async (job) => expireClock(world, payload(job)) },
    'webhooks.fan_out': { run: (job) => fanOut(world, job) },
    [WORK_BATCH]: {
      run: async (job) => onBatch(world, job, workBatch),
      attempts_max: ATTEMPTS_MAX_OF_BATCHES,
      given_up: (job) => onBatch(world, job, stopBatch),
    },
    [WRITE_DIGESTS]: {
      run: async (job) => (trx) => writeDigests(world, trx, payload<{ after: string }>(job).after, world.public_url),
      // One round that fails does not end the digests.
      given_up: () => (trx) => planDigests(trx, world.clock.now()),
    },
    [TIDY_UP]: tidyingKind(world),
    [FOLLOW_POLICY]: {
      run: async (job) => {
        const { account } = payload<{ account: AccountId }>(job);
        return (trx) => asOwnerOf(world, trx, 'accounts', account, (context) => followPolicy(context, account));
      },
    },
    [SWEEP_POLICY]: {
      run: async (job) => {
        const { after, ...owner } = payload<{ merchant: MerchantId; livemode: boolean; after: number }>(job);
        return async (trx) => sweepPolicy(await openContext(world, trx, owner), after);
      },
    },
    [WIND_UP]: {
      run: async (job) => {
        const owner = payload<{ merchant: MerchantId; livemode: boolean }>(job);
        return async (trx) => windUp(await openContext(world, trx, owner));
      },
    },
    ...paymentKinds(world),
    ...institutionKinds(world),
    [SEND_MAIL]: mailKind(world),
    [SEND_MAIL_NOW]: mailKind(world),
    ...dataKinds(world),
    ...sandboxKinds(world, origin),
    'test_clock.advance': {
      run: (job) => advanceClock(world, { ...world, kinds }, payload<{ clock: TestClockId }>(job).clock),
      attempts_max: ATTEMPTS_MAX_OF_ADVANCES,
      given_up: (job) => failClock(world, payload(job)),
    },
  };
  for (const kind of PATIENT_KINDS) kinds[kind] = patient(world, kinds[kind]!);
  return kinds;
}

function sandboxKinds(world: World, origin: string): JobKinds {
  return {
    'session.complete': {
      run: (job) => completeSession(world, { ...payload<CompleteRequest>(job), origin }),
      attempts_max: ATTEMPTS_MAX_AWAITED,
    },
    'authorization.simulate': {
      run: (job) => {
        const { authorization, event } = payload<{ authorization: AuthorizationId; event: ConsentEvent }>(job);
        return simulateOnAuthorization(world, authorization, event, job.attempts);
      },
      attempts_max: ATTEMPTS_MAX_AWAITED,
    },
    'account.simulate': {
      run: (job) => {
        const { account, event } = payload<{ account: AccountId; event: AccountSimulation }>(job);
        return simulateOnAccount(world, account, event, job.attempts);
      },
      attempts_max: ATTEMPTS_MAX_AWAITED,
    },
  };
}

function mailKind(world: World): JobKind {
  const mailOf = (job: ClaimedJob) => payload<{ mail: MailId }>(job).mail;
  return {
    run: (job) => sendMail(world, mailOf(job), job.attempts),
    attempts_max: world.mail_server?.attempts_max ?? ATTEMPTS_MAX_AWAITED,
    given_up: (job) => giveMailUp(world, mailOf(job)),
  };
}

function checkKind(world: World): JobKind {
  return {
    run: (job) => {
      const { authorization, reason, returned = null } = payload<CheckPayload>(job);
      const [daily, renew] = [reason === 'daily', reason === 'keep_alive'];
      return checkAuthorization(world, { authorization, confirmed: false, daily, renew, returned });
    },
    given_up: (job) => {
      const { authorization, reason } = payload<CheckPayload>(job);
      return lookAgain(world, { authorization, daily: reason === 'daily' });
    },
  };
}

/** A visit whose step cannot be done at all ends in a page that says so, with nothing changed. */
function visitKind(world: World, step: typeof startVisit): JobKind {
  const visitOf = (job: ClaimedJob) => payload<{ visit: BankVisitId }>(job).visit;
  return {
    run: (job) => step(world, visitOf(job)),
    attempts_max: ATTEMPTS_MAX_AWAITED,
    given_up: (job) => breakOffVisit(world, visitOf(job), { kind: 'other' }),
  };
}

function payload<T>(job: ClaimedJob): T {
  return job.payload as unknown as T & Payload;
}

/** In the order of their ids, as everybody locks more than one. */
function correctCauses({ authorizations }: { authorizations: AuthorizationId[] }): Effects {
  return async (trx) => {
    for (const id of authorizations) await correctCause({ trx }, id);
  };
}

function warnLink(
  world: World,
  { authorization, expected }: { authorization: AuthorizationId; expected: string },
): Effects {
  return (trx) =>
    asOwnerOf(world, trx, 'authorizations', authorization, async (context, link) =>
      warnOfDeactivation(context, authorization, new Date(expected), await customerTime(context, link.test_clock)),
    );
}

function warnNumber(world: World, { account, expected }: { account: AccountId; expected: string }): Effects {
  return (trx) =>
    asOwnerOf(world, trx, 'accounts', account, async (context, row) =>
      warnOfNumberExpiry(context, account, new Date(expected), await customerTime(context, row.test_clock)),
    );
}

function expireSession(world: World, { session }: { session: SessionId }): Effects {
  return (trx) =>
    asOwnerOf(world, trx, 'sessions', session, async (context) => void (await leaveSession(context, session)));
}

function failClock(world: World, { clock }: { clock: TestClockId }): Effects {
  return async (trx) => {
    const row = await trx.selectFrom('test_clocks').select('merchant').where('id', '=', clock).executeTakeFirst();
    if (row !== undefined)
      await clockFailed(await openContext(world, trx, { merchant: row.merchant, livemode: false }), clock);
  };
}

function expireClock(world: World, { clock }: { clock: TestClockId }): Effects {
  return async (trx) => {
    const row = await trx.selectFrom('test_clocks').select('merchant').where('id', '=', clock).executeTakeFirst();
    if (row === undefined) return;
    const context = await openContext(world, trx, { merchant: row.merchant, livemode: false });
    const problem = await expireTestClock(context, clock);
    if (problem !== null) throw new Error('the clock is being advanced');
  };
}

function onBatch(
  world: World,
  job: ClaimedJob,
  rule: (context: Context, batch: RelinkBatchId) => Promise<unknown>,
): Effects {
  const { batch } = payload<{ batch: RelinkBatchId }>(job);
  return async (trx) => {
    const row = await trx
      .selectFrom('relink_batches')
      .select(['merchant', 'livemode'])
      .where('id', '=', batch)
      .executeTakeFirst();
    if (row !== undefined) await rule(await openContext(world, trx, row), batch);
  };
}
