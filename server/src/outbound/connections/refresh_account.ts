// Reads one kind of data of one account at its bank, and stores what it found. What the bank refuses is looked into by a check.

import type { Row } from '#database/schema.ts';
import { storeBalance } from '#domain/account_data/balance.ts';
import { permissionsFor } from '#domain/account_data/features.ts';
import { daysToInfer, storeInferred, sumByDay } from '#domain/account_data/inferred_balances.ts';
import { storeOwners } from '#domain/account_data/ownership.ts';
import { failRefresh, succeedRefresh } from '#domain/account_data/refresh.ts';
import { lockRefresh, type RefreshKey } from '#domain/account_data/refresh_rows.ts';
import { type Span, spanToRead, storePage, voidDropped } from '#domain/account_data/transactions.ts';
import { lockWithAuthorization } from '#domain/connections/authorization_rows.ts';
import { BankError } from '#domain/connections/bank.ts';
import type { TransactionPage } from '#domain/connections/bank_data.ts';
import { dropPermissions } from '#domain/connections/drop_permissions.ts';
import { fellShutOut } from '#domain/connections/shut_out.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import type { Effects } from '#jobs/run.ts';
import { after, MINUTE_MS } from '#kernel/clock.ts';
import { checkAuthorization } from './check_authorization.ts';
import { Gone, withCredential } from './credential.ts';
import { asOwner, type Counter, counterAt, type Desk, frozenTime, tellTime } from './desk.ts';

/** Tries of one refresh at a bank that is in trouble; then it has failed, and nothing else has changed. */
export const REFRESH_TRIES_MAX = 3;

/** More than any account has in the time that banks look back; a bank whose pages do not end is in trouble. */
const PAGES_MAX = 2_000;
/** Nor may one refresh keep a worker from other banks for longer, however slowly its pages come. */
const PAGES_MS_MAX = 30 * MINUTE_MS;

interface Reading {
  desk: Desk;
  key: RefreshKey;
  account: Row<'accounts'>;
  link: Row<'authorizations'>;
  counter: Counter;
  /** The customer's time. */
  now: Date;
}

/** `attempts` counts the tries of the job. A refresh that is over already needs nothing. */
export async function refreshAccount(desk: Desk, key: RefreshKey, attempts: number): Promise<Effects> {
  const opened = await open(desk, key);
  if (opened === null) return async () => {};
  const { reading, time } = opened;
  const { account, link } = reading;
  if (account.status !== 'active' && !fellShutOut(account, link)) return failed(reading);
  await tellTime(desk, reading.counter.profile, reading.link.bank_user, time);
  try {
    const read = await READ[key.feature](reading);
    return account.status === 'active' ? read : await afterLook(reading, read);
  } catch (error) {
    if (error instanceof Gone) return failed(reading);
    if (!(error instanceof BankError)) throw error;
    if (error.transient && attempts < REFRESH_TRIES_MAX) throw error;
    desk.log.warn({ account: key.account, feature: key.feature, error: String(error) }, 'a refresh failed');
    return error.transient ? failed(reading) : await lookedInto(reading, error);
  }
}

/** The bank has let the link in again: what a look finds of its accounts comes before what was read of this one. */
async function afterLook({ desk, link }: Reading, read: Effects): Promise<Effects> {
  const observed = await checkAuthorization(desk, { authorization: link.id, confirmed: false, daily: false });
  return async (trx) => {
    await observed(trx);
    await read(trx);
  };
}

/** Ends a refresh whose job cannot be done at all. */
export function giveRefreshUp(desk: Desk, key: RefreshKey): Effects {
  return async (trx) => {
    const account = await trx.selectFrom('accounts').selectAll().where('id', '=', key.account).executeTakeFirst();
    if (account === undefined) return;
    await asOwner(desk, trx, account, async (context) => {
      await failRefresh(context, key, await customerTime(context, account.test_clock));
    });
  };
}

async function open(desk: Desk, key: RefreshKey): Promise<{ reading: Reading; time: Date | null } | null> {
  return await desk.database.transact(async (trx) => {
    const account = await trx.selectFrom('accounts').selectAll().where('id', '=', key.account).executeTakeFirst();
    if (account === undefined || (await lockRefresh(trx, key)) === null) return null;
    const link = await trx
      .selectFrom('authorizations')
      .selectAll()
      .where('id', '=', account.authorization_id)
      .executeTakeFirstOrThrow();
    const time = await frozenTime(trx, account.test_clock);
    const counter = await counterAt(desk, trx, account.institution);
    return { reading: { desk, key, account, link, counter, now: time ?? desk.clock.now() }, time };
  });
}

/**
 * A refusal may mean that the connection is broken, or that this account is: the same look at the bank that finds it on any other
 * day decides, and what it finds is applied together with the end of the refresh. A look that learns nothing changes nothing.
 */
async function lookedInto(reading: Reading, error: BankError): Promise<Effects> {
  const { desk, link } = reading;
  const request = { authorization: link.id, confirmed: false, daily: false };
  const observed = await checkAuthorization(desk, request).catch((error: unknown) => {
    desk.log.warn({ authorization: link.id, error: String(error) }, 'a look after a failed refresh learned nothing');
    return null;
  });
  const refused = observed !== null && isRefusal(error);
  return async (trx) => {
    await observed?.(trx);
    await (refused ? refusedFor(reading) : failed(reading))(trx);
  };
}

function isRefusal({ kind }: BankError): boolean {
  return kind === 'permission_missing' || kind === 'account_unsupported';
}

/**
 * A link that works although the bank refuses this kind of data goes on without it (rows 10 and 16). What needs several permissions
 * does not tell which of them is gone; each is found out by itself.
 */
function refusedFor({ desk, key, account }: Reading): Effects {
  const permissions = permissionsFor(key.feature);
  return (trx) =>
    asOwner(desk, trx, account, async (context) => {
      const locked = await lockWithAuthorization(trx, account);
      const now = await customerTime(context, account.test_clock);
      await failRefresh(context, key, now);
      if (locked !== null && permissions.length === 1) await dropPermissions(context, locked.account, permissions, now);
    });
}

function failed(reading: Reading): Effects {
  return giveRefreshUp(reading.desk, reading.key);
}

/** Writes what was read and ends the refresh, at the time that it is by then. */
function found(reading: Reading, store: (context: Context, now: Date) => Promise<void>): Effects {
  const { desk, key, account } = reading;
  return (trx) =>
    asOwner(desk, trx, account, async (context) => {
      const now = await customerTime(context, account.test_clock);
      await succeedRefresh(context, key, now, () => store(context, now));
    });
}

const READ: Record<RefreshKey['feature'], (reading: Reading) => Promise<Effects>> = {
  balance: async (reading) => {
    const balance = await readBalance(reading);
    return found(reading, (context) => storeBalance(context, reading.account.id, balance));
  },
  ownership: async (reading) => {
    const { connector, profile } = reading.counter;
    const owners = await ask(reading, (credential) =>
      connector.getOwners(profile, credential, reading.account.bank_account),
    );
    return found(reading, (context) => storeOwners(context, reading.account.id, owners, reading.now));
  },
  transactions: readTransactions,
  inferred_balances: readInferred,
};

function ask<T>({ desk, link, counter }: Reading, call: Parameters<typeof withCredential<T>>[3]): Promise<T> {
  return withCredential(desk, link.id, counter, call);
}

function readBalance(reading: Reading) {
  const { connector, profile } = reading.counter;
  return ask(reading, (credential) => connector.getBalance(profile, credential, reading.account.bank_account));
}

/** Stored page by page, so that a large account neither fills the memory nor holds up the database; the end makes it count. */
async function readTransactions(reading: Reading): Promise<Effects> {
  const { desk, key, account, now } = reading;
  const span = await desk.database.transact((trx) => spanToRead(trx, account.id, now));
  const pending: string[] = [];
  for await (const { transactions } of pagesOf(reading, span)) {
    for (const row of transactions) if (row.status === 'pending') pending.push(row.id);
    const stored = await desk.database.transact((trx) =>
      asOwner(desk, trx, account, (context) => storePage(context, key, transactions, now)),
    );
    if (!stored) return async () => {};
  }
  return found(reading, (context, at) => voidDropped(context, key, { until: span.to, pending }, at));
}

/** Adds up what was booked by day, without keeping any of it. */
async function readInferred(reading: Reading): Promise<Effects> {
  const { desk, account, now } = reading;
  const { first, span } = await desk.database.transact((trx) => daysToInfer(trx, account.id, now));
  const balance = await readBalance(reading);
  const days = sumByDay(balance);
  for await (const { transactions } of pagesOf(reading, span)) days.add(transactions);
  if (!isExact(balance.current, days.sums.values())) throw brokenProtocol(account, 'amounts that nobody has');
  return found(reading, (context) => storeInferred(context, account.id, balance, { first, sums: days.sums }));
}

async function* pagesOf(reading: Reading, span: Span): AsyncGenerator<TransactionPage> {
  const { account, desk } = reading;
  const { connector, profile } = reading.counter;
  const ends = after(desk.clock.now(), PAGES_MS_MAX);
  let page: string | null = null;
  for (let count = 0; count < PAGES_MAX && desk.clock.now() < ends; count += 1) {
    const wanted = { ...span, currency: account.currency, page };
    const read: TransactionPage = await ask(reading, (credential) =>
      connector.getTransactions(profile, credential, account.bank_account, wanted),
    );
    yield read;
    if (read.next === null) return;
    page = read.next;
  }
  throw brokenProtocol(account, 'the pages of transactions do not end');
}

/** Whether no balance on the way from `current` back through the sums can be too large for an exact integer. */
function isExact(current: number, sums: Iterable<number>): boolean {
  let most = Math.abs(current);
  for (const sum of sums) most += Math.abs(sum);
  return Number.isSafeInteger(most);
}

function brokenProtocol({ bank_account }: Reading['account'], message: string): BankError {
  return new BankError('protocol', { status: null, code: null, interaction_id: null, bank_account }, message);
}
