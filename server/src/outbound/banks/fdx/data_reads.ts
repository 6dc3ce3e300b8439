// Reads balances, owners and transactions of one account.
import { BankError } from '#domain/connections/bank.ts';
import type { BankBalance, BankOwner, TransactionPage, TransactionSpan } from '#domain/connections/bank_data.ts';
import { protocolError } from '../http.ts';
import { type CommonProtocol, resourceUrl } from '../protocol.ts';
import { balanceOf } from './balance.ts';
import { accountDetail, contact, transactionPage } from './data_shapes.ts';
import { ownersOf } from './owners.ts';
import { nextPage, type ResourceContext, type ResourceRequest, readBody, requestWhole } from './resources.ts';
import { unwrapRow } from './shapes.ts';
import { transactionsOf } from './transaction.ts';

/** Rows asked for at once: banks' rows are up to two thousand bytes long, and an answer has its limit. */
const PAGE_ROWS = 500;
const MAX_PAGE_LENGTH = 2000;
/** The bank's ways of saying that there is nothing of this kind: the account type has none; none for this range. */
const NOTHING_OF_THE_KIND: readonly (string | null)[] = ['704', '1107'];

/** Which account is read, and by what right. */
export interface AccountReading {
  context: ResourceContext;
  protocol: CommonProtocol;
  bank_account: string;
}

/** The account's balance. Throws BankError. */
export async function getBalance(reading: AccountReading): Promise<BankBalance> {
  const answer = await requestWhole(reading.context, asked(reading, 'account'));
  const row = readBody(answer, accountDetail, 'the account', unwrapRow);
  return balanceOf(row, reading.context.clock.now());
}

/** The account's owners; none where the bank knows none. Throws BankError. */
export async function getOwners(reading: AccountReading): Promise<BankOwner[]> {
  try {
    const answer = await requestWhole(reading.context, asked(reading, 'contact'));
    return ownersOf(readBody(answer, contact, 'the contact'));
  } catch (error) {
    if (isNothing(error)) return [];
    throw error;
  }
}

/** One page of the account's transactions. Throws BankError. */
export async function getTransactions(reading: AccountReading, span: TransactionSpan): Promise<TransactionPage> {
  const { context, protocol } = reading;
  const request = asked(reading, 'transactions');
  const url = span.page === null ? firstPage(request.url, span) : URL.parse(span.page, request.url.href);
  if (url?.origin !== request.url.origin) throw protocolError('a page of another origin');
  try {
    const answer = await requestWhole(context, { ...request, url });
    const { transactions } = readBody(answer, transactionPage, 'the transactions');
    const { transaction_status } = protocol.attributes;
    return {
      transactions: transactionsOf(transactions, { currency: span.currency, transaction_status }),
      next: toldPage(url, nextPage(url, answer, url.origin)),
    };
  } catch (error) {
    if (isNothing(error)) return { transactions: [], next: null };
    throw error;
  }
}

function asked(reading: AccountReading, resource: 'account' | 'contact' | 'transactions'): ResourceRequest {
  const { context, protocol, bank_account } = reading;
  const url = resourceUrl(context.bank_url, protocol.resources[resource], { accountId: bank_account });
  return { method: 'GET', url, bank_account };
}

function firstPage(template: URL, span: TransactionSpan): URL {
  const url = new URL(template);
  url.searchParams.set('startTime', span.from.toISOString());
  url.searchParams.set('endTime', span.to.toISOString());
  url.searchParams.set('limit', String(PAGE_ROWS));
  return url;
}

/** Without the origin: a page that is kept and asked for later goes to where the bank is then. */
function toldPage(current: URL, next: URL | null): string | null {
  if (next === null) return null;
  if (next.href === current.href) throw protocolError('a list that does not end');
  const told = next.pathname + next.search;
  if (told.length > MAX_PAGE_LENGTH) throw protocolError('a next link that is too long to keep');
  return told;
}

function isNothing(error: unknown): boolean {
  return error instanceof BankError && NOTHING_OF_THE_KIND.includes(error.upstream.code);
}
