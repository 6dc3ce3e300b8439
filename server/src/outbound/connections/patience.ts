// Work that nobody waits for leaves a bank in trouble alone: it waits without using up a try, and goes on when the bank is back.
import { BankError } from '#domain/connections/bank.ts';
import { heldUntil } from '#domain/institutions/circuit.ts';
import { staggered } from '#domain/institutions/probe.ts';
import type { ClaimedJob } from '#jobs/claim.ts';
import type { JobKind } from '#jobs/run.ts';
import { JobDeferred } from '#jobs/settle.ts';
import { after, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import type { InstitutionId } from '#kernel/id.ts';
import type { Desk } from './desk.ts';

/** A bank that names its return, as with Retry-After, is taken at its word up to this. */
const TOLD_WAIT_MS_MAX = HOUR_MS;

/** The same kind of job, with patience. Needs the `institution` in its payload; a clock that is being advanced is never held up. */
export function patient(desk: Desk, kind: JobKind): JobKind {
  return {
    ...kind,
    run: async (job) => {
      const institution = job.payload.institution as InstitutionId | undefined;
      if (institution === undefined || job.test_clock !== null) return await kind.run(job);
      const until = await desk.database.transact((trx) =>
        heldUntil(trx, institution, { ...desk, now: desk.clock.now() }),
      );
      if (until !== null) throw new JobDeferred(until, 'the bank is in trouble');
      return await kind.run(job).catch((error: unknown) => {
        throw deferred(desk, job, error);
      });
    },
  };
}

function deferred(desk: Desk, job: ClaimedJob, error: unknown): unknown {
  if (!(error instanceof BankError) || !('expected_available_at' in error)) return error;
  if (typeof error.expected_available_at !== 'number') return error;
  const now = desk.clock.now();
  const told = Math.min(error.expected_available_at * SECOND_MS, after(now, TOLD_WAIT_MS_MAX).getTime());
  if (told <= now.getTime()) return error;
  return new JobDeferred(staggered(new Date(told), MINUTE_MS, desk.random), `${error.message} (${job.kind})`);
}
