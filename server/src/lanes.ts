// The workers of a process: what has a lane of its own, and how much of it is done at a time.

import { VISIT_KINDS } from '#domain/connections/visit.ts';
import type { Lane } from '#jobs/claim.ts';
import { createPoll } from '#jobs/poll.ts';
import type { JobKinds } from '#jobs/run.ts';
import { Worker } from '#jobs/worker.ts';
import { REFRESH_KINDS } from '#outbound/connections/data_jobs.ts';
import { PAYMENT_KINDS } from './payment_jobs.ts';
import { BACKGROUND_KINDS, BATCH_KINDS, MAIL_KINDS, MAIL_NOW_KINDS, POLICY_KINDS, SANDBOX_KINDS } from './worker.ts';
import type { World } from './world.ts';

interface OwnLane {
  only: readonly string[];
  in_flight_max: number;
  /** How many of them may be about one institution. */
  per_bank_max?: number;
}

const OWN_LANES: readonly OwnLane[] = [
  // Customers wait for these: those at a bank that hangs hold up neither those at other banks nor webhooks.
  { only: VISIT_KINDS, in_flight_max: 12, per_bank_max: 6 },
  { only: PAYMENT_KINDS, in_flight_max: 4 },
  { only: BACKGROUND_KINDS, in_flight_max: 4, per_bank_max: 2 },
  { only: REFRESH_KINDS, in_flight_max: 4, per_bank_max: 3 },
  { only: SANDBOX_KINDS, in_flight_max: 8 },
  { only: BATCH_KINDS, in_flight_max: 2 },
  { only: POLICY_KINDS, in_flight_max: 2 },
  { only: MAIL_KINDS, in_flight_max: 4 },
  { only: MAIL_NOW_KINDS, in_flight_max: 2 },
];
const IN_FLIGHT_MAX = 8;

/** One for each lane, and one more that does the rest. */
export function createWorkers(world: World, kinds: JobKinds): Worker[] {
  const rest: Lane = { except: OWN_LANES.flatMap(({ only }) => only) };
  const shared = { ...world, kinds, poll: createPoll(world.database, world.clock) };
  return [
    new Worker({ ...shared, lane: rest, in_flight_max: IN_FLIGHT_MAX }),
    ...OWN_LANES.map(({ only, ...limits }) => new Worker({ ...shared, lane: { only }, ...limits })),
  ];
}

/** Throws with the reason where one of them claims no jobs. */
export async function checkWorkers(workers: readonly Worker[]): Promise<void> {
  for (const worker of workers) worker.check();
}
