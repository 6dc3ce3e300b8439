// The handlers of jobs about money: entries for the ACH network, and micro-deposits that nobody answered.
import type { Context } from '#domain/context.ts';
import { endPaymentVerification } from '#domain/payments/confirm_payment.ts';
import { endSetupVerification } from '#domain/payments/confirm_setup.ts';
import { SETTLE, SUBMIT } from '#domain/payments/entry.ts';
import { type MicrodepositsEnd, microdepositsJob } from '#domain/payments/microdeposits.ts';
import type { ClaimedJob } from '#jobs/claim.ts';
import type { JobKind, JobKinds } from '#jobs/run.ts';
import { type AchDesk, giveEntryUp, settleEntry, submitEntry } from '#outbound/ach/entries.ts';
import { asOwnerOf } from './as_owner.ts';
import type { World } from './world.ts';

/** Money under way waits for no bank's pages, and a slow network holds nobody's link up. */
export const PAYMENT_KINDS = [SUBMIT, SETTLE];

export function paymentKinds(world: World): JobKinds {
  const { ach } = world;
  return {
    ...(ach !== null && entryKinds({ ...world, ach })),
    [microdepositsJob('setup_intent')]: verificationKind(world, 'setup_intents', endSetupVerification),
    [microdepositsJob('payment_intent')]: verificationKind(world, 'payment_intents', endPaymentVerification),
  };
}

function entryKinds(desk: AchDesk): JobKinds {
  const entryOf = ({ payload }: ClaimedJob) => payload.entry as string;
  const kind = (step: typeof submitEntry): JobKind => ({
    run: (job) => step(desk, entryOf(job)),
    given_up: (job) => giveEntryUp(desk, entryOf(job), job.kind),
  });
  return { [SUBMIT]: kind(submitEntry), [SETTLE]: kind(settleEntry) };
}

function verificationKind(
  world: World,
  table: 'setup_intents' | 'payment_intents',
  end: (context: Context, end: MicrodepositsEnd, public_url: string) => Promise<void>,
): JobKind {
  return {
    run: async ({ payload }) => {
      const ended = payload as unknown as MicrodepositsEnd;
      return (trx) => asOwnerOf(world, trx, table, ended.intent, (context) => end(context, ended, world.public_url));
    },
  };
}
