// A life: the world, the people in it, what has been linked and what is expected of it, and the story so far.
import type Stripe from 'stripe';
import type { Permission } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { BANKS, ENDLESS } from './banks.ts';
import { createDice, type Dice } from './dice.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import type { BankView, ModelLink } from './model.ts';
import { Replay } from './replay.ts';

export const DAY_S = 86_400;
const FROZEN_AT = Math.floor(Date.parse('2031-03-01T12:00:00Z') / 1000);
/** Newer than our newest reads as our newest. */
const NEWEST = '2099-01-01.preview';
const EVENTS_PAGE = 100;
/** The last of the story that a failure tells. */
const TOLD_MAX = 40;
/** Events are kept for 30 days, so a life does not move the real clock further than this. */
const JUMPS_MAX_MS = 25 * DAY_S * 1000;

/** Somebody with accounts. Without a customer it is one link of nobody's, found by its accounts only. */
export interface Holder {
  customer: string | null;
  clock: string | null;
  banks: string[];
  accounts: Set<string>;
}

export interface Link extends ModelLink {
  holder: Holder;
}

/** A session that somebody may still finish. */
export interface OpenSession {
  id: string;
  holder: Holder;
  permissions: Permission[];
  relink: { link: string; account: string | null } | null;
  slug: string;
  subcategories: string[] | null;
  limit: number | null;
}

export interface Life {
  dice: Dice;
  world: World;
  holders: Holder[];
  links: Map<string, Link>;
  open: OpenSession[];
  /** Sessions that have ended, with what the merchant read then. */
  ended: Map<string, { status: string | null | undefined; relink_result: unknown }>;
  /** The bank person behind an authorization. */
  users: Map<string, string>;
  /** Consents at a bank whose grant never reached the platform, because the bank broke in that moment. */
  lost: Set<string>;
  /** Links that their bank has ended by itself. */
  ended_by_bank: Link[];
  /** Consents that were there when everything last stood still. */
  seen: Set<string>;
  /** Holders of whose links it cannot be said beforehand how they end, because things happened at once. */
  unsure: Set<Holder>;
  events: Stripe.Event[];
  replay: Replay;
  mailboxes: Mailbox[];
  /** Where each test clock stands. */
  clocks: Map<string, number>;
  story: string[];
  say(line: string): void;
  /** The platform's real clock. */
  now(): Date;
  /** Moves the platform's real clock when everything stands still, as if nobody had done anything for so long. */
  pass(milliseconds: number): Promise<void>;
  /** Whether the clock may be moved still. */
  hasTime(): boolean;
  close(): Promise<void>;
}

export async function openLife(seed: number): Promise<Life> {
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const world = await openNewestWorld(now);
  const story: string[] = [];
  const life: Life = {
    dice: createDice(seed),
    world,
    holders: [],
    links: new Map(),
    open: [],
    ended: new Map(),
    users: new Map(),
    lost: new Set(),
    ended_by_bank: [],
    seen: new Set(),
    unsure: new Set(),
    events: [],
    replay: new Replay(FROZEN_AT),
    mailboxes: [],
    clocks: new Map(),
    story,
    say(line) {
      story.push(line);
      if (story.length > TOLD_MAX) story.shift();
    },
    now,
    async pass(milliseconds) {
      // What was signed before a jump would arrive long after it.
      await world.settle();
      offset += milliseconds;
    },
    hasTime: () => offset < JUMPS_MAX_MS,
    async close() {
      for (const mailbox of life.mailboxes) mailbox.close();
      await world.close();
    },
  };
  try {
    await populate(life, now);
  } catch (error) {
    await life.close();
    throw error;
  }
  return life;
}

/** Everything is read in the newest version, in which events are recorded, so that the two can be compared. */
async function openNewestWorld(now: () => Date): Promise<World> {
  const world = await openTestWorld({ clock: { now }, bank_clock: { now } });
  world.stripe = world.client({ apiVersion: NEWEST });
  return world;
}

/** Two customers on one test clock, one on his own, one in real time; two endpoints, the second with an old version and few types. */
async function populate(life: Life, now: () => Date): Promise<void> {
  const { stripe } = life.world;
  const few = ['account.deactivated', 'account.reactivated', 'session.updated'];
  const types = few.map((type) => `financial_connections.${type}`);
  life.mailboxes.push(await openMailbox(stripe, now, null, null));
  life.mailboxes.push(await openMailbox(stripe, now, types, '2024-06-20'));
  const clocks: (string | null)[] = [];
  for (let count = 0; count < 2; count += 1) {
    const { id } = await stripe.testHelpers.testClocks.create({ frozen_time: FROZEN_AT });
    life.clocks.set(id, FROZEN_AT);
    clocks.push(id);
  }
  for (const clock of [clocks[0], clocks[0], clocks[1], null]) {
    const { id } = await stripe.customers.create(clock ? { test_clock: clock } : {});
    const banks = clock ? Object.keys(BANKS) : ENDLESS;
    life.holders.push({ customer: id, clock: clock ?? null, banks, accounts: new Set() });
  }
}

/** A holder that is nobody. */
export function nobody(): Holder {
  return { customer: null, clock: null, banks: ENDLESS, accounts: new Set() };
}

/** Every event since the last call, in the order in which they were recorded; each is replayed. Only at quiet points. */
export async function readEvents(life: Life): Promise<Stripe.Event[]> {
  const fresh: Stripe.Event[] = [];
  const { events } = life.world.stripe;
  for (;;) {
    const last = fresh.at(-1) ?? life.events.at(-1);
    const page: Stripe.Event[] = last
      ? (await events.list({ limit: EVENTS_PAGE, ending_before: last.id })).data.toReversed()
      : await firstEvents(life);
    fresh.push(...page);
    if (page.length < EVENTS_PAGE) break;
  }
  const timeOf = (customer: string) => {
    const clock = life.holders.find((one) => one.customer === customer)?.clock ?? null;
    return clock === null ? null : life.clocks.get(clock)!;
  };
  for (const event of fresh) life.replay.feed(event, timeOf);
  life.events.push(...fresh);
  return fresh;
}

async function firstEvents(life: Life): Promise<Stripe.Event[]> {
  const { data, has_more } = await life.world.stripe.events.list({ limit: EVENTS_PAGE });
  if (has_more) throw new Error('a life begins with a few events only');
  return data.toReversed();
}

/** A holder's time in Unix seconds: his test clock's, else the platform's. */
export function timeOf(life: Life, { clock }: Holder): number {
  return clock === null ? Math.floor(life.now().getTime() / 1000) : life.clocks.get(clock)!;
}

/** A person at his bank, as its operator sees him. */
export async function viewOf(life: Life, slug: string, user: string): Promise<BankView> {
  return (await life.world.control('GET', `${slug}/people/${encodeURIComponent(user)}`)) as unknown as BankView;
}

export function linksOf(life: Life, holder: Holder): Link[] {
  return [...life.links.values()].filter((link) => link.holder === holder);
}

/** Other living links of the same bank person: what befalls his accounts or his grants may befall them. */
export function othersOf(life: Life, { slug, user, id }: Pick<Link, 'slug' | 'user'> & { id: string | null }): Link[] {
  return livingLinks(life).filter((link) => link.slug === slug && link.user === user && link.id !== id);
}

/** Links that are not disconnected. */
export function livingLinks(life: Life): Link[] {
  return [...life.links.values()].filter((link) => link.status !== 'disconnected');
}

export function nameOf(life: Life, holder: Holder): string {
  return holder.customer === null ? 'nobody' : `customer ${life.holders.indexOf(holder) + 1}`;
}
