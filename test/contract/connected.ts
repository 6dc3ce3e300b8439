// A world with a linked customer in it, and a client that must not reach him: another merchant's.
import type Stripe from 'stripe';
import { type Account, link, named } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

export interface Connected {
  world: World;
  /** The merchant's own client, with the version that the SDK is pinned to. */
  stripe: Stripe;
  other: Stripe;
  /** A checking and a savings account and a mortgage at Bank (OAuth). */
  linked: Link;
  checking: Account;
  savings: Account;
  mortgage: Account;
}

export type Link = Awaited<ReturnType<typeof link>>;

export const NAMES = { checking: 'Everyday Checking', savings: 'Rainy Day Savings', mortgage: 'Home Loan' };

/** The caller closes `world`. */
export async function openConnected(): Promise<Connected> {
  const world = await joinTestWorld({ with_strangers: true });
  const { strangers, stripe } = world;
  if (strangers === null) throw new Error('the world has no strangers');
  const linked = await link(world, { accounts: Object.values(NAMES) });
  return {
    world,
    stripe,
    other: world.client({ key: strangers.other.secret }),
    linked,
    checking: named(linked.accounts, NAMES.checking),
    savings: named(linked.accounts, NAMES.savings),
    mortgage: named(linked.accounts, NAMES.mortgage),
  };
}

/** An answer as plain JSON, for whole comparisons. */
export function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
