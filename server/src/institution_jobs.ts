// The handlers of jobs about whole banks: looking whether one is back, and being told by it.
import { PROBE } from '#domain/institutions/circuit.ts';
import type { ClaimedJob } from '#jobs/claim.ts';
import type { JobKinds } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { probeInstitution } from '#outbound/connections/probe_institution.ts';
import type { World } from './world.ts';

/** Nobody waits for these. */
export const INSTITUTION_KINDS = [PROBE];

export function institutionKinds(world: World): JobKinds {
  const institutionOf = ({ payload }: ClaimedJob) => payload.institution as InstitutionId;
  return {
    [PROBE]: { run: (job) => probeInstitution(world, institutionOf(job)) },
  };
}
