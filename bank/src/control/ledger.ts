// The operator's hand in an account's books: setting its balance, adding an entry, settling one, reading them.
import type { Context, Hono } from 'hono';
import { accountIn, personIn } from '#control/addressed.ts';
import { ControlError, oneOf, readObject, text } from '#control/body.ts';
import { timestamp } from '#fdx/present.ts';
import { cents, dollars, type Standing, setBalance, standingOf } from '#ledger/balance.ts';
import { bookedEntry, bookTransaction, settleTransaction } from '#ledger/entries.ts';
import { type Cursor, type Entry, readCursor, statusOf, writeCursor } from '#ledger/entry.ts';
import { transactionsOf } from '#ledger/transactions.ts';
import type { Account } from '#store/accounts.ts';
import { timeOf } from '#store/people.ts';
import type { World } from '#world.ts';

const MAX_TEXT = 200;
/** Whole dollars an amount may have; every sum of them stays exact. */
const AMOUNT = /^-?\d{1,10}(\.\d{1,2})?$/;
const MAX_PAGE = 1_000;
const USUAL_PAGE = 100;
const STATUSES = ['posted', 'pending', 'void'] as const;

const ACCOUNT = '/:slug/people/:user/accounts/:account_id';

/**
 * Below an account of `/control/{slug}/people/{user}/accounts/{id}`: `GET` and `PUT balance`, `GET` and `POST transactions`,
 * `PUT transactions/{id}`. Amounts are decimal text in dollars; a negative one leaves the account. Times are the person's.
 */
export function addLedger(world: World, routes: Hono): void {
  const { store } = world;

  routes.get(`${ACCOUNT}/balance`, (c) => {
    const { account, at } = booksIn(world, c);
    return c.json(balanceView(standingOf(store, account, at)));
  });

  routes.put(`${ACCOUNT}/balance`, async (c) => {
    const { account, at } = booksIn(world, c);
    const body = await readObject(c);
    const available = body.available == null ? {} : { available: amountIn(body, 'available') };
    setBalance(store, account, { at, current: amountIn(body, 'current'), ...available });
    return c.json(balanceView(standingOf(store, account, at)));
  });

  routes.get(`${ACCOUNT}/transactions`, (c) => {
    const { account, at } = booksIn(world, c);
    const span = { from: momentOf(c, 'from') ?? 0, to: momentOf(c, 'to') ?? at, at };
    const { entries, next } = transactionsOf(store, account, { ...span, after: cursorOf(c), limit: limitOf(c) });
    const next_page = next && writeCursor(next);
    return c.json({ transactions: entries.map((entry) => entryView(entry, at)), next_page });
  });

  routes.post(`${ACCOUNT}/transactions`, async (c) => {
    const { account, at } = booksIn(world, c);
    const body = await readObject(c);
    const status = body.status == null ? 'posted' : oneOf(body, 'status', STATUSES);
    const transacted_at = momentIn(body, 'transacted_at') ?? at;
    const entry = bookTransaction(store, {
      account_id: account.account_id,
      amount: amountIn(body, 'amount'),
      description: text(body, 'description', MAX_TEXT),
      transacted_at,
      settles_at: momentIn(body, 'settles_at') ?? (status === 'pending' ? null : transacted_at),
      outcome: status === 'void' ? 'void' : 'posted',
    });
    return c.json(entryView(entry, at));
  });

  routes.put(`${ACCOUNT}/transactions/:transaction_id`, async (c) => {
    const { account, at } = booksIn(world, c);
    const body = await readObject(c);
    const outcome = oneOf(body, 'status', ['posted', 'void'] as const);
    const amount = body.amount == null ? {} : { amount: amountIn(body, 'amount') };
    const id = c.req.param('transaction_id');
    if (!bookedEntry(store, account, id)) throw new ControlError(404, 'Nobody booked such a transaction here.');
    if (!settleTransaction(store, account, id, { at, outcome, ...amount })) {
      throw new ControlError(409, 'The transaction is not pending.');
    }
    return c.json(entryView(bookedEntry(store, account, id)!, at));
  });
}

function booksIn(world: World, c: Context): { account: Account; at: number } {
  const person = personIn(world, c);
  return { account: accountIn(world, c, person), at: timeOf(person) };
}

function balanceView({ current, available }: Standing): Record<string, unknown> {
  return { current: dollars(current), available: available === null ? null : dollars(available) };
}

function entryView(entry: Entry, at: number): Record<string, unknown> {
  const { transaction_id, amount, description, transacted_at, settles_at } = entry;
  return {
    transaction_id,
    status: statusOf(entry, at),
    amount: dollars(amount),
    description,
    transacted_at: timestamp(transacted_at),
    settles_at: settles_at === null ? null : timestamp(settles_at),
  };
}

/** @throws ControlError 400 */
function amountIn(body: Record<string, unknown>, param: string): number {
  const amount = text(body, param, 20);
  if (!AMOUNT.test(amount)) throw new ControlError(400, `${param} has to be dollars such as "-12.50".`, param);
  return cents(amount);
}

function momentIn(body: Record<string, unknown>, param: string): number | undefined {
  return body[param] == null ? undefined : parsedMoment(text(body, param, 40), param);
}

function momentOf(c: Context, param: string): number | undefined {
  const value = c.req.query(param);
  return value === undefined ? undefined : parsedMoment(value, param);
}

/** @throws ControlError 400 */
function parsedMoment(value: string, param: string): number {
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw new ControlError(400, `${param} has to be an RFC 3339 time.`, param);
  return at;
}

function limitOf(c: Context): number {
  const limit = Number(c.req.query('limit') ?? USUAL_PAGE);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return limit;
  throw new ControlError(400, `limit has to be between 1 and ${MAX_PAGE}.`, 'limit');
}

function cursorOf(c: Context): Cursor | null {
  const page = c.req.query('page');
  if (page === undefined) return null;
  const cursor = readCursor(page);
  if (!cursor) throw new ControlError(400, 'page has to be a next_page of before.', 'page');
  return cursor;
}
