// The table of the worker: which handler runs a kind of job.

import type { Transaction } from '#database/schema.ts';
import { leaveSession } from '#domain/connections/leave.ts';
import { warnOfDeactivation, warnOfNumberExpiry } from '#domain/connections/warn.ts';
import type { Context } from '#domain/context.ts';
import { expireTestClock } from '#domain/customers/delete_test_clock.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { openContext } from '#domain/open_context.ts';
import type { ClaimedJob } from '#jobs/claim.ts';
import type { Handlers, WorkerOptions } from '#jobs/work.ts';
import type { AccountId, AuthorizationId, BankVisitId, InstitutionId, SessionId, TestClockId } from '#kernel/id.ts';
import { advanceClock } from '#outbound/connections/advance_clock.ts';
import { checkAuthorization } from '#outbound/connections/check_authorization.ts';
import { type CompleteRequest, completeSession } from '#outbound/connections/complete_session.ts';
import { revokeConsent } from '#outbound/connections/revoke_consent.ts';
import {
  type AccountSimulation,
  type ConsentEvent,
  simulateOnAccount,
  simulateOnAuthorization,
} from '#outbound/connections/simulate.ts';
import { continueVisit, type Effects, linkVisit, loadAccounts, startVisit } from '#outbound/connections/visit_steps.ts';
import { fanOut } from '#outbound/webhooks/fan_out.ts';
import type { World } from './world.ts';

/** Every payload is written by our own `enqueue` calls, so it is trusted to have the shape its kind implies. */
type Payload = Record<string, never>;

export function createHandlers(world: World, origin: string): Handlers {
  const visit = (step: typeof startVisit) => (job: ClaimedJob) =>
    step(world, payload<{ visit: BankVisitId }>(job).visit);
  const handlers: Handlers = {
    'visit.start': visit(startVisit),
    'visit.continue': visit(continueVisit),
    'visit.load': visit(loadAccounts),
    'visit.link': visit(linkVisit),
    'consent.revoke': (job) => {
      const { institution, consent } = payload<{ institution: InstitutionId; consent: string }>(job);
      return revokeConsent(world, institution, consent);
    },
    'authorization.check': (job) => {
      const { authorization, reason } = payload<{ authorization: AuthorizationId; reason: string }>(job);
      return checkAuthorization(world, { authorization, confirmed: false, daily: reason === 'daily' });
    },
    'authorization.warn': async (job) => warnLink(world, payload(job)),
    'account.warn_number': async (job) => warnNumber(world, payload(job)),
    'session.expire': async (job) => expireSession(world, payload(job)),
    'session.complete': (job) => completeSession(world, { ...payload<CompleteRequest>(job), origin }),
    'authorization.simulate': (job) => {
      const { authorization, event } = payload<{ authorization: AuthorizationId; event: ConsentEvent }>(job);
      return simulateOnAuthorization(world, authorization, event);
    },
    'account.simulate': (job) => {
      const { account, event } = payload<{ account: AccountId; event: AccountSimulation }>(job);
      return simulateOnAccount(world, account, event);
    },
    'test_clock.advance': (job) => {
      const worker: WorkerOptions = { ...world, handlers };
      return advanceClock(world, worker, job, payload<{ clock: TestClockId }>(job).clock);
    },
    'test_clock.expire': async (job) => expireClock(world, payload(job)),
    'webhooks.fan_out': (job) => fanOut(world, job),
  };
  return handlers;
}

function payload<T>(job: ClaimedJob): T {
  return job.payload as unknown as T & Payload;
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

function expireClock(world: World, { clock }: { clock: TestClockId }): Effects {
  return async (trx) => {
    const row = await trx.selectFrom('test_clocks').select('merchant').where('id', '=', clock).executeTakeFirst();
    if (row === undefined) return;
    const context = await openContext(world, trx, { merchant: row.merchant, livemode: false });
    const problem = await expireTestClock(context, clock);
    if (problem !== null) throw new Error('the clock is being advanced');
  };
}

/** Runs a rule as the merchant and mode that a row belongs to; a row that is gone needs nothing. */
async function asOwnerOf(
  world: World,
  trx: Transaction,
  table: 'authorizations' | 'accounts' | 'sessions',
  id: string,
  rule: (context: Context, row: { test_clock: TestClockId | null }) => Promise<void>,
): Promise<void> {
  const row = await trx
    .selectFrom(table)
    .select(['merchant', 'livemode', 'test_clock'])
    .where('id', '=', id as never)
    .executeTakeFirst();
  if (row !== undefined) await rule(await openContext(world, trx, row), row);
}
