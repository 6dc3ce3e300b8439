// The handlers of jobs about whole banks: looking whether one is back, and being told by it.
import { ASK_OUTAGE } from '#domain/institutions/notification.ts';
import { PROBE } from '#domain/institutions/probe.ts';
import { SUBSCRIBE, subscribeLater } from '#domain/institutions/subscription.ts';
import type { ClaimedJob } from '#jobs/claim.ts';
import type { JobKinds } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { probeInstitution } from '#outbound/connections/probe_institution.ts';
import { askOutage, subscribeAt } from '#outbound/connections/subscribe.ts';
import type { World } from './world.ts';

/** Who answers no question about his outage is in one, which failed calls tell. */
const ASKS_MAX = 3;

/** Nobody waits for these. */
export const INSTITUTION_KINDS = [PROBE, SUBSCRIBE, ASK_OUTAGE];

export function institutionKinds(world: World): JobKinds {
  const institutionOf = ({ payload }: ClaimedJob) => payload.institution as InstitutionId;
  return {
    [PROBE]: { run: (job) => probeInstitution(world, institutionOf(job)) },
    [SUBSCRIBE]: {
      run: (job) => subscribeAt(world, institutionOf(job)),
      given_up: (job) => (trx) => subscribeLater(trx, institutionOf(job), world.clock.now()),
    },
    [ASK_OUTAGE]: { run: (job) => askOutage(world, institutionOf(job)), attempts_max: ASKS_MAX },
  };
}
