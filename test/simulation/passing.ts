// Time that passes for those on a test clock, and banks that do not answer meanwhile as they should.
import assert from 'node:assert/strict';
import { DAY_S, type Life, type Link, viewOf } from './life.ts';
import { looked } from './model.ts';

/** Longer than a job that failed waits for its next try. */
export const RETRIED_MS = 20 * 60_000;

export async function advance(life: Life, clock: string, days: number): Promise<void> {
  const { testClocks } = life.world.stripe.testHelpers;
  const time = life.clocks.get(clock)! + days * DAY_S;
  life.say(`test clock ${[...life.clocks.keys()].indexOf(clock) + 1} moves by ${days} days`);
  await testClocks.advance(clock, { frozen_time: time });
  await life.world.settle();
  const after = await testClocks.retrieve(clock);
  assert.deepEqual([after.status, after.frozen_time], ['ready', time]);
  life.clocks.set(clock, time);
  await allLooked(
    life,
    [...life.links.values()].filter((link) => link.holder.clock === clock),
  );
}

export async function allLooked(life: Life, links: Link[]): Promise<void> {
  for (const link of links) Object.assign(link, looked(link, await viewOf(life, link.slug, link.user), false));
}

/** Nothing but nulls: all is well. */
const NO_FAULT = { status: null };

export interface Fault {
  status?: number;
  garbage?: boolean;
  latency_ms?: number;
  times?: number;
  lose_answer?: boolean;
  retry_after?: number;
  /** The one kind of endpoint that it befalls. */
  at?: 'token';
}

export async function setFault(life: Life, slugs: Iterable<string>, fault: Fault | null): Promise<void> {
  for (const slug of slugs) await life.world.control('PUT', `${slug}/faults`, fault ?? NO_FAULT);
}
