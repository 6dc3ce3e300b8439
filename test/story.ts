// The steps that stories are told in: link, break, relink. Thin names over the official SDK, nothing more.
import { setTimeout as delay } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { World } from './world.ts';

export type Account = Stripe.FinancialConnections.Account;
export type Authorization = Stripe.FinancialConnections.Authorization;
export type Session = Stripe.FinancialConnections.Session;
export type Permission = Stripe.FinancialConnections.SessionCreateParams.Permission;

/** What stories need of a world, in either mode. */
export type Scene = Pick<
  World,
  'stripe' | 'client' | 'url' | 'keys' | 'settle' | 'control' | 'driver' | 'receive' | 'close'
>;

export interface CompleteParams {
  outcome?: 'success' | 'cancel' | 'fail_authentication' | 'wrong_account' | 'unexpected_error';
  institution?: string;
  accounts?: string[];
  bank_user?: string;
}

/** Plays a session through without a browser and returns it as it ended. */
export function complete(world: Scene, session: string, params: CompleteParams = {}): Promise<Session> {
  return world.driver.complete(world, session, params);
}

export function simulateOnAuthorization(world: Scene, authorization: string, event: string): Promise<Authorization> {
  return world.driver.onAuthorization(world, authorization, event);
}

export function simulateOnAccount(world: Scene, account: string, event: string): Promise<Account> {
  return world.driver.onAccount(world, account, event);
}

/** A customer with linked accounts: `accounts[0]` is the first of the bank's list. Without a customer: no holder. */
export async function link(
  world: Scene,
  options: CompleteParams & { customer?: string | null; permissions?: Permission[]; test_clock?: string } = {},
): Promise<{ customer: string | null; session: Session; accounts: Account[]; authorization: string }> {
  const { customer: given, permissions = ['payment_method', 'balances'], test_clock, ...params } = options;
  const customer =
    given === undefined ? (await world.stripe.customers.create({ name: 'Jenny Rosen', test_clock })).id : given;
  const session = await world.stripe.financialConnections.sessions.create({
    ...(customer && { account_holder: { type: 'customer', customer } }),
    permissions,
  });
  const done = await complete(world, session.id, { institution: 'Bank (OAuth)', ...params });
  const accounts = done.accounts.data;
  return { customer, session: done, accounts, authorization: accounts[0]?.authorization ?? '' };
}

/** A relink session for a link, targeted when `account` is given. */
export async function relinkSession(
  world: Scene,
  link: { customer: string | null; authorization: string },
  options: Partial<Stripe.FinancialConnections.SessionCreateParams> & { account?: string } = {},
): Promise<Session> {
  const { account, ...params } = options;
  return await world.stripe.financialConnections.sessions.create({
    ...(link.customer && { account_holder: { type: 'customer', customer: link.customer } }),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization: link.authorization, ...(account && { account }) },
    ...params,
  });
}

/** Every event so far, oldest first. */
export async function events(world: Scene, type?: string): Promise<Stripe.Event[]> {
  const list: Stripe.Event[] = [];
  for await (const event of world.stripe.events.list({ limit: 100, ...(type && { type }) })) list.push(event);
  return list.reverse();
}

/** The newest event so far, so that `told` can say what came after it. Settles first. */
export async function mark(world: Scene): Promise<string | null> {
  await world.settle();
  const { data } = await world.stripe.events.list({ limit: 1 });
  return data[0]?.id ?? null;
}

const MARKED_MAX = 100;

/** Every event after a mark, oldest first. Settles first. */
export async function eventsAfter(world: Scene, since: string | null): Promise<Stripe.Event[]> {
  await world.settle();
  const page = await world.stripe.events.list({ limit: MARKED_MAX, ...(since && { ending_before: since }) });
  if (page.has_more) throw new Error(`more than ${MARKED_MAX} events since the mark`);
  return page.data.toReversed();
}

/** What was told after a mark, oldest first: the type without its first word, and the id of the object. */
export async function told(world: Scene, since: string | null): Promise<[string, string][]> {
  const list = await eventsAfter(world, since);
  return list.map(({ type, data }) => [
    type.replace('financial_connections.', ''),
    (data.object as unknown as { id: string }).id,
  ]);
}

/** Everything the merchant can read about a link, to compare before and after. */
export async function everything(
  world: Scene,
  linked: { customer: string | null; authorization: string; accounts: { id: string }[] },
) {
  const { accounts, authorizations } = world.stripe.financialConnections;
  const { customer, authorization } = linked;
  return {
    customer: customer && (await world.stripe.customers.retrieve(customer)),
    authorization: await authorizations.retrieve(authorization),
    accounts: await Promise.all(linked.accounts.map(({ id }) => accounts.retrieve(id))),
    list: customer && (await accounts.list({ account_holder: { customer }, limit: 100 })).data,
  };
}

/** A person as the bank's operator sees him; his consents are in the order in which he gave them. */
export interface BankPerson {
  user: string;
  subject: string;
  accounts: { account_id: string; display_name: string; status: string; shared_with_consents: string[] }[];
  consents: { consent_id: string; status: string; account_ids: string[]; scope: string; ends_at: string | null }[];
}

export async function atBank(world: Scene, slug: string, user: string): Promise<BankPerson> {
  await world.settle();
  return (await world.control('GET', `${slug}/people/${encodeURIComponent(user)}`)) as unknown as BankPerson;
}

/** The states of a person's consents, the oldest first. */
export async function consentsAtBank(world: Scene, slug: string, user: string): Promise<string[]> {
  return (await atBank(world, slug, user)).consents.map((consent) => consent.status);
}

/** An account by its name at the bank. */
export function named(accounts: Account[], name: string): Account {
  const found = accounts.find((account) => account.display_name === name);
  if (found === undefined) throw new Error(`no account is named ${name}`);
  return found;
}

export function idsOf(accounts: { id: string }[]): string[] {
  return accounts.map((account) => account.id);
}

/** Where the test clocks of stories begin: midnight, so that days count from it. */
export const DAY_ZERO = Date.UTC(2026, 0, 1) / 1000;
const DAY_S = 86_400;

/** A new test clock that stands at DAY_ZERO. */
export async function newClock(world: Scene): Promise<string> {
  return (await world.stripe.testHelpers.testClocks.create({ frozen_time: DAY_ZERO })).id;
}

/** Moves a clock to so many days after DAY_ZERO and waits until everything due by then has happened. */
export async function advanceTo(world: Scene, clock: string, days: number): Promise<void> {
  await world.settle();
  await world.stripe.testHelpers.testClocks.advance(clock, { frozen_time: DAY_ZERO + days * DAY_S });
  await world.settle();
  const { status } = await world.stripe.testHelpers.testClocks.retrieve(clock);
  if (status !== 'ready') throw new Error(`the test clock is ${status}`);
}

/** What was told of connections after a mark, oldest first, with the day it happened on, counted from DAY_ZERO. */
export async function toldByDay(world: Scene, since: string | null): Promise<[number, string, string][]> {
  const list = (await eventsAfter(world, since)).filter(({ type }) => type.startsWith('financial_connections.'));
  return list.map(({ type, created, data }) => [
    (created - DAY_ZERO) / DAY_S,
    type.replace('financial_connections.', ''),
    (data.object as unknown as { id: string }).id,
  ]);
}

/** The same, counted from when a customer was made for whom days can pass. In live mode a mark is forgotten after 30 days. */
export async function toldOnDays(
  world: Scene,
  since: string | null,
  customer: string,
): Promise<[number, string, string][]> {
  return onDays(world, await eventsAfter(world, since), customer);
}

/** What was told of his accounts and their authorization from a day on, of at most the last 30 days, oldest first. */
export async function toldFromDay(
  world: Scene,
  { customer, accounts, authorization }: { customer: string; accounts: { id: string }[]; authorization: string },
  from: number,
): Promise<[number, string, string][]> {
  await world.settle();
  const { data } = await world.stripe.events.list({ limit: MARKED_MAX });
  const ids = new Set([...idsOf(accounts), authorization]);
  return onDays(world, data.toReversed(), customer).filter(([day, , id]) => day >= from && ids.has(id));
}

function onDays(world: Scene, list: Stripe.Event[], customer: string): [number, string, string][] {
  const ours = list.filter(({ type }) => type.startsWith('financial_connections.'));
  return ours.map(({ type, created, data }) => [
    world.driver.dayOf(customer, created),
    type.replace('financial_connections.', ''),
    (data.object as unknown as { id: string }).id,
  ]);
}

const UNTIL_MS = 30_000;
const UNTIL_PAUSE_MS_MIN = 20;
/** Of the wait so far: who looks all the time keeps busy what he waits for. */
const UNTIL_PAUSE = 0.1;

/** What a probe finds once it finds something, for what happens in real time. Throws after half a minute. */
export async function until<T>(what: string, probe: () => Promise<T | null | undefined | false>): Promise<T> {
  const begun = performance.now();
  for (let waited = 0; waited < UNTIL_MS; waited = performance.now() - begun) {
    const found = await probe();
    if (found) return found;
    await delay(Math.max(UNTIL_PAUSE_MS_MIN, waited * UNTIL_PAUSE));
  }
  throw new Error(`waited in vain until ${what}`);
}
