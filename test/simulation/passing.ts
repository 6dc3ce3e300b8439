// Time that passes for those on a test clock, and banks that do not answer meanwhile as they should.
import assert from 'node:assert/strict';
import { DAY_S, type Life, type Link, timeOf, viewOf } from './life.ts';
import { type BankView, looked } from './model.ts';

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
  await dayLooked(life, clock);
  life.clocks.set(clock, time);
}

/** The daily look comes a day after the clock last stood still, however far it moves. */
export async function dayLooked(life: Life, clock: string, fits: (link: Link) => boolean = () => true): Promise<void> {
  const links = [...life.links.values()].filter((link) => link.holder.clock === clock && fits(link));
  await allLooked(life, links, life.clocks.get(clock)! + DAY_S);
}

/** `at`: in the time of all their holders. */
export async function allLooked(life: Life, links: Link[], at: number): Promise<void> {
  const look = { at, confirmed: false };
  for (const link of links) Object.assign(link, looked(link, await viewOf(life, link.slug, link.user), look));
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

/** What a look makes of a link in this moment. */
export function lookedNow(life: Life, link: Link, view: BankView): Link {
  return { ...link, ...looked(link, view, { at: timeOf(life, link.holder), confirmed: false }) };
}

export async function setFault(life: Life, slugs: Iterable<string>, fault: Fault | null): Promise<void> {
  for (const slug of slugs) await life.world.control('PUT', `${slug}/faults`, fault ?? NO_FAULT);
}
