// Data of linked accounts as stories look at it: ours through the SDK, and the bank's own books beside it.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { type Account, DAY_ZERO, link, named, newClock, type Permission, type Scene } from '../story.ts';
import type { World } from '../world.ts';

export type Transaction = Stripe.FinancialConnections.Transaction;
type Features = Stripe.FinancialConnections.AccountRefreshParams.Feature[];

/** An entry as the bank's operator sees it. */
interface Entry {
  transaction_id: string;
  status: string;
  amount: string;
  description: string;
  transacted_at: string;
}

export const BANK = 'Bank (OAuth)';
export const CHECKING = 'Everyday Checking';
const DAY_S = 86_400;

export interface Linked {
  customer: string | null;
  authorization: string;
  test_clock: string;
  account: Account;
}

/** One account of a new person with a clock of his own. */
export async function linkOne(
  world: World,
  permissions: Permission[],
  name = CHECKING,
  institution = BANK,
): Promise<Linked> {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution, test_clock, permissions, accounts: [name] });
  return { ...linked, test_clock, account: named(linked.accounts, name) };
}

/** Refreshes, and answers the account once that has ended. */
export async function refresh(world: Scene, id: string, features: Features): Promise<Account> {
  const { accounts } = world.stripe.financialConnections;
  await accounts.refresh(id, { features });
  await world.settle();
  return await accounts.retrieve(id);
}

/** Every transaction of an account that fits, newest first, through the SDK's own paging. */
export async function transactions(
  world: Scene,
  account: string,
  params: Partial<Stripe.FinancialConnections.TransactionListParams> = {},
): Promise<Transaction[]> {
  const found: Transaction[] = [];
  const all = world.stripe.financialConnections.transactions.list({ account, limit: 100, ...params });
  for await (const transaction of all) found.push(transaction);
  return found;
}

/** The operator's books of an account. */
export async function books(world: World, { customer }: Linked, name = CHECKING, slug = 'bank-oauth') {
  const person = await world.control('GET', `${slug}/people/${customer}`);
  const accounts = person.accounts as { account_id: string; display_name: string }[];
  const account = accounts.find((each) => each.display_name === name);
  const path = `${slug}/people/${customer}/accounts/${account?.account_id}/transactions`;
  return {
    book: async (entry: object) => (await world.control('POST', path, entry)) as unknown as Entry,
    settle: (entry: Entry, settling: object) => world.control('PUT', `${path}/${entry.transaction_id}`, settling),
    since: (day: number) => entriesSince(world, path, day),
  };
}

async function entriesSince(world: World, path: string, day: number): Promise<Entry[]> {
  const from = new Date((DAY_ZERO + day * DAY_S) * 1000).toISOString();
  const found: Entry[] = [];
  for (let page: string | null = ''; page !== null; ) {
    const query = new URLSearchParams({ from, limit: '1000', ...(page && { page }) });
    const read = await world.control('GET', `${path}?${query}`);
    found.push(...(read.transactions as Entry[]));
    page = read.next_page as string | null;
  }
  return found;
}

/** What both sides know of a transaction. */
export function told({ amount, description, status, transacted_at }: Transaction): string {
  return `${transacted_at} ${amount} ${status} ${description}`;
}

function booked({ amount, description, status, transacted_at }: Entry): string {
  return `${Math.floor(Date.parse(transacted_at) / 1000)} ${Math.round(Number(amount) * 100)} ${status} ${description}`;
}

/** Holds us to have exactly what the bank has since a day, each once. What this bank dropped it does not list any more. */
export async function assertInStep(world: World, linked: Linked, since: number): Promise<Transaction[]> {
  const from = { gte: DAY_ZERO + since * DAY_S };
  const ours = await transactions(world, linked.account.id, { transacted_at: from });
  const theirs = await (await books(world, linked)).since(since);
  const stands = ({ status }: { status: string }) => status !== 'void';
  const [here, there] = [ours.filter(stands).map(told), theirs.filter(stands).map(booked)];
  const lacking = there.filter((entry) => !here.includes(entry));
  assert.deepEqual({ lacking, beyond: here.filter((entry) => !there.includes(entry)) }, { lacking: [], beyond: [] });
  assert.equal(here.length, there.length);
  return ours;
}
